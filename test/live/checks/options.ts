import { jsonOf } from '../../../nodes/graph/http';
import { pluginsPath, sessionsPath } from '../../../nodes/graph/paths';
import { containsFilter, equalsFilter } from '../../../nodes/graph/query';
import type { GraphEntity } from '../../../nodes/graph/entity';
import { timestampOrder } from '../../../nodes/graph/timestamp';
import { ASSUMPTIONS } from '../assumptions';
import type { Check } from '../check';
import { count } from '../names';
import { NothingThereError, type Tenant } from '../Tenant';
import { answered, outcomeOf, succeeded } from './outcome';
import { directionOf, requireSessions } from './sessions';

/**
 * Asks a list with a filter, and looks whether it was applied.
 *
 * @param unfiltered what the list shows without it
 */
async function tryFilter(
	tenant: Tenant,
	path: string,
	filter: string,
	unfiltered: readonly GraphEntity[],
	isMatch: (item: GraphEntity) => boolean,
): Promise<string> {
	const answer = answered(tenant, await tenant.read(path, { filter }));
	if (!succeeded(answer)) return outcomeOf(answer);
	const items = itemsOf(jsonOf(answer));
	const [came, expected] = [items.filter(isMatch).length, unfiltered.filter(isMatch).length];
	const others = items.length - came;
	return `accepted: ${came} that match and ${others} that do not; without it ${expected} and ${unfiltered.length - expected}`;
}

function itemsOf(body: unknown): GraphEntity[] {
	const { value } = (body ?? {}) as { value?: unknown };
	return Array.isArray(value) ? (value as GraphEntity[]) : [];
}

const sameText = (one: unknown, other: string) =>
	typeof one === 'string' && one.toLowerCase() === other.toLowerCase();

export const filterByName: Check = {
	name: 'filterByName',
	question: 'Is `$filter=displayName eq …` accepted for sessions?',
	settles: [ASSUMPTIONS.sessionFilter],
	async ask(tenant) {
		const { items } = await tenant.sessions();
		const named = items
			.map(({ displayName }) => displayName)
			.find((name) => typeof name === 'string' && name);
		if (typeof named !== 'string') throw new NothingThereError('no session has a name');
		const filter = equalsFilter('displayName', named);
		const isMatch = ({ displayName }: GraphEntity) => sameText(displayName, named);
		return await tryFilter(tenant, sessionsPath(tenant.workspaceId), filter, items, isMatch);
	},
};

export const filterByDate: Check = {
	name: 'filterByDate',
	question: 'Is `$filter=createdDateTime ge …` accepted for sessions?',
	settles: [ASSUMPTIONS.sessionFilter],
	async ask(tenant) {
		const { items } = await requireSessions(tenant, 1);
		const created = items.map(({ createdDateTime }) => timestampOrder(createdDateTime)).sort();
		const newest = items.find(({ createdDateTime }) => timestampOrder(createdDateTime) === created.at(-1));
		const filter = `createdDateTime ge ${String(newest?.createdDateTime)}`;
		const isMatch = ({ createdDateTime }: GraphEntity) => timestampOrder(createdDateTime) === created.at(-1);
		return await tryFilter(tenant, sessionsPath(tenant.workspaceId), filter, items, isMatch);
	},
};

/** Asks for an order in which the list does not come by itself. */
const orderBy = (property: string, sortable: (value: string) => string): Check => ({
	name: `orderBy.${property}`,
	question: `Is \`$orderby=${property}\` accepted for sessions, and applied?`,
	settles: [ASSUMPTIONS.order],
	async ask(tenant) {
		// Where objects without a value stand is up to the server.
		const valuesOf = (items: readonly GraphEntity[]) =>
			items
				.map((item) => item[property])
				.filter((value) => typeof value === 'string')
				.map(sortable);
		const { items } = await requireSessions(tenant, 2);
		const wanted = directionOf(valuesOf(items)) === 'ascending' ? 'desc' : 'asc';
		const option = `$orderby=${encodeURIComponent(`${property} ${wanted}`)}`;
		const answer = answered(tenant, await tenant.read(sessionsPath(tenant.workspaceId), {}, { option }));
		if (!succeeded(answer)) return outcomeOf(answer);
		const came = directionOf(valuesOf(itemsOf(jsonOf(answer))));
		return `accepted; asked for: ${wanted}, came: ${came}`;
	},
});

export const orderByCreation = orderBy('createdDateTime', timestampOrder);
export const orderByName = orderBy('displayName', (value) => value.toLowerCase());

export const countOption: Check = {
	name: 'count',
	question: 'Does `$count=true` bring `@odata.count`?',
	settles: [ASSUMPTIONS.pages],
	async ask(tenant) {
		const extras = { option: '$count=true' };
		const answer = answered(tenant, await tenant.read(sessionsPath(tenant.workspaceId), {}, extras));
		if (!succeeded(answer)) return outcomeOf(answer);
		const body = (jsonOf(answer) ?? {}) as GraphEntity;
		return typeof body['@odata.count'] === 'number' ? 'yes, a number' : 'accepted, and there is none';
	},
};

export const plugins: Check = {
	name: 'plugins',
	question: 'Are plugins listed, and filtered as documented?',
	settles: [ASSUMPTIONS.pluginFilters],
	async ask(tenant) {
		const path = pluginsPath(tenant.workspaceId);
		const { items } = await tenant.list(path);
		const isMatch = ({ isEnabled }: GraphEntity) => isEnabled === true;
		const single = await tryFilter(tenant, path, 'isEnabled eq true', items, isMatch);
		return `${count(items.length, 'plugin')} on the first page; \`isEnabled eq true\`: ${single}`;
	},
};

export const pluginFilters: Check = {
	name: 'pluginFilters',
	question: 'Can filters of plugins be combined with `and`?',
	settles: [ASSUMPTIONS.pluginFilters],
	async ask(tenant) {
		const path = pluginsPath(tenant.workspaceId);
		const { items } = await tenant.list(path);
		const filter = `isEnabled eq true and ${containsFilter('name', 'e')}`;
		const isMatch = ({ isEnabled, name }: GraphEntity) => isEnabled === true && /e/i.test(String(name));
		return await tryFilter(tenant, path, filter, items, isMatch);
	},
};
