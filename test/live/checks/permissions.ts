import { sessionsPath, workspacesPath } from '../../../nodes/graph/paths';
import { ASSUMPTIONS } from '../assumptions';
import type { Check } from '../check';
import { codeName, count, listOfNames } from '../names';
import { outcomeOf, requireSuccess } from './outcome';

export const permissions: Check = {
	name: 'permissions',
	question: 'Which permissions has the token, and may sessions be read with them?',
	settles: [ASSUMPTIONS.writeWithoutRead, ASSUMPTIONS.refusals],
	async ask(tenant) {
		const { scopes, roles } = tenant.signedIn;
		// As the nodes prove it before they pay for anything.
		const answer = await tenant.read(sessionsPath(tenant.workspaceId), { select: ['id'], top: 1 });
		return `\`scp\`: ${listOfNames(scopes.map(codeName))}; \`roles\`: ${listOfNames(roles.map(codeName))}; reading: ${outcomeOf(answer)}`;
	},
};

/** Asked only where an app signed in. */
export const app: Check = {
	name: 'app',
	question: 'May an app read without a user?',
	settles: [ASSUMPTIONS.app],
	async ask(tenant) {
		const [workspaces, sessions] = [
			await tenant.read(workspacesPath()),
			await tenant.read(sessionsPath(tenant.workspaceId), { select: ['id'], top: 1 }),
		];
		return `workspaces: ${outcomeOf(workspaces)}; sessions: ${outcomeOf(sessions)}`;
	},
};

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const workspaces: Check = {
	name: 'workspaces',
	question: 'Are workspaces listed, and by which IDs?',
	settles: [ASSUMPTIONS.refusals],
	async ask(tenant) {
		const { items, body } = await tenant.workspaces();
		const kinds = items.map(({ id }) =>
			id === 'default' ? '`default`' : GUID.test(String(id)) ? 'GUID' : 'other',
		);
		return `${count(items.length, 'workspace')}; kinds of ID: ${listOfNames(kinds)}; \`@odata.context\`: ${'@odata.context' in body ? 'yes' : 'no'}`;
	},
};

/** Most workspaces whose sessions are compared with those of `default`. */
const MOST_COMPARED = 5;

export const workspaceAlias: Check = {
	name: 'workspaceAlias',
	question: 'Does a listed workspace show the same sessions as `default`?',
	settles: [ASSUMPTIONS.workspaceAlias],
	async ask(tenant) {
		const listed = (await tenant.workspaces()).items
			.map(({ id }) => String(id))
			.filter((id) => id !== 'default');
		const idsIn = async (workspaceId: string) => {
			const { items } = await tenant.list(sessionsPath(workspaceId), { select: ['id'] });
			return items.map(({ id }) => String(id));
		};
		const own = new Set(await idsIn('default'));
		let same = 0;
		const compared = listed.slice(0, MOST_COMPARED);
		for (const workspaceId of compared) {
			if ((await idsIn(workspaceId)).some((id) => own.has(id))) same += 1;
		}
		if (own.size === 0) return `cannot be told: \`default\` has no session`;
		return `${same} of ${count(compared.length, 'listed workspace')} with a GUID`;
	},
};

export const answerHeaders: Check = {
	name: 'answerHeaders',
	question: 'Which headers that support and waiting need has an answer?',
	settles: [ASSUMPTIONS.answerIds],
	async ask(tenant) {
		const answer = requireSuccess(tenant, await tenant.read(workspacesPath()));
		const wanted = ['request-id', 'client-request-id', 'date', 'retry-after', 'x-ms-ags-diagnostic'];
		const limits = Object.keys(answer.headers).filter((name) => /^(x-)?ratelimit-/i.test(name));
		return wanted
			.map((name) => `${name}: ${answer.headers[name] === undefined ? 'no' : 'yes'}`)
			.concat(`rate limits: ${listOfNames(limits.map(codeName))}`)
			.join(', ');
	},
};
