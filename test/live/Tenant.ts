import { GRAPH_VERSION, GraphClient } from '../../nodes/graph/client';
import type { GraphEntity } from '../../nodes/graph/entity';
import { asError, readErrorDetails, UnexpectedAnswerError } from '../../nodes/graph/errors';
import { jsonOf, type HttpRequest, type HttpResponse, type SendHttpRequest } from '../../nodes/graph/http';
import {
	evaluationsPath,
	promptsPath,
	sessionsPath,
	workspacesPath,
	type PromptKey,
} from '../../nodes/graph/paths';
import { readList } from '../../nodes/graph/list';
import { queryString, type ODataQuery } from '../../nodes/graph/query';
import type { RetryLimits } from '../../nodes/graph/retryPolicy';
import { graphSender } from '../../nodes/graph/sender';
import { RateLimiter } from '../../nodes/graph/RateLimiter';
import type { Time } from '../../nodes/graph/time';
import { idOf } from '../../nodes/copilot/sessions';
import type { LiveOptions } from './options';
import type { SignedIn } from './signIn';

/** Somebody waits for the command: less patience than the nodes have. */
const LIMITS: RetryLimits = { maxRetries: 2, retryBudgetMs: 60_000 };

/** How many sessions, and prompts of one, are looked into for something to look at. */
const MOST_LOOKED_INTO = 10;

/** There is nothing in the tenant that the check could look at. The message says what is missing. */
export class NothingThereError extends Error {
	override readonly name = 'NothingThereError';
}

/** What a request has beyond the query options that the nodes use. */
export interface Extras {
	/** An OData option as it stands in an address. */
	option?: string;
	prefer?: string;
}

/** A list as it was answered. */
export interface ListAnswer {
	body: GraphEntity;
	items: GraphEntity[];
	/** One entity in place of a list. */
	isBare: boolean;
	nextLink?: string;
	headers: Readonly<Record<string, string>>;
}

/** The tenant: speaks to its Graph as the nodes do, and remembers what several checks look at. */
export class Tenant {
	readonly graph: GraphClient;
	readonly workspaceId: string;
	/** The latest answer, of whatever status. */
	lastAnswer: HttpResponse | undefined;
	/** States of evaluations in the order in which the client saw them. */
	readonly states: string[] = [];

	private readonly sender;
	private readonly baseUrl: string;

	constructor(
		readonly options: LiveOptions,
		readonly signedIn: SignedIn,
		send: SendHttpRequest,
		readonly time: Time,
		readonly signal: AbortSignal,
	) {
		this.baseUrl = options.graphApiBaseUrl;
		this.workspaceId = options.workspaceId;
		const noted: SendHttpRequest = async (request) => {
			this.lastAnswer = undefined;
			this.lastAnswer = await send(request);
			return this.lastAnswer;
		};
		this.sender = graphSender(this.baseUrl, noted, {
			time,
			limiter: new RateLimiter(time),
			limits: LIMITS,
			signal,
			jitter: Math.random(),
		});
		this.graph = new NotingClient(this.baseUrl, this.sender, () => time.now(), this.states);
	}

	/** Origin of Graph and version, as `$batch` needs it. */
	get address(): { baseUrl: string; version: string } {
		return { baseUrl: this.baseUrl, version: GRAPH_VERSION };
	}

	request(path: string, query: ODataQuery = {}, { option, prefer }: Extras = {}): HttpRequest {
		const address = `${this.baseUrl}/${GRAPH_VERSION}${path}${queryString(query)}`;
		return {
			method: 'GET',
			url: option === undefined ? address : `${address}${address.includes('?') ? '&' : '?'}${option}`,
			headers: { Accept: 'application/json', ...(prefer && { Prefer: prefer }) },
		};
	}

	/** Sends what does not create anything, with the nodes' retries. @returns the answer, whatever its status */
	async send(request: HttpRequest): Promise<HttpResponse> {
		return await this.sender.send(request, 'safe');
	}

	/** Reads. @returns the answer, whatever its status */
	async read(path: string, query?: ODataQuery, extras?: Extras): Promise<HttpResponse> {
		return await this.send(this.request(path, query, extras));
	}

	/** Reads a list. @throws GraphResponseError for a refusal; UnexpectedAnswerError for what is no list */
	async list(path: string, query?: ODataQuery, extras?: Extras): Promise<ListAnswer> {
		const request = this.request(path, query, extras);
		const answer = await this.send(request);
		if (answer.status < 200 || answer.status > 299) throw asError(answer, request);
		return listOf(answer);
	}

	readonly workspaces = once(async () => await this.list(workspacesPath()));

	/** The first page of sessions, as the nodes ask for it. */
	readonly sessions = once(
		async () => await this.list(sessionsPath(this.workspaceId), {}, { prefer: 'odata.maxpagesize=100' }),
	);

	/** The session to look at, with its prompts; one that has prompts, where there is one. @throws NothingThereError */
	readonly session = once(async (): Promise<{ sessionId: string; prompts: ListAnswer }> => {
		const { sessionId } = this.options;
		if (sessionId !== undefined) return { sessionId, prompts: await this.promptsOf(sessionId) };
		const path = sessionsPath(this.workspaceId);
		const ids = (await readList(this.graph, path, { select: ['id'] }, MOST_LOOKED_INTO)).map(idOf);
		let first: { sessionId: string; prompts: ListAnswer } | undefined;
		for (const id of ids) {
			const found = { sessionId: id, prompts: await this.promptsOf(id) };
			first ??= found;
			if (found.prompts.items.length > 0) return found;
		}
		if (!first) throw new NothingThereError('the workspace has no session');
		return first;
	});

	/** @throws NothingThereError where the session has none */
	readonly prompts = once(async (): Promise<PromptKey[]> => {
		const { sessionId, prompts } = await this.session();
		if (prompts.items.length === 0) throw new NothingThereError('no session that was looked at has a prompt');
		return prompts.items.map((prompt) => ({
			workspaceId: this.workspaceId,
			sessionId,
			promptId: idOf(prompt),
		}));
	});

	/** The evaluations of a prompt that has some, else of the first prompt. */
	readonly evaluations = once(async (): Promise<{ key: PromptKey; list: ListAnswer }> => {
		const [first, ...others] = (await this.prompts()).slice(0, MOST_LOOKED_INTO) as [
			PromptKey,
			...PromptKey[],
		];
		const begin = { key: first, list: await this.list(evaluationsPath(first)) };
		if (begin.list.items.length > 0) return begin;
		for (const key of others) {
			const list = await this.list(evaluationsPath(key));
			if (list.items.length > 0) return { key, list };
		}
		return begin;
	});

	private async promptsOf(sessionId: string): Promise<ListAnswer> {
		return await this.list(promptsPath({ workspaceId: this.workspaceId, sessionId }));
	}
}

/** The nodes' client, which notes the states of what it gets. */
class NotingClient extends GraphClient {
	constructor(
		baseUrl: string,
		sender: ConstructorParameters<typeof GraphClient>[1],
		now: () => number,
		private readonly states: string[],
	) {
		super(baseUrl, sender, now);
	}

	override async get(path: string, query?: ODataQuery): Promise<GraphEntity> {
		const entity = await super.get(path, query);
		if (typeof entity.state === 'string' && this.states.at(-1) !== entity.state)
			this.states.push(entity.state);
		return entity;
	}
}

/** Does something once, and hands its result, or its failure, to everybody who asks. */
export function once<T>(task: () => Promise<T>): () => Promise<T> {
	let result: Promise<T> | undefined;
	return async () => await (result ??= task());
}

/** @throws UnexpectedAnswerError for what is no list */
function listOf(answer: HttpResponse): ListAnswer {
	const { headers } = answer;
	const details = readErrorDetails({ ...answer, text: '' });
	const body = jsonOf(answer) as GraphEntity | null | undefined;
	if (typeof body !== 'object' || body === null) throw new UnexpectedAnswerError('is not JSON', details);
	if (body.value === undefined && typeof body.id === 'string') {
		return { body, items: [body], isBare: true, headers };
	}
	if (!Array.isArray(body.value)) throw new UnexpectedAnswerError('has no list named "value"', details);
	const nextLink = body['@odata.nextLink'];
	return {
		body,
		items: (body.value as unknown[]).filter(
			(item): item is GraphEntity => typeof item === 'object' && item !== null,
		),
		isBare: false,
		...(typeof nextLink === 'string' && { nextLink }),
		headers,
	};
}
