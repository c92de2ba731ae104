import { jsonOf } from '../../../nodes/graph/http';
import { sessionPath, sessionsPath, type SessionKey } from '../../../nodes/graph/paths';
import type { GraphEntity } from '../../../nodes/graph/entity';
import { timestampOrder } from '../../../nodes/graph/timestamp';
import { idOf } from '../../../nodes/copilot/sessions';
import { ASSUMPTIONS } from '../assumptions';
import type { Check } from '../check';
import { PACKAGE_NAME } from '../../../nodes/version';
import { NothingThereError, once, type Tenant } from '../Tenant';
import { outcomeOf, requireSuccess, succeeded } from './outcome';
import { propertiesOf } from './sessions';

const NAME = `${PACKAGE_NAME}: live check`;

/** Waits before the list is looked at, in milliseconds: 2, 5 and 10 s after the creation, as the nodes do, and later. */
const LOOKS_AFTER_MS = [0, 2_000, 3_000, 5_000, 20_000];

/** The one session that the command creates. Sent once, whatever becomes of it. */
export function newSession(tenant: Tenant): Promise<GraphEntity> {
	const known =
		created.get(tenant) ??
		once(() => tenant.graph.create(sessionsPath(tenant.workspaceId), { displayName: NAME }));
	created.set(tenant, known);
	return known();
}

const created = new WeakMap<Tenant, () => Promise<GraphEntity>>();

async function newSessionKey(tenant: Tenant): Promise<SessionKey> {
	return { workspaceId: tenant.workspaceId, sessionId: idOf(await newSession(tenant)) };
}

export const createSession: Check = {
	name: 'createSession',
	question: 'What does creating a session answer, and is the session there right after?',
	settles: [ASSUMPTIONS.replication],
	async ask(tenant) {
		const session = await newSession(tenant);
		const status = tenant.lastAnswer?.status;
		const answer = await tenant.read(sessionPath(await newSessionKey(tenant)));
		const isThere = answer.status === 404 ? answer : requireSuccess(tenant, answer);
		return `${status}, ${propertiesOf(session)}; read right after: ${outcomeOf(isThere)}`;
	},
};

export const sessionInList: Check = {
	name: 'sessionInList',
	question: 'How soon is the created session in the list?',
	settles: [ASSUMPTIONS.listLag],
	async ask(tenant) {
		const { sessionId } = await newSessionKey(tenant);
		const startedMs = tenant.time.now();
		for (const waitMs of LOOKS_AFTER_MS) {
			if (waitMs > 0) await tenant.time.sleep(waitMs, tenant.signal);
			for await (const { items } of tenant.graph.pages(sessionsPath(tenant.workspaceId), {
				select: ['id'],
			})) {
				if (items.some(({ id }) => id === sessionId)) return `after ${secondsSince(tenant, startedMs)} s`;
			}
		}
		return `not within ${secondsSince(tenant, startedMs)} s`;
	},
};

export const renameSession: Check = {
	name: 'renameSession',
	question: 'What does renaming answer, and does `lastModifiedDateTime` move?',
	settles: [ASSUMPTIONS.replication],
	async ask(tenant) {
		const before = await newSession(tenant);
		const path = sessionPath(await newSessionKey(tenant));
		const changed = await tenant.graph.update(path, { displayName: `${NAME} (renamed)` });
		const status = tenant.lastAnswer?.status;
		const answer = await tenant.read(path);
		if (!succeeded(answer)) return `${status}; read after it: ${outcomeOf(answer)}`;
		const after = (jsonOf(answer) ?? {}) as GraphEntity;
		const moved = timestampOrder(after.lastModifiedDateTime) > timestampOrder(before.lastModifiedDateTime);
		const isNew = after.displayName === `${NAME} (renamed)`;
		return `${status}, ${propertiesOf(changed)}; new name: ${isNew ? 'yes' : 'not yet'}; moved: ${moved ? 'yes' : 'no'}`;
	},
};

/** Seconds, with one digit. */
export function secondsSince({ time }: Tenant, startedMs: number): string {
	return ((time.now() - startedMs) / 1_000).toFixed(1);
}

/** The session to ask in: the one that was named, else the one that was created. */
export async function sessionToAskIn(tenant: Tenant): Promise<SessionKey> {
	const { sessionId, write } = tenant.options;
	if (sessionId !== undefined) return { workspaceId: tenant.workspaceId, sessionId };
	if (write) return await newSessionKey(tenant);
	throw new NothingThereError('there is no session to ask in');
}
