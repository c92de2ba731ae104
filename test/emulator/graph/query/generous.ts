import type { Entity } from '../entities';
import { graphErrors } from '../errors';
import { readNumber, type QueryOptions } from './options';

/**
 * Applies the options no page documents; they only get here while the switch `queryOptions` is `generous`.
 * @throws GraphError 400 for a bad value, and for `$expand`, which the emulator does not know
 */
export function applyUndocumented<T extends Entity>(
	items: T[],
	{ $orderby, $search, $skip, $expand }: QueryOptions,
): T[] {
	if ($expand !== undefined) throw graphErrors.unsupportedOption('$expand', 'not emulated');
	const found = $search === undefined ? items : items.filter((item) => mentions(item, $search));
	const sorted = $orderby === undefined ? found : sort(found, $orderby);
	return $skip === undefined ? sorted : sorted.slice(readNumber('$skip', $skip, 0));
}

function mentions(item: Entity, search: string): boolean {
	const wanted = search.replace(/^"|"$/g, '').toLowerCase();
	return Object.values(item).some(
		(value) => typeof value === 'string' && value.toLowerCase().includes(wanted),
	);
}

function sort<T extends Entity>(items: T[], orderBy: string): T[] {
	const [property = '', direction = 'asc'] = orderBy.trim().split(/\s+/);
	if (!/^(asc|desc)$/.test(direction) || (items[0] && !(property in items[0]))) {
		throw graphErrors.invalidOption('$orderby', orderBy);
	}
	const sign = direction === 'desc' ? -1 : 1;
	return [...items].sort((one, other) => sign * compare(one[property], other[property]));
}

/** Null comes before anything else. Source: OData 4.01 protocol, "System Query Option $orderby". */
function compare(one: unknown, other: unknown): number {
	if (one === null || other === null) return Number(one !== null) - Number(other !== null);
	return String(one).localeCompare(String(other));
}
