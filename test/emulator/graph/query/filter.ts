import type { Switches } from '../../switches';
import type { Entity } from '../entities';
import { graphErrors } from '../errors';
import type { Collection } from '../routes';

/** A `$filter` of one comparison: all that is published for this API, and all that the nodes write. */
export interface Filter {
	operator: 'eq' | 'contains';
	property: string;
	value: string | number | boolean;
}

// Strings double their quotes (OData 4.01 URL conventions, "String literals").
const STRING = String.raw`'(?<text>(?:[^']|'')*)'`;
const EQUALS = new RegExp(String.raw`^\s*(?<property>\w+)\s+eq\s+(?:${STRING}|(?<word>true|false|\d+))\s*$`);
const CONTAINS = new RegExp(String.raw`^\s*contains\(\s*(?<property>\w+)\s*,\s*${STRING}\s*\)\s*$`);

/** Operators per property that the plugin resource page publishes. */
const PLUGIN_OPERATORS: Record<string, string[]> = {
	name: ['eq', 'contains'],
	displayName: ['eq'],
	isEnabled: ['eq'],
};

/** The comparison that a text holds; undefined for anything else. */
export function parseFilter(text: string): Filter | undefined {
	const equals = EQUALS.exec(text);
	const groups = (equals ?? CONTAINS.exec(text))?.groups;
	if (!groups) return undefined;
	const { property = '', text: quoted, word } = groups;
	const value = quoted === undefined ? (JSON.parse(word!) as number | boolean) : quoted.replaceAll("''", "'");
	return { operator: equals ? 'eq' : 'contains', property, value };
}

/**
 * Keeps the entities that a `$filter` matches, as far as the switch `filter` supports it.
 * @param properties names of the entity type
 * @throws GraphError 400 "Invalid filter clause" for what it cannot read, an unknown property or an unsupported operator
 */
export function applyFilter(
	text: string,
	entities: Entity[],
	collection: Collection,
	properties: readonly string[],
	{ filter: mode }: Switches,
): Entity[] {
	const filter = parseFilter(text);
	if (!filter) throw graphErrors.invalidFilter('only one comparison with eq or contains is emulated');
	const { operator, property, value } = filter;
	const name = properties.find((known) => known.toLowerCase() === property.toLowerCase());
	if (!name) throw graphErrors.invalidFilter(`no property '${property}'`);
	if (mode !== 'basic' && !(collection === 'plugins' && PLUGIN_OPERATORS[name]?.includes(operator))) {
		throw graphErrors.invalidFilter(`'${operator}' is not published for ${collection}/${name}`);
	}
	return entities.filter((entity) => matches(entity[name], operator, value));
}

/** Strings compare without regard to case, as in Graph's directory (a guess for this API). */
function matches(actual: unknown, operator: Filter['operator'], wanted: Filter['value']): boolean {
	if (typeof actual !== 'string' || typeof wanted !== 'string') return operator === 'eq' && actual === wanted;
	const [text, part] = [actual.toLowerCase(), wanted.toLowerCase()];
	return operator === 'eq' ? text === part : text.includes(part);
}
