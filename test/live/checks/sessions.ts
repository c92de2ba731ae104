import { ForeignLinkError, sameOriginLink } from '../../../nodes/graph/origin';
import { sessionPath, sessionsPath } from '../../../nodes/graph/paths';
import { jsonOf } from '../../../nodes/graph/http';
import { timestampOrder } from '../../../nodes/graph/timestamp';
import { idOf } from '../../../nodes/copilot/sessions';
import { ASSUMPTIONS } from '../assumptions';
import type { Check } from '../check';
import { count, listOfNames, memberName } from '../names';
import { NothingThereError, type ListAnswer, type Tenant } from '../Tenant';
import { requireSuccess } from './outcome';

/** @throws NothingThereError where the workspace has fewer sessions than the question needs */
export async function requireSessions(tenant: Tenant, least: number): Promise<ListAnswer> {
	const list = await tenant.sessions();
	if (list.items.length < least) {
		throw new NothingThereError(
			`the workspace has ${count(list.items.length, 'session')}, this needs ${least}`,
		);
	}
	return list;
}

const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');

export const sessionList: Check = {
	name: 'sessionList',
	question: 'What does the list of sessions look like, and how large is a page that nobody asked for?',
	settles: [ASSUMPTIONS.pages],
	async ask(tenant) {
		const { items, body, nextLink, isBare } = await tenant.list(sessionsPath(tenant.workspaceId));
		const shape = isBare ? 'one bare entity' : `\`value\` with ${count(items.length, 'item')}`;
		const annotations = Object.keys(body).filter((name) =>
			/^@(odata|microsoft\.graph)\.[A-Za-z]+$/.test(name),
		);
		return `${shape}; next link: ${yesOrNo(nextLink !== undefined)}; annotations: ${listOfNames(annotations)}`;
	},
};

export const top: Check = {
	name: 'top',
	question: 'Is `$top=1` honoured, as a page or as a total?',
	settles: [ASSUMPTIONS.pages],
	async ask(tenant) {
		await requireSessions(tenant, 2);
		const { items, nextLink } = await tenant.list(sessionsPath(tenant.workspaceId), { top: 1 });
		if (items.length !== 1) return `not honoured: ${count(items.length, 'item')}`;
		return nextLink === undefined ? 'a total: 1 item without a next link' : 'a page: 1 item with a next link';
	},
};

export const maxPageSize: Check = {
	name: 'maxPageSize',
	question: 'Is `Prefer: odata.maxpagesize=1` honoured?',
	settles: [ASSUMPTIONS.pages],
	async ask(tenant) {
		await requireSessions(tenant, 2);
		const extras = { prefer: 'odata.maxpagesize=1' };
		const { items, headers } = await tenant.list(sessionsPath(tenant.workspaceId), {}, extras);
		const applied = /odata\.maxpagesize/i.test(headers['preference-applied'] ?? '');
		return `${yesOrNo(items.length === 1)}: ${count(items.length, 'item')}; \`Preference-Applied\`: ${yesOrNo(applied)}`;
	},
};

export const nextLink: Check = {
	name: 'nextLink',
	question: 'Does a next link stay on origin and path, and does it lead to other sessions?',
	settles: [ASSUMPTIONS.pages],
	async ask(tenant) {
		await requireSessions(tenant, 2);
		const path = sessionsPath(tenant.workspaceId);
		const first = await tenant.list(path, { top: 1 });
		const { nextLink: link } = first;
		if (link === undefined) throw new NothingThereError('`$top=1` brought no next link');
		const { url } = tenant.request(path);
		if (leadsAway(link, url)) return 'it leads away from origin or path, and was not followed';
		const isSamePath = new URL(link, url).pathname.toLowerCase() === new URL(url).pathname.toLowerCase();
		const page = await tenant.graph.nextPage(link);
		const known = new Set(first.items.map(({ id }) => id));
		const isOther = page.items.length > 0 && page.items.every(({ id }) => !known.has(id));
		return `same origin: yes; same path: ${yesOrNo(isSamePath)}; other sessions: ${yesOrNo(isOther)}`;
	},
};

/** Whether the nodes would refuse to send the token where a link leads. */
function leadsAway(link: string, url: string): boolean {
	try {
		sameOriginLink(link, url);
		return false;
	} catch (error) {
		if (error instanceof ForeignLinkError) return true;
		throw error;
	}
}

export const select: Check = {
	name: 'select',
	question: 'Does `$select` narrow, in a list and for one session?',
	settles: [ASSUMPTIONS.select],
	async ask(tenant) {
		const list = await tenant.list(sessionsPath(tenant.workspaceId), { select: ['id'] });
		const [session] = list.items;
		if (!session) throw new NothingThereError('the workspace has no session');
		const key = { workspaceId: tenant.workspaceId, sessionId: idOf(session) };
		const one = requireSuccess(tenant, await tenant.read(sessionPath(key), { select: ['id'] }));
		return `asked for \`id\`; list: ${propertiesOf(session)}; session: ${propertiesOf(jsonOf(one))}`;
	},
};

export const sessionGet: Check = {
	name: 'sessionGet',
	question: 'Which properties has a session, and may `displayName` be null?',
	settles: [ASSUMPTIONS.select],
	async ask(tenant) {
		const { sessionId } = await tenant.session();
		const key = { workspaceId: tenant.workspaceId, sessionId };
		const session = await tenant.graph.get(sessionPath(key));
		const { items } = await tenant.sessions();
		const nameless = items.filter(({ displayName }) => displayName === null).length;
		return `${propertiesOf(session)}; without a name: ${nameless} of ${items.length} in the list`;
	},
};

export const sessionOrder: Check = {
	name: 'sessionOrder',
	question: 'In which order are sessions listed?',
	settles: [ASSUMPTIONS.order],
	async ask(tenant) {
		const { items } = await requireSessions(tenant, 2);
		const order = ['createdDateTime', 'lastModifiedDateTime'].map((property) => {
			const times = items.map((item) => timestampOrder(item[property]));
			return `by \`${property}\`: ${directionOf(times)}`;
		});
		return `${order.join('; ')} (${count(items.length, 'session')})`;
	},
};

/** Whether values rise or fall throughout. Of equal ones that cannot be said. */
export function directionOf(
	values: readonly string[],
): 'ascending' | 'descending' | 'none' | 'not to be told' {
	const sorted = [...values].sort();
	if (sorted[0] === sorted.at(-1)) return 'not to be told';
	const isSame = (other: readonly string[]) => other.every((value, index) => value === values[index]);
	if (isSame(sorted)) return 'ascending';
	return isSame(sorted.reverse()) ? 'descending' : 'none';
}

/** Names of properties, without annotations. */
export function propertiesOf(entity: unknown): string {
	const names = Object.keys((entity ?? {}) as object).filter((name) => !name.includes('@'));
	return listOfNames(names.map(memberName));
}
