import { randomUUID } from 'node:crypto';
import {
	evaluationPath,
	evaluationsPath,
	pluginsPath,
	promptPath,
	promptsPath,
	sessionPath,
	sessionsPath,
	workspacesPath,
} from '../../nodes/graph/paths';
import { timestampOrder } from '../../nodes/graph/timestamp';
import {
	codeName,
	list2xx,
	memberName,
	NothingThereError,
	outcomeOf,
	require2xx,
	succeeded,
	type Answer,
	type Entity,
	type Tenant,
} from './Tenant';

/** One question to the tenant. */
export interface Check {
	/** Stays the same from version to version, so that reports can be compared. */
	name: string;
	/** Lines of docs/assumptions.md on which the answer bears, by the text of their first column. A test keeps them equal. */
	settles: readonly string[];
	question: string;
	/**
	 * @returns the answer: no content, name, ID or token in it
	 * @throws NothingThereError where there is nothing to look at; RefusedError where Graph does not answer the question
	 */
	ask: (tenant: Tenant) => Promise<string>;
}

const check = (name: string, settles: readonly string[], question: string, ask: Check['ask']): Check => ({
	name,
	settles,
	question,
	ask,
});

/** Lines that no check settles, and why. */
export const NOT_FROM_OUTSIDE: Readonly<Record<string, string>> = {
	'whether several n8n workers can be kept from paying twice':
		'test/engine/workers tests it; asking twice costs',
	'a claims challenge': 'only an administrator or a policy can bring one about',
	"the portal's link": 'it is not part of Graph',
	'how long an address may be': 'a gateway may take who tries it for an attacker',
	'whether two requests may have one `client-request-id`':
		'it takes a token that is refused and can be renewed, and n8n that does so',
	'whether an expired token is always told as 401': 'it takes a token that has expired',
	'what a throttled service does to a request that comes alone after `Retry-After`':
		'it takes a tenant that is throttled',
	'whether one object is throttled while others are served': 'it takes a tenant that is throttled',
	"several `Retry-After` headers, or forms of HTTP dates older than RFC 1123's":
		'it takes a tenant that is throttled',
	'blanks around Client ID and Client Secret': 'it is about what n8n sends',
	'how deeply an answer may be nested': 'no request asks for such an answer',
	'which words a 403 or 404 may have beside these': 'the report holds no words of an answer',
	'whether secrets come escaped more than once in a message': 'the report holds no words of an answer',
	'when the compute units that Microsoft 365 E5 includes are usable again':
		'it takes a tenant that has used them up',
};

const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');
const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
/** Names in the order of the alphabet, each once. */
const listed = (names: Iterable<string>): string => [...new Set(names)].sort().join(', ') || 'none';
const membersOf = (entity: unknown): string => listed(Object.keys((entity ?? {}) as Entity).map(memberName));
/** Names of properties, without annotations. */
const propertiesOf = (entity: Entity): string =>
	membersOf(Object.fromEntries(Object.entries(entity).filter(([name]) => !name.includes('@'))));
const keyOf = ({ workspaceId }: Tenant, { id }: Entity) => ({ workspaceId, sessionId: String(id) });
const FIRST_ID = '?$select=id&$top=1';

/** Lists with a filter, and looks whether it was applied. @param all what the list shows without it */
async function tryFilter(
	tenant: Tenant,
	path: string,
	filter: string,
	all: readonly Entity[],
	isMatch: (item: Entity) => boolean,
): Promise<string> {
	const answer = await tenant.read(`${path}?$filter=${encodeURIComponent(filter)}`);
	// By these a service says that it does not know an option. Any other refusal is about something else.
	if (!succeeded(require2xx(answer, 400, 404, 405, 501))) return outcomeOf(answer);
	const { items } = list2xx(answer);
	const [came, expected] = [items.filter(isMatch).length, all.filter(isMatch).length];
	return `accepted: ${came} that match and ${items.length - came} that do not; without it ${expected} and ${all.length - expected}`;
}

/** Whether values rise or fall throughout. Of equal ones that cannot be said. */
function directionOf(values: readonly string[]): string {
	const sorted = [...values].sort();
	if (sorted[0] === sorted.at(-1)) return 'not to be told';
	if (sorted.join() === values.join()) return 'ascending';
	return sorted.reverse().join() === values.join() ? 'descending' : 'none';
}

/** Everything that could be read, by kind. What cannot has a check of its own. */
async function readable(tenant: Tenant): Promise<Array<readonly [string, Entity]>> {
	const sources: Record<string, () => Promise<Entity[]>> = {
		session: async () => (await tenant.sessions()).items,
		prompt: async () => (await tenant.session()).prompts,
		evaluation: async () => (await tenant.evaluations()).items,
		plugin: async () => (await tenant.plugins()).items,
	};
	const kinds = Object.entries(sources).map(async ([kind, read]) =>
		(await read()).map((item) => [kind, item] as const),
	);
	const outcomes = await Promise.allSettled(kinds);
	const found = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
	if (found.length === 0) throw new NothingThereError('nothing could be read');
	return found;
}

/** Declared members. Source: Graph's metadata (beta), namespace microsoft.graph.security.securityCopilot. */
const MEMBERS: Readonly<Record<string, string>> = {
	'prompt type': 'unknown context prompt skill feedback',
	'evaluation state': 'unknown created running completed cancelled pending deferred waitingForInput',
	'evaluation result': 'unknown success error needAdditionalClaims rejected timedOut capacityExceeded',
	'plugin category': 'hidden microsoft microsoftConnectors other web testing plugin',
	'plugin catalogScope': 'none user workspace tenant global geoGlobal userWorkspace',
	'plugin previewState': 'ga public private',
};

const STATES = 'meaning of `pending`, `deferred`, unlisted states';
const REFUSALS = 'which status says: no role, not onboarded, no capacity';
const ANSWER_IDS = 'whether every answer has a `request-id`, parts of a batch too';
const PAGES = 'page sizes; whether `$top` is a page or a total';
const REPLICATION = '404 right after creation';
const LIST_LAG = 'how soon a created object shows up in its list';

/** Checks that only read. */
export const READING: readonly Check[] = [
	check(
		'permissions',
		['ReadWrite.All without any GET', 'signing in as an app', REFUSALS],
		'Which permissions has the token, and what may be read with them?',
		async (tenant) => {
			const [scopes, roles] = [tenant.signedIn.scopes, tenant.signedIn.roles].map((names) =>
				listed(names.map(codeName)),
			);
			const workspaces = outcomeOf(await tenant.read(workspacesPath()));
			const sessions = outcomeOf(await tenant.read(`${tenant.sessionsPath}${FIRST_ID}`));
			return `\`scp\`: ${scopes}; \`roles\`: ${roles}; workspaces: ${workspaces}; sessions: ${sessions}`;
		},
	),
	check(
		'workspaceAlias',
		['whether `default` and the GUID of its workspace are interchangeable'],
		'Does a listed workspace show the same sessions as `default`?',
		async (tenant) => {
			const ids = (await tenant.list(workspacesPath())).items.map(({ id }) => String(id));
			const others = ids.filter((id) => id !== 'default').slice(0, 5);
			const sessionsIn = async (id: string) =>
				(await tenant.list(`${sessionsPath(id)}?$select=id`)).items.map((session) => session.id);
			const own = new Set(await sessionsIn('default'));
			let same = 0;
			for (const id of others) if ((await sessionsIn(id)).some((session) => own.has(session))) same += 1;
			const list = `${count(ids.length, 'workspace')}, \`default\` among them: ${yesOrNo(ids.includes('default'))}`;
			return `${list}; ${own.size === 0 ? '`default` has no session' : `same sessions: ${same} of ${others.length}`}`;
		},
	),
	check('headers', [ANSWER_IDS], 'Which headers has an answer?', async (tenant) => {
		const { headers } = require2xx(await tenant.read(workspacesPath()));
		return listed([...headers.keys()].map(codeName));
	}),
	check(
		'sessionList',
		[PAGES, 'order of lists'],
		'How is the list of sessions paged and ordered where nobody asks?',
		async (tenant) => {
			const { items, body } = await tenant.list(tenant.sessionsPath);
			const orders = ['createdDateTime', 'lastModifiedDateTime'].map(
				(name) => `by \`${name}\`: ${directionOf(items.map((item) => timestampOrder(item[name])))}`,
			);
			return `${count(items.length, 'item')}; next link: ${yesOrNo('@odata.nextLink' in body)}; ${orders.join('; ')}`;
		},
	),
	check('maxPageSize', [PAGES], 'Is `Prefer: odata.maxpagesize=1` honoured?', async (tenant) => {
		await tenant.requireSessions(2);
		const { items } = await tenant.list(tenant.sessionsPath, { Prefer: 'odata.maxpagesize=1' });
		return `${yesOrNo(items.length === 1)}: ${count(items.length, 'item')}`;
	}),
	check(
		'top',
		[PAGES],
		'Is `$top=1` a page or a total, and does the next link stay on origin and path?',
		async (tenant) => {
			await tenant.requireSessions(2);
			const first = await tenant.list(`${tenant.sessionsPath}?$top=1`);
			if (first.items.length !== 1) return `not honoured: ${count(first.items.length, 'item')}`;
			const link = first.body['@odata.nextLink'];
			if (typeof link !== 'string') return 'a total: 1 item without a next link';
			const path = tenant.pathOf(link);
			if (path === undefined) return 'a page; its link leads away from Graph, and was not followed';
			const { items } = await tenant.list(path);
			const isOther = items.length > 0 && items.every(({ id }) => id !== first.items[0]?.id);
			const isSamePath = path.toLowerCase().startsWith(`${tenant.sessionsPath}?`.toLowerCase());
			return `a page; same path: ${yesOrNo(isSamePath)}; other sessions: ${yesOrNo(isOther)}`;
		},
	),
	check(
		'select',
		['whether `$select` narrows'],
		'Does `$select=id` narrow, in a list and for one session?',
		async (tenant) => {
			const path = sessionPath(keyOf(tenant, { id: (await tenant.session()).sessionId }));
			const [inList = {}] = (await tenant.list(`${tenant.sessionsPath}?$select=id`)).items;
			const [whole, one] = [await tenant.get(path), await tenant.get(`${path}?$select=id`)];
			return `list: ${propertiesOf(inList)}; session: ${propertiesOf(one)}; without it: ${propertiesOf(whole)}`;
		},
	),
	check(
		'sessionFilter',
		['`$filter` on sessions'],
		'Is `$filter=displayName eq …` accepted for sessions?',
		async (tenant) => {
			const { items } = await tenant.sessions();
			const name = items.map(({ displayName }) => displayName).find((known) => typeof known === 'string');
			if (typeof name !== 'string') throw new NothingThereError('no session has a name');
			const filter = `displayName eq '${name.replaceAll("'", "''")}'`;
			const isMatch = ({ displayName }: Entity) => String(displayName).toLowerCase() === name.toLowerCase();
			return await tryFilter(tenant, tenant.sessionsPath, filter, items, isMatch);
		},
	),
	check(
		'unknownIds',
		['status of an unknown session or workspace, and of an ID that is no GUID'],
		'How is refused what does not exist?',
		async (tenant) => {
			// Where nothing can be read at all, a refusal says nothing about IDs.
			await tenant.sessions();
			const paths = {
				session: sessionPath(keyOf(tenant, { id: randomUUID() })),
				'no GUID': sessionPath(keyOf(tenant, { id: 'not-a-guid' })),
				workspace: sessionsPath(randomUUID()),
			};
			const outcomes: string[] = [];
			for (const [what, path] of Object.entries(paths)) {
				const answer = require2xx(await tenant.read(path), 400, 403, 404, 410);
				outcomes.push(`${what}: ${outcomeOf(answer)} with ${membersOf(answer.body.error)}`);
			}
			return outcomes.join('; ');
		},
	),
	check(
		'batch',
		['whether JSON batches are accepted', ANSWER_IDS],
		'Is `$batch` accepted for reads, and which headers have its parts?',
		async (tenant) => {
			await tenant.sessions();
			const urls = [workspacesPath(), `${tenant.sessionsPath}${FIRST_ID}`];
			const requests = urls.map((url, index) => ({ id: String(index), method: 'GET', url }));
			const envelope = await tenant.send('POST', '/$batch', { requests });
			if (!succeeded(require2xx(envelope, 400, 403, 404, 405, 501))) return `no: ${outcomeOf(envelope)}`;
			const responses = [envelope.body.responses ?? []].flat() as Array<Pick<Answer, 'status'> & Entity>;
			const headers = responses.flatMap((part) => Object.keys(part.headers ?? {}).map(codeName));
			const parts = responses.map(({ status, body }) => outcomeOf({ status, body: (body ?? {}) as Entity }));
			return `envelope ${envelope.status}; parts: ${parts.join(' and ') || 'none'}; headers of parts: ${listed(headers)}`;
		},
	),
	check(
		'evaluationPermission',
		['permission for List evaluations'],
		'May prompts, and their evaluations, be read with these permissions?',
		async (tenant) => {
			const [key] = await tenant.prompts();
			const prompt = outcomeOf(await tenant.read(promptPath(key!)));
			return `prompt: ${prompt}; its evaluations: ${outcomeOf(await tenant.read(evaluationsPath(key!)))}`;
		},
	),
	check(
		'evaluationList',
		['List evaluations: a collection, or one bare entity'],
		'Is the list of evaluations a collection or one bare entity?',
		async (tenant) => {
			const { isBare, items } = await tenant.evaluations();
			return isBare ? 'one bare entity' : `a collection with ${count(items.length, 'item')}`;
		},
	),
	check(
		'pluginFilters',
		['combining filters of plugins'],
		'Are plugins filtered as documented, and can filters be combined with `and`?',
		async (tenant) => {
			const path = pluginsPath(tenant.workspaceId);
			const { items } = await tenant.plugins();
			const isOn = ({ isEnabled }: Entity) => isEnabled === true;
			const one = await tryFilter(tenant, path, 'isEnabled eq true', items, isOn);
			const both = "isEnabled eq true and contains(name,'e')";
			const isBoth = (item: Entity) => isOn(item) && /e/i.test(String(item.name));
			return `one: ${one}; combined: ${await tryFilter(tenant, path, both, items, isBoth)}`;
		},
	),
	check(
		'timestamps',
		['digits of timestamps; the year 1 for "not yet"'],
		'How are timestamps written, and how is "not yet"?',
		async (tenant) => {
			const forms = (await readable(tenant)).flatMap(([kind, entity]) =>
				Object.entries(entity).flatMap(([name, value]) => {
					if (!/DateTime$/.test(name)) return [];
					const isYear1 = String(value).startsWith('0001-01-01');
					if (value === null || isYear1)
						return [`${isYear1 ? '0001-01-01' : 'null'} in ${kind} ${memberName(name)}`];
					const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(Z?)$/.exec(String(value));
					return [form ? `${form[1]?.length ?? 0} digits${form[2] && ' and Z'}` : 'another form'];
				}),
			);
			return listed(forms);
		},
	),
	check(
		'enumerations',
		[STATES],
		'Which states, types and other members of enumerations are there, and are some undeclared?',
		async (tenant) => {
			const entities = await readable(tenant);
			const found = Object.entries(MEMBERS).map(([what, declared]) => {
				const [kind, property] = what.split(' ') as [string, string];
				const values = entities
					.filter(([known]) => known === kind)
					.map(([, { [property]: value }]) => (property === 'result' ? (value as Entity)?.type : value))
					.filter((value) => value !== undefined)
					.map((value) => [memberName(value), declared.split(' ').includes(String(value))] as const);
				return `${what}: ${listed(values.map(([name, known]) => (known ? name : `${name} (undeclared)`)))}`;
			});
			return found.join('; ');
		},
	),
];

/** Milliseconds after a creation or a first state at which is looked again. */
const LOOKS_MS = [0, 2_000, 3_000, 5_000, 20_000];

const secondsSince = ({ context }: Tenant, startMs: number): string =>
	((context.now() - startMs) / 1_000).toFixed(1);

/** Creates one session and renames it. */
export const WRITING: readonly Check[] = [
	check(
		'createSession',
		[REPLICATION, LIST_LAG],
		'Is a session there right after its creation, and how soon on the first page of the list?',
		async (tenant) => {
			const { body } = await tenant.created();
			const answer = require2xx(await tenant.read(sessionPath(keyOf(tenant, body))), 404);
			const there = `${propertiesOf(body)}; read right after: ${outcomeOf(answer)}`;
			const startMs = tenant.context.now();
			for (const waitMs of LOOKS_MS) {
				await tenant.context.sleep(waitMs);
				const { items } = await tenant.list(`${tenant.sessionsPath}?$select=id`);
				if (items.some(({ id }) => id === body.id))
					return `${there}; listed after ${secondsSince(tenant, startMs)} s`;
			}
			return `${there}; not listed within ${secondsSince(tenant, startMs)} s`;
		},
	),
	check('renameSession', [REPLICATION], 'Does a new name show right after the change?', async (tenant) => {
		const path = sessionPath(keyOf(tenant, (await tenant.created()).body));
		const displayName = `${tenant.sessionName} (renamed)`;
		const { status } = await tenant.change('PATCH', path, { displayName });
		return `${status}; new name: ${yesOrNo((await tenant.get(path)).displayName === displayName)}`;
	}),
];

/** Creates one prompt and evaluates it once. What is lost on the way is reported, not repeated. */
export const ASKING: Check = check(
	'ask',
	[STATES, REFUSALS, REPLICATION, LIST_LAG],
	'Which states does an evaluation go through, and how does it end?',
	async (tenant) => {
		const { options, context } = tenant;
		const session =
			options.sessionId === undefined ? (await tenant.created()).body : { id: options.sessionId };
		const prompts = promptsPath(keyOf(tenant, session));
		// The permission to write contains none to read, and what cannot be read is paid for all the same.
		await tenant.list(prompts);
		const { body: prompt } = await tenant.change('POST', prompts, { type: 'prompt', content: options.ask });
		const key = { ...keyOf(tenant, session), promptId: String(prompt.id) };
		const list = await tenant.read(evaluationsPath(key));

		const startMs = context.now();
		let { body: evaluation } = await tenant.change('POST', evaluationsPath(key), {});
		const path = evaluationPath({ ...key, evaluationId: String(evaluation.id) });
		const states = new Set([evaluation.state]);
		const isEnded = () => ['completed', 'cancelled'].includes(String(evaluation.state));
		while (!isEnded() && context.now() - startMs < 600_000) {
			try {
				await context.sleep(2_000);
				const { body } = require2xx(await tenant.read(path), 404);
				if (body.state !== undefined) evaluation = body;
			} catch (error) {
				if (!tenant.isStopped) throw error;
				return 'the evaluation was created, and goes on; nobody waited for its end';
			}
			states.add(evaluation.state);
		}
		const { type } = (evaluation.result ?? {}) as { type?: unknown };
		return [
			`prompt: ${propertiesOf(prompt)}`,
			`its list of evaluations right after: ${outcomeOf(list)}`,
			`states: ${[...states].map(memberName).join(', ')}`,
			`result: ${type === undefined ? 'none' : memberName(type)}`,
			`${isEnded() ? 'ended' : 'still running'} after ${secondsSince(tenant, startMs)} s`,
		].join('; ');
	},
);
