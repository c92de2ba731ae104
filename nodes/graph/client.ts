import type { GraphEntity } from './entity';
import { GraphResponseError, readErrorDetails, UnexpectedAnswerError } from './errors';
import type { HttpMethod, HttpRequest, HttpResponse, SendHttpRequest } from './http';
import { sameOriginLink } from './origin';
import type { ODataQuery } from './query';
import { queryString } from './query';

/** Security Copilot exists in Graph beta only. Source: Microsoft Graph docs, "Security Copilot API overview". */
const GRAPH_VERSION = 'beta';

const MAX_REDIRECTS = 3;

/** A list that never ends is a fault, not data. At Graph's smallest usual page this is more than 100,000 items. */
const MAX_PAGES = 20_000;

export interface GraphPage {
	items: GraphEntity[];
	/** Present when there is another page; opaque. */
	nextLink?: string;
}

/** Speaks Graph beta's dialect over a sender. Knows nothing of n8n. */
export class GraphClient {
	constructor(
		/** Origin such as `https://graph.microsoft.com`, without a slash at the end. */
		private readonly baseUrl: string,
		private readonly send: SendHttpRequest,
	) {}

	/**
	 * Gets one object.
	 *
	 * @throws GraphResponseError, UnexpectedAnswerError, or what the sender throws
	 */
	async get(path: string, query: ODataQuery = {}): Promise<GraphEntity> {
		return await this.request('GET', this.url(path, query));
	}

	/** Gets the first page of a list. */
	async firstPage(path: string, query: ODataQuery = {}): Promise<GraphPage> {
		return await this.page(this.url(path, query));
	}

	/**
	 * Gets the page behind a `nextLink`, which is sent as it stands.
	 *
	 * @throws ForeignLinkError before anything is sent when the link leaves the credential's origin
	 */
	async nextPage(nextLink: string): Promise<GraphPage> {
		const firstUrl = this.url('/security/securityCopilot/workspaces');
		return await this.page(sameOriginLink(nextLink, firstUrl, 'The next page'));
	}

	/**
	 * Reads a list page by page, following `@odata.nextLink` until there is none. Ending the loop early fetches no
	 * further page. Empty pages with a link are followed.
	 *
	 * @throws UnexpectedAnswerError when the links run in a circle or never end
	 */
	async *pages(path: string, query: ODataQuery = {}): AsyncGenerator<GraphPage, void, undefined> {
		const followed = new Set<string>();
		let page = await this.firstPage(path, query);
		yield page;
		while (page.nextLink !== undefined) {
			if (followed.has(page.nextLink))
				throw new UnexpectedAnswerError('names a next page that was already read');
			if (followed.size >= MAX_PAGES) throw new UnexpectedAnswerError(`has more than ${MAX_PAGES} pages`);
			followed.add(page.nextLink);
			page = await this.nextPage(page.nextLink);
			yield page;
		}
	}

	private url(path: string, query: ODataQuery = {}): string {
		return `${this.baseUrl}/${GRAPH_VERSION}${path}${queryString(query)}`;
	}

	private async page(url: string): Promise<GraphPage> {
		const body = await this.request('GET', url);
		if (!Array.isArray(body.value)) throw new UnexpectedAnswerError('has no list named "value"');
		const nextLink = body['@odata.nextLink'];
		if (nextLink !== undefined && typeof nextLink !== 'string') {
			throw new UnexpectedAnswerError('names a next page that is not a text');
		}
		return { items: body.value as GraphEntity[], nextLink: nextLink || undefined };
	}

	private async request(method: HttpMethod, url: string): Promise<GraphEntity> {
		const request: HttpRequest = { method, url, headers: { Accept: 'application/json' } };
		const response = await this.followRedirects(request);
		if (response.status < 200 || response.status > 299) {
			throw new GraphResponseError(
				response.status,
				readErrorDetails(response),
				method,
				new URL(url).pathname,
				response.headers,
			);
		}
		return parseEntity(response);
	}

	/** Follows redirects within the origin only: n8n's helper would take the token along to any host. */
	private async followRedirects(request: HttpRequest): Promise<HttpResponse> {
		let current = request;
		for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
			const response = await this.send(current);
			if (![301, 302, 303, 307, 308].includes(response.status)) return response;
			const location = response.headers.location;
			if (location === undefined)
				throw new UnexpectedAnswerError('redirects to nowhere', readErrorDetails(response));
			if (request.method !== 'GET') {
				throw new UnexpectedAnswerError(`redirects a ${request.method}`, readErrorDetails(response));
			}
			current = { ...current, url: sameOriginLink(location, current.url, 'The answer redirects and') };
		}
		throw new UnexpectedAnswerError(`redirects more than ${MAX_REDIRECTS} times`);
	}
}

function parseEntity(response: HttpResponse): GraphEntity {
	const details = readErrorDetails({ ...response, text: '' });
	if (response.text.trim() === '') throw new UnexpectedAnswerError('is empty', details);
	const body = parseJson(response.text);
	if (body === undefined) {
		const type = response.headers['content-type'] ?? 'no content type';
		throw new UnexpectedAnswerError(
			`is not JSON from Graph (${type.split(';')[0]}); a proxy or a sign-in page may have answered`,
			details,
		);
	}
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		throw new UnexpectedAnswerError('is not a JSON object', details);
	}
	return body as GraphEntity;
}

/** @returns undefined when the text is not JSON */
function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
