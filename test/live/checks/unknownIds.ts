import { randomUUID } from 'node:crypto';
import type { HttpResponse } from '../../../nodes/graph/http';
import { jsonOf } from '../../../nodes/graph/http';
import { sessionPath, sessionsPath } from '../../../nodes/graph/paths';
import { ASSUMPTIONS } from '../assumptions';
import type { Check } from '../check';
import { listOfNames, memberName } from '../names';
import type { Tenant } from '../Tenant';
import { outcomeOf, requireSuccess, succeeded } from './outcome';

const settles = [ASSUMPTIONS.unknownIds];

/**
 * What does not exist is refused. 401 and 429 say nothing about it, nor does a server in trouble, nor any refusal where
 * nothing can be read at all.
 */
async function refusalOf(tenant: Tenant, read: () => Promise<HttpResponse>): Promise<string> {
	await tenant.sessions();
	const answer = await read();
	const isAbout = [400, 403, 404, 410].includes(answer.status);
	const known = isAbout ? answer : requireSuccess(tenant, answer);
	if (succeeded(known)) return `${known.status}: it is not refused`;
	const { error } = (jsonOf(known) ?? {}) as { error?: unknown };
	const parts = typeof error === 'object' && error !== null ? Object.keys(error).map(memberName) : [];
	return `${outcomeOf(known)}; parts of \`error\`: ${listOfNames(parts)}`;
}

export const unknownSession: Check = {
	name: 'unknownSession',
	question: 'How is a session refused that does not exist?',
	settles,
	async ask(tenant) {
		const key = { workspaceId: tenant.workspaceId, sessionId: randomUUID() };
		return await refusalOf(tenant, async () => await tenant.read(sessionPath(key)));
	},
};

export const malformedSession: Check = {
	name: 'malformedSession',
	question: 'How is a session ID refused that is no GUID?',
	settles,
	async ask(tenant) {
		const key = { workspaceId: tenant.workspaceId, sessionId: 'not-a-guid' };
		return await refusalOf(tenant, async () => await tenant.read(sessionPath(key)));
	},
};

export const unknownWorkspace: Check = {
	name: 'unknownWorkspace',
	question: 'How are sessions of a workspace refused that does not exist?',
	settles,
	async ask(tenant) {
		return await refusalOf(tenant, async () => await tenant.read(sessionsPath(randomUUID())));
	},
};
