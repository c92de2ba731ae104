import { type GraphEntity, type Identification, identificationOf, noteIdentification } from './entity';
import { asError, readErrorDetails, readIdentification, UnexpectedAnswerError } from './errors';
import { isJsonObject, type HttpRequest, type HttpResponse, type SendHttpRequest } from './http';
import { sameOriginLink, workspacesPath } from './paths';
import { queryString, type ODataQuery } from './query';

/** Security Copilot exists in Graph beta only. Source: Microsoft Graph docs, "Security Copilot API overview". */
export const GRAPH_VERSION = 'beta';

/** A list with more pages is a fault of the service. With Graph's smallest usual page, 20 items, these are 100,000 items. */
const MAX_PAGES = 5_000;

/** Items of a page where a part of a list is wanted. A preference, which a server may lower or ignore. */
const PAGE_SIZE = 100;

/**
 * Items of a page where a whole list is wanted: the most that any service of Graph documents for a page, because Security
 * Copilot's own limit is unknown. Source: Microsoft Graph docs, "Paging Microsoft Graph data" (`$top` of users: 999).
 */
export const LARGEST_PAGE_SIZE = 999;

export interface GraphPage {
	items: GraphEntity[];
	/** Present where there is another page. Opaque. */
	nextLink?: string;
	/** Of the answer. */
	identification?: Identification;
}

/** Typed calls of Graph beta. All methods throw what `send` throws. */
export class GraphClient {
	/** The server's clock minus ours, in milliseconds. */
	private clockOffsetMs = 0;

	constructor(
		/** Origin such as `https://graph.microsoft.com`, without a slash at the end. */
		private readonly baseUrl: string,
		private readonly send: SendHttpRequest,
		/** The local clock that `serverNow` is based on; milliseconds since the epoch. */
		private readonly now: () => number,
	) {}

	/** The present by the server's clock, from the `Date` of its latest answer; milliseconds since the epoch. */
	serverNow(): number {
		return this.now() + this.clockOffsetMs;
	}

	/**
	 * Gets one object.
	 *
	 * @throws GraphResponseError, UnexpectedAnswerError
	 */
	async get(path: string, query: ODataQuery = {}): Promise<GraphEntity> {
		return await this.request('GET', this.url(path, query));
	}

	/**
	 * Creates an object. The request is sent again only where it was refused or not sent.
	 *
	 * @throws UnconfirmedPostError: it may have been created; GraphResponseError, UnexpectedAnswerError
	 */
	async create(path: string, body: object): Promise<GraphEntity> {
		return await this.request('POST', this.url(path), body);
	}

	/** Changes an object; the same change twice has the same result. @throws GraphResponseError, UnexpectedAnswerError */
	async update(path: string, body: object): Promise<GraphEntity> {
		return await this.request('PATCH', this.url(path), body);
	}

	/**
	 * Gets the first page of a list.
	 *
	 * @param pageSize items to ask for
	 * @throws GraphResponseError, UnexpectedAnswerError
	 */
	async firstPage(path: string, query: ODataQuery = {}, pageSize = PAGE_SIZE): Promise<GraphPage> {
		return await this.page(this.url(path, query), pageSize);
	}

	/**
	 * Gets the page behind a `nextLink`.
	 *
	 * @param identification of the page with the link
	 * @throws UnexpectedAnswerError before anything is sent when the link leaves the credential's origin
	 */
	async nextPage(
		nextLink: string,
		identification?: Identification,
		pageSize = PAGE_SIZE,
	): Promise<GraphPage> {
		return await this.page(sameOriginLink(nextLink, this.url(workspacesPath()), identification), pageSize);
	}

	/**
	 * Reads a list page by page, following `@odata.nextLink` until there is none. Ending the loop early fetches no
	 * further page. Empty pages with a link are followed.
	 *
	 * @throws UnexpectedAnswerError when the links run in a circle or never end
	 */
	async *pages(
		path: string,
		query: ODataQuery = {},
		pageSize = PAGE_SIZE,
	): AsyncGenerator<GraphPage, void, undefined> {
		const followed = new Set<string>();
		for (let page = await this.firstPage(path, query, pageSize); ;) {
			yield page;
			const { nextLink, identification } = page;
			if (nextLink === undefined) return;
			if (followed.has(nextLink)) {
				throw new UnexpectedAnswerError('names a next page that was already read', identification);
			}
			if (followed.size >= MAX_PAGES) {
				throw new UnexpectedAnswerError(`has more than ${MAX_PAGES} pages`, identification);
			}
			followed.add(nextLink);
			page = await this.nextPage(nextLink, identification, pageSize);
		}
	}

	private url(path: string, query: ODataQuery = {}): string {
		return `${this.baseUrl}/${GRAPH_VERSION}${path}${queryString(query)}`;
	}

	private async page(url: string, pageSize: number): Promise<GraphPage> {
		return readPage(await this.request('GET', url, undefined, { Prefer: `odata.maxpagesize=${pageSize}` }));
	}

	private async request(
		method: HttpRequest['method'],
		url: string,
		content?: object,
		preference: Record<string, string> = {},
	): Promise<GraphEntity> {
		const body = content && JSON.stringify(content);
		const headers = {
			Accept: 'application/json',
			...(content && { 'Content-Type': 'application/json' }),
			...preference,
		};
		const request: HttpRequest = { method, url, headers, ...(body !== undefined && { body }) };
		const response = await this.send(request);
		const date = Date.parse(response.headers.date ?? '');
		// An answer without a `Date` does not change the offset.
		if (!Number.isNaN(date)) this.clockOffsetMs = date - this.now();
		if (response.status >= 300 && response.status <= 399) throw redirected(response, request);
		if (response.status < 200 || response.status > 299) throw asError(response, request);
		const entity = readEntity(response, url);
		noteIdentification(entity, readIdentification(response));
		return entity;
	}
}

/**
 * Reads a list. A bare entity counts as a list of one: the documentation's example of "List evaluations" shows that.
 *
 * @throws UnexpectedAnswerError
 */
function readPage(body: GraphEntity): GraphPage {
	const identification = identificationOf(body);
	if (body.value === undefined && typeof body.id === 'string') return { items: [body], identification };
	if (!Array.isArray(body.value)) {
		throw new UnexpectedAnswerError('has no list named "value"', identification);
	}
	const nextLink = body['@odata.nextLink'];
	if (nextLink !== undefined && nextLink !== null && typeof nextLink !== 'string') {
		throw new UnexpectedAnswerError('names a next page that is not a text', identification);
	}
	const items = body.value as GraphEntity[];
	if (!items.every(isJsonObject)) {
		throw new UnexpectedAnswerError('lists something that is not an object', identification);
	}
	items.forEach((item) => noteIdentification(item, identification));
	return { items, nextLink: nextLink || undefined, identification };
}

/** A redirect is not followed: Graph documents none for this API, and n8n would take the token along to any host. */
function redirected(response: HttpResponse, { method, url }: HttpRequest): UnexpectedAnswerError {
	const { location } = response.headers;
	// The path of a redirect, to a sign-in page for example, may hold a secret.
	const target = URL.canParse(location ?? '', url) && location ? new URL(location, url).host : 'nowhere';
	return new UnexpectedAnswerError(`redirects a ${method} to ${target}`, readErrorDetails(response));
}

/** @param url of the request. @throws UnexpectedAnswerError */
function readEntity(response: HttpResponse, url: string): GraphEntity {
	const entity = response.body;
	const fail = (reason: string, details = readIdentification(response)) =>
		new UnexpectedAnswerError(reason, details);
	if (entity === undefined) {
		if (response.text.trim() === '') throw fail('is empty');
		const type = (response.headers['content-type'] ?? 'no content type').split(';')[0];
		const { host } = new URL(url);
		throw fail(`is not JSON from Graph (${type} from ${host}); a proxy or a sign-in page may have answered`);
	}
	if (!isJsonObject(entity)) throw fail('is not a JSON object');
	if (isJsonObject(entity.error) && entity.id === undefined && entity.value === undefined) {
		throw fail('says that it went well, and holds an error', readErrorDetails(response));
	}
	return entity;
}
