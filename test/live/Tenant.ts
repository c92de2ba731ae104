import { randomUUID } from 'node:crypto';
import {
	evaluationsPath,
	pluginsPath,
	promptsPath,
	sessionsPath,
	type PromptKey,
} from '../../nodes/graph/paths';
import { PACKAGE_NAME } from '../../nodes/version';
import type { LiveContext, LiveOptions, SignedIn } from './live';

/** There is nothing in the tenant that the check could look at. The message says what is missing. */
export class NothingThereError extends Error {}

/** Graph did not answer the question. The message names status and code, and quotes nothing. */
export class RefusedError extends Error {}

// What comes from an answer reaches the report through one of these two: names of the protocol, never what somebody wrote.

/** A code of an error, or the name of a header or permission. */
export function codeName(value: unknown): string {
	if (value === undefined || value === '') return 'without a code';
	return typeof value === 'string' && /^[\w.:-]{1,60}$/.test(value) ? value : 'with an unreadable code';
}

/** The name of a property, or a member of an enumeration. */
export function memberName(value: unknown): string {
	if (value === null) return 'null';
	return typeof value === 'string' && /^[A-Za-z]\w{0,40}$/.test(value) ? `\`${value}\`` : '(unreadable)';
}

export type Entity = Record<string, unknown>;

export interface Answer {
	status: number;
	headers: Headers;
	/** Empty where the answer is not JSON. */
	body: Entity;
}

/** A list; one bare entity counts as a list of one. */
export interface List extends Answer {
	items: Entity[];
	isBare: boolean;
}

export const succeeded = ({ status }: Pick<Answer, 'status'>): boolean => status >= 200 && status <= 299;

/** "200", or "403 Forbidden": status and Graph's code. */
export function outcomeOf({ status, body }: Pick<Answer, 'status' | 'body'>): string {
	const { code } = (body.error ?? {}) as { code?: unknown };
	return succeeded({ status }) ? String(status) : `${status} ${codeName(code)}`;
}

/** @throws RefusedError for an answer that is neither a success nor has one of these statuses */
export function require2xx(answer: Answer, ...others: number[]): Answer {
	if (succeeded(answer) || others.includes(answer.status)) return answer;
	throw new RefusedError(outcomeOf(answer));
}

/** @throws RefusedError for a refusal, and for what is no list */
export function list2xx(answer: Answer): List {
	const { value, id } = require2xx(answer).body;
	if (Array.isArray(value)) return { ...answer, items: value as Entity[], isBare: false };
	if (typeof id === 'string') return { ...answer, items: [answer.body], isBare: true };
	throw new RefusedError('the answer has no list named "value"');
}

const VERSION = '/beta';

/** Most requests for one read that is throttled or that a busy server refuses. */
const MOST_TRIES = 3;

/** How many sessions, and prompts of one, are looked into for something to look at. */
const MOST_LOOKED_INTO = 10;

/** Sends requests to the tenant's Graph, and remembers what several checks look at. */
export class Tenant {
	/** Of the latest answer. */
	last: { status: number; requestId?: string } | undefined;
	readonly workspaceId: string;
	readonly sessionsPath: string;
	readonly sessionName = `${PACKAGE_NAME}: live check`;

	constructor(
		readonly options: LiveOptions,
		readonly signedIn: SignedIn,
		readonly context: Pick<LiveContext, 'signal' | 'sleep' | 'now'>,
	) {
		this.workspaceId = options.workspaceId;
		this.sessionsPath = sessionsPath(options.workspaceId);
	}

	get isStopped(): boolean {
		return this.context.signal.aborted;
	}

	/**
	 * Sends one request. The token goes to the origin of Graph only: a redirect is an answer.
	 *
	 * @param path below the version, with its query
	 * @throws RefusedError where there is no answer
	 */
	async send(method: string, path: string, body?: Entity, headers = {}): Promise<Answer> {
		const { signal } = this.context;
		this.last = undefined;
		try {
			const response = await fetch(`${this.options.graphApiBaseUrl}${VERSION}${path}`, {
				method,
				headers: {
					Accept: 'application/json',
					'client-request-id': randomUUID(),
					...(body && { 'Content-Type': 'application/json' }),
					...headers,
					Authorization: `Bearer ${this.signedIn.token}`,
				},
				body: body && JSON.stringify(body),
				redirect: 'manual',
				signal: AbortSignal.any([signal, AbortSignal.timeout(120_000)]),
			});
			const { status } = response;
			this.last = { status, requestId: response.headers.get('request-id') ?? undefined };
			const json: unknown = await response.json().catch(() => undefined);
			return { status, headers: response.headers, body: (json ?? {}) as Entity };
		} catch (error) {
			const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
			throw new RefusedError(`no answer (${codeName(cause?.code ?? name)})`);
		}
	}

	/** Reads. @returns the answer, whatever its status */
	async read(path: string, headers = {}): Promise<Answer> {
		for (let tries = 1; ; tries++) {
			const answer = await this.send('GET', path, undefined, headers);
			if (![429, 503, 504].includes(answer.status) || tries === MOST_TRIES) return answer;
			await this.context.sleep(Number(answer.headers.get('retry-after') ?? 5) * 1_000);
		}
	}

	/** Reads one entity. @throws RefusedError */
	async get(path: string): Promise<Entity> {
		return require2xx(await this.read(path)).body;
	}

	/** @throws RefusedError for a refusal, and for what is no list */
	async list(path: string, headers = {}): Promise<List> {
		return list2xx(await this.read(path, headers));
	}

	/** Creates or changes. Sent once, whatever becomes of it. @throws RefusedError */
	async change(method: 'POST' | 'PATCH', path: string, body: Entity): Promise<Answer> {
		let outcome: string;
		try {
			const answer = await this.send(method, path, body);
			if (answer.status < 500) return require2xx(answer);
			outcome = outcomeOf(answer);
		} catch (error) {
			if (!(error instanceof RefusedError) || this.last) throw error;
			outcome = error.message;
		}
		throw new RefusedError(`unknown whether it was done: ${outcome}; not sent again, look into the session`);
	}

	/** The path of a next link; undefined where it leads away from Graph. */
	pathOf(link: string): string | undefined {
		const base = new URL(`${this.options.graphApiBaseUrl}${VERSION}/`);
		const { origin, pathname, search } = new URL(link, base);
		if (origin !== base.origin || !pathname.startsWith(base.pathname)) return undefined;
		return `${pathname.slice(VERSION.length)}${search}`;
	}

	/** The first page, as the nodes ask for it. */
	readonly sessions = once(
		async () => await this.list(this.sessionsPath, { Prefer: 'odata.maxpagesize=100' }),
	);
	readonly plugins = once(async () => await this.list(pluginsPath(this.workspaceId)));
	/** The session that the command creates. */
	readonly created = once(
		async () => await this.change('POST', this.sessionsPath, { displayName: this.sessionName }),
	);

	/** @throws NothingThereError where the workspace has fewer sessions than the question needs */
	async requireSessions(least: number): Promise<void> {
		const { length } = (await this.sessions()).items;
		if (length < least)
			throw new NothingThereError(`the workspace has too few sessions: ${length} of ${least}`);
	}

	/** The session to look at, with its prompts; one that has prompts, where there is one. @throws NothingThereError */
	readonly session = once(async () => {
		const { sessionId: named } = this.options;
		const { items } = named === undefined ? await this.sessions() : { items: [{ id: named }] };
		let first: { sessionId: string; prompts: Entity[] } | undefined;
		for (const { id } of items.slice(0, MOST_LOOKED_INTO)) {
			const key = { workspaceId: this.workspaceId, sessionId: String(id) };
			const found = { sessionId: key.sessionId, prompts: (await this.list(promptsPath(key))).items };
			first ??= found;
			if (found.prompts.length > 0) return found;
		}
		if (!first) throw new NothingThereError('the workspace has no session');
		return first;
	});

	/** @throws NothingThereError where the session has none */
	readonly prompts = once(async (): Promise<PromptKey[]> => {
		const { sessionId, prompts } = await this.session();
		if (prompts.length === 0) throw new NothingThereError('no session that was looked at has a prompt');
		return prompts.map(({ id }) => ({ workspaceId: this.workspaceId, sessionId, promptId: String(id) }));
	});

	/** The evaluations of a prompt that has some, else of the last prompt that was looked at. */
	readonly evaluations = once(async (): Promise<List> => {
		let found: List | undefined;
		for (const key of (await this.prompts()).slice(0, MOST_LOOKED_INTO)) {
			found = await this.list(evaluationsPath(key));
			if (found.items.length > 0) break;
		}
		return found!;
	});
}

/** Does something once; all callers get its result, or its failure. */
function once<T>(task: () => Promise<T>): () => Promise<T> {
	let result: Promise<T> | undefined;
	return async () => await (result ??= task());
}
