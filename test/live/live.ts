/**
 * `npm run live`: asks a real tenant what docs/assumptions.md assumes, and prints a report that can be made public.
 *
 * It reads, unless `--write` or `--ask` say otherwise. The token goes to Graph's origin only. Nothing that an answer says reaches
 * the report but through `codeName` and `memberName`. To try it without a tenant, start `npm run emulator -- --port 0` and hand
 * over the token and the address of Graph that it prints.
 *
 * In this file: the usage, the client, the table of checks, the report.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SERVICE_ORIGIN_PATTERN } from '../../nodes/entra/connection';
import { UnexpectedAnswerError } from '../../nodes/graph/errors';
import * as paths from '../../nodes/graph/paths';
import { timestampOrder } from '../../nodes/graph/timestamp';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../nodes/version';

/** Arguments show in process lists, so the token comes from the environment. */
export const TOKEN_VARIABLE = 'GRAPH_ACCESS_TOKEN';

export const USAGE = `Checks what docs/assumptions.md assumes, against a real tenant. Reads only, unless told otherwise.

  ${TOKEN_VARIABLE}=<token> npm run live -- [options]

  --workspace <id>    Workspace to look at; default: default
  --session <id>      Session to look at; default: the first of the list that has prompts
  --write             Also creates one session. That costs no compute units; the API cannot delete it
  --ask "<prompt>"    Also creates one prompt, in the session of --session or --write, and runs ONE evaluation of it, which
                      costs security compute units
  --graph <url>       default: https://graph.microsoft.com. Plain http: on localhost only

The token is an access token for Microsoft Graph with SecurityCopilotWorkspaces.Read.All; --write and --ask need
SecurityCopilotWorkspaces.ReadWrite.All, too. Graph Explorer (https://developer.microsoft.com/graph/graph-explorer) shows the
token of who has signed in there; a token of an app works as well.

The report is a Markdown table without content, names, tokens or tenant: it can be pasted into an issue. Exit code 0: every
check could be made. 1: some could not. 2: wrong options, or no token.`;

/** What a run needs of its surroundings. Times in milliseconds. */
export interface Surroundings {
	environment: Record<string, string | undefined>;
	/** Writes text and a line break. */
	print: (text: string) => void;
	sleep: (milliseconds: number) => Promise<unknown>;
	now: () => number;
}

/** @returns the options, or what is wrong with them, without their values: a secret may stand in the wrong place */
function readOptions(args: string[], environment: Surroundings['environment']) {
	const token = environment[TOKEN_VARIABLE];
	if (!token || args.includes('--help')) return USAGE;
	try {
		const { values } = parseArgs({
			args,
			options: {
				workspace: { type: 'string', default: 'default' },
				session: { type: 'string' },
				write: { type: 'boolean', default: false },
				ask: { type: 'string' },
				graph: { type: 'string', default: 'https://graph.microsoft.com' },
			},
		});
		const { workspace: workspaceId, session: sessionId, write, ask } = values;
		const graph = values.graph.replace(/\/$/, '');
		if (!SERVICE_ORIGIN_PATTERN.test(graph)) return '--graph needs an https: address without a path.';
		if (ask?.trim() === '') return '--ask needs the text of a prompt.';
		if (ask !== undefined && sessionId === undefined && !write)
			return '--ask needs a session: name one with --session, or create one with --write.';
		paths.sessionPath({ workspaceId, sessionId: sessionId ?? 'none' });
		return { token, graph, workspaceId, sessionId, write, ask };
	} catch (error) {
		return error instanceof paths.InvalidIdError ? `${error.message}.` : USAGE;
	}
}

type Options = Exclude<ReturnType<typeof readOptions>, string>;
type Entity = Record<string, unknown>;

interface Answer {
	status: number;
	headers: Headers;
	/** Empty where the answer is not JSON. */
	body: Entity;
}

/** The check has no answer. The message says why, and quotes nothing. */
class NotAnswered extends Error {}

/** A code of an error, or the name of a header or permission. */
function codeName(value: unknown): string {
	if (value === undefined || value === '') return 'without a code';
	return typeof value === 'string' && /^[\w.:-]{1,60}$/.test(value) ? value : 'with an unreadable code';
}

/** The name of a property, or a member of an enumeration. */
function memberName(value: unknown): string {
	if (value === null) return 'null';
	return typeof value === 'string' && /^[A-Za-z]\w{0,40}$/.test(value) ? `\`${value}\`` : '(unreadable)';
}

const succeeded = ({ status }: Pick<Answer, 'status'>): boolean => status >= 200 && status <= 299;

/** "200", or "403 Forbidden": status and Graph's code. */
function outcomeOf({ status, body }: Pick<Answer, 'status' | 'body'>): string {
	const { code } = (body.error ?? {}) as { code?: unknown };
	return succeeded({ status }) ? String(status) : `${status} ${codeName(code)}`;
}

/** @throws NotAnswered unless the answer is a success or has one of the statuses */
function require2xx(answer: Answer, ...statuses: number[]): Answer {
	if (succeeded(answer) || statuses.includes(answer.status)) return answer;
	throw new NotAnswered(`refused: ${outcomeOf(answer)}`);
}

/** The items of a list; one bare entity counts as a list of one. @throws NotAnswered for a refusal, and for what is no list */
function itemsOf(answer: Answer): Entity[] {
	const { value, id } = require2xx(answer).body;
	if (Array.isArray(value)) return value as Entity[];
	if (typeof id === 'string') return [answer.body];
	throw new NotAnswered('refused: the answer has no list named "value"');
}

/** Does something once; all callers get its result, or its failure. */
function once<T>(task: () => Promise<T>): () => Promise<T> {
	let result: Promise<T> | undefined;
	return async () => await (result ??= task());
}

/** Most requests for one read that is throttled or that a busy server refuses. */
const MOST_TRIES = 3;
/** How many sessions, and prompts of one, are looked into for something to look at. */
const MOST_LOOKED_INTO = 10;

/** Sends requests to the tenant's Graph, and remembers what several checks look at. */
class Tenant {
	/** Of the latest answer. */
	last: { status?: number; requestId?: string } = {};
	readonly sessionsPath: string;

	constructor(
		readonly options: Options,
		readonly surroundings: Surroundings,
	) {
		this.sessionsPath = paths.sessionsPath(options.workspaceId);
	}

	/** Sends one request. A redirect is an answer. @param path below the version @throws NotAnswered where nothing comes back */
	async send(method: string, path: string, body?: Entity, headers = {}): Promise<Answer> {
		this.last = {};
		try {
			const response = await fetch(`${this.options.graph}/beta${path}`, {
				method,
				headers: {
					Accept: 'application/json',
					'client-request-id': randomUUID(),
					...(body && { 'Content-Type': 'application/json' }),
					...headers,
					Authorization: `Bearer ${this.options.token}`,
				},
				body: body && JSON.stringify(body),
				redirect: 'manual',
				signal: AbortSignal.timeout(120_000),
			});
			const { status } = response;
			this.last = { status, requestId: response.headers.get('request-id') ?? undefined };
			const json: unknown = await response.json().catch(() => undefined);
			return { status, headers: response.headers, body: (json ?? {}) as Entity };
		} catch (error) {
			const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
			throw new NotAnswered(`no answer (${codeName(cause?.code ?? name)})`);
		}
	}

	/** Reads, whatever the status of the answer. @throws NotAnswered where nothing comes back */
	async read(path: string, headers = {}): Promise<Answer> {
		for (let tries = 1; ; tries++) {
			const answer = await this.send('GET', path, undefined, headers);
			if (![429, 503, 504].includes(answer.status) || tries === MOST_TRIES) return answer;
			await this.surroundings.sleep(Number(answer.headers.get('retry-after') ?? 5) * 1_000);
		}
	}

	/** @throws NotAnswered as `itemsOf` */
	async list(path: string, headers = {}): Promise<Entity[]> {
		return itemsOf(await this.read(path, headers));
	}

	/** Creates an object. Sent once, whatever becomes of it. @throws NotAnswered */
	async create(path: string, body: Entity): Promise<Entity> {
		const answer = await this.send('POST', path, body).catch((error: Error) => error);
		if (!(answer instanceof Error) && answer.status < 500) return require2xx(answer).body;
		const outcome = answer instanceof Error ? answer.message : outcomeOf(answer);
		throw new NotAnswered(`unknown whether it was done: ${outcome}; not sent again, look into the session`);
	}

	keyOf(session: Entity): paths.SessionKey {
		return { workspaceId: this.options.workspaceId, sessionId: String(session.id) };
	}

	/** The first page, as the nodes ask for it. */
	readonly sessions = once(
		async () => await this.list(this.sessionsPath, { Prefer: 'odata.maxpagesize=100' }),
	);
	readonly plugins = once(async () => await this.list(paths.pluginsPath(this.options.workspaceId)));
	/** The session that the command creates. */
	readonly created = once(
		async () => await this.create(this.sessionsPath, { displayName: `${PACKAGE_NAME}: live check` }),
	);

	/** The session to look at, with its prompts: the first that has some, else the last that was looked into. */
	readonly session = once(async () => {
		const { sessionId: id } = this.options;
		const candidates = id === undefined ? (await this.sessions()).slice(0, MOST_LOOKED_INTO) : [{ id }];
		let found: { key: paths.SessionKey; prompts: Entity[] } | undefined;
		for (const session of candidates) {
			const key = this.keyOf(session);
			found = { key, prompts: await this.list(paths.promptsPath(key)) };
			if (found.prompts.length > 0) break;
		}
		if (!found) throw new NotAnswered('the workspace has no session');
		return found;
	});

	/** The list of evaluations of a prompt that has some, else of the last prompt that was looked at. */
	readonly evaluations = once(async () => {
		const { key, prompts } = await this.session();
		let answer: Answer | undefined;
		for (const { id } of prompts.slice(0, MOST_LOOKED_INTO)) {
			answer = await this.read(paths.evaluationsPath({ ...key, promptId: String(id) }));
			if (itemsOf(answer).length > 0) break;
		}
		if (!answer) throw new NotAnswered('no session that was looked at has a prompt');
		return answer;
	});

	/** Everything that could be read, by kind. What cannot has a check of its own. */
	async readable(): Promise<Record<'session' | 'prompt' | 'evaluation' | 'plugin', Entity[]>> {
		const noneIfRefused = async (items: Promise<Entity[]>) => await items.catch(() => []);
		const found = {
			session: await noneIfRefused(this.sessions()),
			prompt: await noneIfRefused(this.session().then(({ prompts }) => prompts)),
			evaluation: await noneIfRefused(this.evaluations().then(itemsOf)),
			plugin: await noneIfRefused(this.plugins()),
		};
		if (Object.values(found).flat().length === 0) throw new NotAnswered('nothing could be read');
		return found;
	}

	/** Lists with a filter, and looks whether it was applied. @param all what the list shows without it */
	async tryFilter(path: string, filter: string, all: Entity[], isMatch: (item: Entity) => boolean) {
		const answer = await this.read(`${path}?$filter=${encodeURIComponent(filter)}`);
		// By these a service says that it does not know an option. Any other refusal is about something else.
		if (!succeeded(require2xx(answer, 400, 404, 405, 501))) return outcomeOf(answer);
		const matching = (items: Entity[]) => `${items.filter(isMatch).length} of ${items.length} match`;
		return `accepted: ${matching(itemsOf(answer))}; without it ${matching(all)}`;
	}
}

const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');
/** Names in the order of the alphabet, each once. */
const listed = (names: Iterable<string>): string => [...new Set(names)].sort().join(', ') || 'none';
/** Names of properties, without annotations. */
const propertiesOf = (entity: unknown): string =>
	listed(
		Object.keys((entity ?? {}) as Entity)
			.filter((name) => !name.includes('@'))
			.map(memberName),
	);
const FIRST_ID = '?$select=id&$top=1';

/** Whether values rise or fall throughout. Of equal ones that cannot be said. */
function directionOf(values: readonly string[]): string {
	const sorted = [...values].sort();
	if (sorted[0] === sorted.at(-1)) return 'not to be told';
	if (sorted.join() === values.join()) return 'ascending';
	return sorted.reverse().join() === values.join() ? 'descending' : 'none';
}

/** Milliseconds after a creation at which is looked again. */
const LOOKS_MS = [0, 2_000, 3_000, 5_000, 20_000];

/** Claims `scp` and `roles`. Microsoft calls access tokens opaque: one that cannot be read counts as one without permissions. */
function permissionsOf(token: string): string {
	try {
		const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
		const { scp = '', roles = [] } = JSON.parse(payload) as { scp?: string; roles?: string[] };
		const names = (all: string[]): string => listed(all.filter(Boolean).map(codeName));
		return `\`scp\`: ${names(scp.split(' '))}; \`roles\`: ${names(roles)}`;
	} catch {
		return 'unreadable token';
	}
}

/** One question to the tenant. */
interface Check {
	question: string;
	/** Lines of docs/assumptions.md on which the answer bears, by the text of their first column. A test keeps them equal. */
	settles: readonly string[];
	/** @returns the answer: no content, name, ID or token in it @throws NotAnswered */
	ask: (tenant: Tenant) => Promise<string>;
}

const STATES = 'meaning of `pending`, `deferred`, unlisted states';
const REFUSALS = 'which status says: no role, not onboarded, no capacity';
const ANSWER_IDS = 'whether every answer has a `request-id`, parts of a batch too';
const PAGES = 'page sizes; whether `$top` is a page or a total';
const REPLICATION = '404 right after creation';
const LIST_LAG = 'how soon a created object shows up in its list';

/** Checks by name: that of a check stays the same from version to version, so that reports can be compared. */
export const READING: Readonly<Record<string, Check>> = {
	permissions: {
		question: 'Which permissions has the token, and what may be read with them?',
		settles: ['ReadWrite.All without any GET', 'signing in as an app', REFUSALS],
		ask: async (tenant) => {
			const workspaces = outcomeOf(await tenant.read(paths.workspacesPath()));
			const sessions = outcomeOf(await tenant.read(`${tenant.sessionsPath}${FIRST_ID}`));
			return `${permissionsOf(tenant.options.token)}; workspaces: ${workspaces}; sessions: ${sessions}`;
		},
	},
	workspaceAlias: {
		question: 'Does a listed workspace show the same sessions as `default`?',
		settles: ['whether `default` and the GUID of its workspace are interchangeable'],
		ask: async (tenant) => {
			const ids = (await tenant.list(paths.workspacesPath())).map(({ id }) => String(id));
			const others = ids.filter((id) => id !== 'default').slice(0, 5);
			const sessionsIn = async (workspaceId: string) =>
				(await tenant.list(`${paths.sessionsPath(workspaceId)}?$select=id`)).map(({ id }) => id);
			const own = await sessionsIn('default');
			let same = 0;
			for (const other of others) if ((await sessionsIn(other)).some((id) => own.includes(id))) same += 1;
			return `workspaces: ${ids.length}, \`default\` among them: ${yesOrNo(ids.includes('default'))}; with sessions of \`default\`, which has ${own.length}: ${same} of ${others.length}`;
		},
	},
	headers: {
		question: 'Which headers has an answer?',
		settles: [ANSWER_IDS],
		ask: async (tenant) =>
			listed([...require2xx(await tenant.read(paths.workspacesPath())).headers.keys()].map(codeName)),
	},
	sessionList: {
		question: 'How is the list of sessions paged and ordered where nobody asks?',
		settles: [PAGES, 'order of lists'],
		ask: async (tenant) => {
			const answer = await tenant.read(tenant.sessionsPath);
			const items = itemsOf(answer);
			const orders = ['createdDateTime', 'lastModifiedDateTime'].map(
				(name) => `by \`${name}\`: ${directionOf(items.map((item) => timestampOrder(item[name])))}`,
			);
			return `items: ${items.length}; next link: ${yesOrNo('@odata.nextLink' in answer.body)}; ${orders.join('; ')}`;
		},
	},
	pages: {
		question:
			'How many sessions come for `Prefer: odata.maxpagesize=1`, and for `$top=1`? Where does its link lead?',
		settles: [PAGES],
		ask: async (tenant) => {
			if ((await tenant.sessions()).length < 2) throw new NotAnswered('the workspace has too few sessions');
			const preferred = await tenant.list(tenant.sessionsPath, { Prefer: 'odata.maxpagesize=1' });
			const first = await tenant.read(`${tenant.sessionsPath}?$top=1`);
			const sizes = `${preferred.length}; ${itemsOf(first).length}`;
			const link = first.body['@odata.nextLink'];
			if (typeof link !== 'string') return `${sizes}, without a link`;
			try {
				const { pathname, search } = new URL(paths.sameOriginLink(link, tenant.options.graph));
				const next = await tenant.list(`${pathname.slice('/beta'.length)}${search}`);
				const isOther = next.length > 0 && next.every(({ id }) => id !== itemsOf(first)[0]?.id);
				return `${sizes}; the link leads to other sessions: ${yesOrNo(isOther)}`;
			} catch (error) {
				if (error instanceof UnexpectedAnswerError) return `${sizes}; away from Graph, and was not followed`;
				throw error;
			}
		},
	},
	select: {
		question: 'Does `$select=id` narrow, in a list and for one session?',
		settles: ['whether `$select` narrows'],
		ask: async (tenant) => {
			const path = paths.sessionPath((await tenant.session()).key);
			const [inList] = await tenant.list(`${tenant.sessionsPath}?$select=id`);
			const [one] = await tenant.list(`${path}?$select=id`);
			const [whole] = await tenant.list(path);
			return `list: ${propertiesOf(inList)}; session: ${propertiesOf(one)}; without it: ${propertiesOf(whole)}`;
		},
	},
	sessionFilter: {
		question: 'Is `$filter=displayName eq …` accepted for sessions?',
		settles: ['`$filter` on sessions'],
		ask: async (tenant) => {
			const sessions = await tenant.sessions();
			const name = sessions.map(({ displayName }) => displayName).find((known) => typeof known === 'string');
			if (typeof name !== 'string') throw new NotAnswered('no session has a name');
			const filter = `displayName eq '${name.replaceAll("'", "''")}'`;
			const isMatch = ({ displayName }: Entity) => String(displayName).toLowerCase() === name.toLowerCase();
			return await tenant.tryFilter(tenant.sessionsPath, filter, sessions, isMatch);
		},
	},
	unknownIds: {
		question: 'How is refused what does not exist?',
		settles: ['status of an unknown session or workspace, and of an ID that is no GUID'],
		ask: async (tenant) => {
			// Where nothing can be read at all, a refusal says nothing about IDs.
			await tenant.sessions();
			const unknown = {
				session: paths.sessionPath(tenant.keyOf({ id: randomUUID() })),
				'no GUID': paths.sessionPath(tenant.keyOf({ id: 'not-a-guid' })),
				workspace: paths.sessionsPath(randomUUID()),
			};
			const outcomes: string[] = [];
			for (const [what, path] of Object.entries(unknown)) {
				const answer = require2xx(await tenant.read(path), 400, 403, 404, 410);
				outcomes.push(`${what}: ${outcomeOf(answer)} with ${propertiesOf(answer.body.error)}`);
			}
			return outcomes.join('; ');
		},
	},
	batch: {
		question: 'Is `$batch` accepted for reads, and which headers have its parts?',
		settles: ['whether JSON batches are accepted', ANSWER_IDS],
		ask: async (tenant) => {
			await tenant.sessions();
			const urls = [paths.workspacesPath(), `${tenant.sessionsPath}${FIRST_ID}`];
			const requests = urls.map((url, index) => ({ id: String(index), method: 'GET', url }));
			const envelope = await tenant.send('POST', '/$batch', { requests });
			if (!succeeded(require2xx(envelope, 400, 403, 404, 405, 501))) return `no: ${outcomeOf(envelope)}`;
			const parts = [envelope.body.responses ?? []].flat() as Array<Pick<Answer, 'status'> & Entity>;
			const headers = parts.flatMap((part) => Object.keys(part.headers ?? {}).map(codeName));
			const outcomes = parts.map(({ status, body }) => outcomeOf({ status, body: (body ?? {}) as Entity }));
			return `envelope ${envelope.status}; parts: ${outcomes.join(' and ') || 'none'}; headers of parts: ${listed(headers)}`;
		},
	},
	evaluations: {
		question: 'May a prompt and its evaluations be read? Is their list a collection or one bare entity?',
		settles: ['permission for List evaluations', 'List evaluations: a collection, or one bare entity'],
		ask: async (tenant) => {
			const { key, prompts } = await tenant.session();
			if (!prompts[0]) throw new NotAnswered('no session that was looked at has a prompt');
			const prompt = await tenant.read(paths.promptPath({ ...key, promptId: String(prompts[0].id) }));
			const { body } = await tenant.evaluations();
			const shape = Array.isArray(body.value) ? `a collection of ${body.value.length}` : 'one bare entity';
			return `prompt: ${outcomeOf(prompt)}; its evaluations: ${shape}`;
		},
	},
	pluginFilters: {
		question: 'Are plugins filtered as documented, and can filters be combined with `and`?',
		settles: ['combining filters of plugins'],
		ask: async (tenant) => {
			const path = paths.pluginsPath(tenant.options.workspaceId);
			const plugins = await tenant.plugins();
			const isOn = ({ isEnabled }: Entity) => isEnabled === true;
			const isBoth = (item: Entity) => isOn(item) && /e/i.test(String(item.name));
			const one = await tenant.tryFilter(path, 'isEnabled eq true', plugins, isOn);
			const both = "isEnabled eq true and contains(name,'e')";
			return `one: ${one}; combined: ${await tenant.tryFilter(path, both, plugins, isBoth)}`;
		},
	},
	timestamps: {
		question: 'How are timestamps written, and how is "not yet"?',
		settles: ['digits of timestamps; the year 1 for "not yet"'],
		ask: async (tenant) => {
			const formOf = (kind: string, name: string, value: string): string => {
				if (/^(null|0001-01-01.*)$/.test(value))
					return `${value.slice(0, 10)} in ${kind} ${memberName(name)}`;
				const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(Z?)$/.exec(value);
				return form ? `${form[1]?.length ?? 0} digits${form[2] && ' and Z'}` : 'another form';
			};
			const values = Object.entries(await tenant.readable()).flatMap(([kind, entities]) =>
				entities.flatMap((entity) =>
					Object.entries(entity).map(([name, value]) => [kind, name, String(value)] as const),
				),
			);
			return listed(values.filter(([, name]) => /DateTime$/.test(name)).map((value) => formOf(...value)));
		},
	},
	enumerations: {
		question: 'Which states and results of evaluations, and which types of prompts and plugins are there?',
		settles: [STATES],
		ask: async (tenant) => {
			const { prompt, evaluation, plugin } = await tenant.readable();
			const found = {
				'prompt type': prompt.map(({ type }) => type),
				'evaluation state': evaluation.map(({ state }) => state),
				'evaluation result': evaluation.map(({ result }) => (result as Entity | null)?.type ?? null),
				'plugin category': plugin.map(({ category }) => category),
			};
			return Object.entries(found)
				.map(([what, values]) => `${what}: ${listed(values.map(memberName))}`)
				.join('; ');
		},
	},
};

const secondsSince = ({ surroundings }: Tenant, startMs: number): string =>
	((surroundings.now() - startMs) / 1_000).toFixed(1);

/** Creates one session. */
export const WRITING: Readonly<Record<string, Check>> = {
	createSession: {
		question: 'Is a session there right after its creation, and how soon on the first page of the list?',
		settles: [REPLICATION, LIST_LAG],
		ask: async (tenant) => {
			const session = await tenant.created();
			const answer = require2xx(await tenant.read(paths.sessionPath(tenant.keyOf(session))), 404);
			const there = `${propertiesOf(session)}; read right after: ${outcomeOf(answer)}`;
			const startMs = tenant.surroundings.now();
			for (const waitMs of LOOKS_MS) {
				await tenant.surroundings.sleep(waitMs);
				if ((await tenant.list(`${tenant.sessionsPath}?$select=id`)).some(({ id }) => id === session.id))
					return `${there}; listed after ${secondsSince(tenant, startMs)} s`;
			}
			return `${there}; not listed within ${secondsSince(tenant, startMs)} s`;
		},
	},
};

/** Creates one prompt and evaluates it once. What is lost on the way is reported, not repeated. */
export const ASKING: Readonly<Record<string, Check>> = {
	ask: {
		question: 'Which states does an evaluation go through, and how does it end?',
		settles: [STATES, REFUSALS, REPLICATION, LIST_LAG],
		ask: async (tenant) => {
			const { options, surroundings } = tenant;
			const session = options.sessionId === undefined ? await tenant.created() : { id: options.sessionId };
			const prompts = paths.promptsPath(tenant.keyOf(session));
			// The permission to write contains none to read, and what cannot be read is paid for all the same.
			await tenant.list(prompts);
			const prompt = await tenant.create(prompts, { type: 'prompt', content: options.ask });
			const key = { ...tenant.keyOf(session), promptId: String(prompt.id) };
			const list = outcomeOf(await tenant.read(paths.evaluationsPath(key)));

			const startMs = surroundings.now();
			let evaluation = await tenant.create(paths.evaluationsPath(key), {});
			const path = paths.evaluationPath({ ...key, evaluationId: String(evaluation.id) });
			const states = new Set([evaluation.state]);
			const isEnded = () => ['completed', 'cancelled'].includes(String(evaluation.state));
			while (!isEnded() && surroundings.now() - startMs < 600_000) {
				await surroundings.sleep(2_000);
				const { body } = require2xx(await tenant.read(path), 404);
				if (body.state !== undefined) evaluation = body;
				states.add(evaluation.state);
			}
			const { type = null } = (evaluation.result ?? {}) as { type?: unknown };
			const end = `${isEnded() ? 'ended' : 'still running'} after ${secondsSince(tenant, startMs)} s`;
			return `prompt: ${propertiesOf(prompt)}; its list of evaluations right after: ${list}; states: ${[...states].map(memberName).join(', ')}; result: ${memberName(type)}; ${end}`;
		},
	},
};

/** Makes one check, and writes its row of the report. One that fails does not end the others. */
async function run(name: string, { question, settles, ask }: Check, tenant: Tenant) {
	tenant.last = {};
	let isMade = true;
	const answer = await ask(tenant).catch((error: unknown) => {
		isMade = false;
		// Any other text may quote an answer.
		const reason =
			error instanceof NotAnswered ? error.message : `failed (${codeName((error as Error).name)})`;
		return `**not answered:** ${reason}`;
	});
	const { status = '', requestId } = tenant.last;
	const id = requestId === undefined ? '' : codeName(requestId);
	const cells = [`\`${name}\``, question, answer, status, id, settles.join('; ')];
	tenant.surroundings.print(`| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`);
	return isMade;
}

/** Runs the command; the report appears row by row. @returns the exit code */
export async function live(args: string[], surroundings: Surroundings): Promise<0 | 1 | 2> {
	const { environment, print, now } = surroundings;
	const options = readOptions(args, environment);
	if (typeof options === 'string') {
		print(options);
		return 2;
	}
	const { graph, write, ask } = options;
	const isGlobal = graph === 'https://graph.microsoft.com';
	const asked = ['reading', ...(write ? ['`--write`'] : []), ...(ask === undefined ? [] : ['`--ask`'])];
	print(`### Security Copilot in a real tenant

- ${PACKAGE_NAME} ${PACKAGE_VERSION}, Node.js ${process.version}, ${new Date(now()).toISOString()}
- Graph: ${isGlobal ? graph : 'another endpoint than the global cloud'}
- asked for: ${asked.join(', ')}

| check | question | answer | HTTP | request-id | line of docs/assumptions.md |
| --- | --- | --- | --- | --- | --- |`);
	const tenant = new Tenant(options, surroundings);
	const checks = { ...READING, ...(write && WRITING), ...(ask !== undefined && ASKING) };
	const made: boolean[] = [];
	for (const [name, check] of Object.entries(checks)) made.push(await run(name, check, tenant));
	print(`\n${made.filter(Boolean).length} of ${made.length} checks could be made.`);
	return made.every(Boolean) ? 0 : 1;
}

if (require.main === module) {
	const { argv, env: environment } = process;
	void live(argv.slice(2), { environment, print: console.log, sleep: wait, now: Date.now }).then(
		(code) => (process.exitCode = code),
	);
}
