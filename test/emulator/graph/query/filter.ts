import type { Switches } from '../../switches';
import { graphErrors } from '../errors';
import type { Collection } from '../routes';
import { FilterSyntaxError, parseFilter, type Filter, type Literal } from './filterParser';

type Entity = Record<string, unknown>;

/** Operators per property that the plugin resource page publishes. */
const PLUGIN_OPERATORS: Record<string, string[]> = {
	name: ['eq', 'contains'],
	displayName: ['eq'],
	isEnabled: ['eq'],
};

/**
 * Keeps the entities a `$filter` matches, as far as the switch `filter` supports its operators.
 * @param properties names of the entity type, for the check that a property exists
 * @throws GraphError 400 "Invalid filter clause" for bad syntax, an unknown property, or an unsupported operator
 */
export function applyFilter<T extends Entity>(
	text: string,
	entities: T[],
	collection: Collection,
	properties: readonly string[],
	{ filter: mode }: Switches,
): T[] {
	if (mode === 'off') throw graphErrors.invalidFilter('the switch filter is off');
	const filter = parse(text);
	check(
		filter,
		(property, operator) => {
			const name = properties.find((known) => known.toLowerCase() === property.toLowerCase());
			if (!name) throw graphErrors.invalidFilter(`no property '${property}'`);
			const allowed =
				collection === 'plugins' && PLUGIN_OPERATORS[name]?.includes(operator)
					? true
					: mode === 'basic' && ['eq', 'contains', 'and', 'or', 'not'].includes(operator);
			if (!allowed)
				throw graphErrors.invalidFilter(`'${operator}' is not supported on ${collection}/${name}`);
		},
		mode,
	);
	return entities.filter((entity) => matches(filter, entity));
}

function parse(text: string): Filter {
	try {
		return parseFilter(text);
	} catch (error) {
		if (error instanceof FilterSyntaxError) throw graphErrors.invalidFilter(error.message);
		throw error;
	}
}

function check(
	filter: Filter,
	verify: (property: string, operator: string) => void,
	mode: Switches['filter'],
): void {
	switch (filter.kind) {
		case 'comparison':
			return verify(filter.property, filter.operator);
		case 'function':
			return verify(filter.property, filter.name);
		default:
			// Only single comparisons are published.
			if (mode === 'pluginOnly') throw graphErrors.invalidFilter(`'${filter.kind}' is not published`);
			for (const part of filter.kind === 'not' ? [filter.operand] : [filter.left, filter.right]) {
				check(part, verify, mode);
			}
	}
}

/** Whether an entity satisfies a filter. Strings compare without regard to case, as Graph's directory does (guess here). */
export function matches(filter: Filter, entity: Entity): boolean {
	switch (filter.kind) {
		case 'and':
			return matches(filter.left, entity) && matches(filter.right, entity);
		case 'or':
			return matches(filter.left, entity) || matches(filter.right, entity);
		case 'not':
			return !matches(filter.operand, entity);
		case 'function': {
			const actual = valueOf(entity, filter.property);
			if (typeof actual !== 'string') return false;
			const [text, wanted] = [actual.toLowerCase(), filter.value.toLowerCase()];
			if (filter.name === 'contains') return text.includes(wanted);
			return filter.name === 'startswith' ? text.startsWith(wanted) : text.endsWith(wanted);
		}
		case 'comparison': {
			const order = compare(valueOf(entity, filter.property), filter.value);
			if (filter.operator === 'eq') return order === 0;
			if (filter.operator === 'ne') return order !== 0;
			if (order === undefined) return false;
			return { gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[filter.operator];
		}
	}
}

function valueOf(entity: Entity, property: string): unknown {
	const name = Object.keys(entity).find((known) => known.toLowerCase() === property.toLowerCase());
	return name === undefined ? undefined : entity[name];
}

/** Order of two values; undefined when they cannot be compared. */
function compare(actual: unknown, wanted: Literal): number | undefined {
	if (actual === null || wanted === null) return actual === wanted ? 0 : undefined;
	if (typeof actual !== typeof wanted) return undefined;
	if (typeof actual === 'string' && typeof wanted === 'string') {
		const [one, other] = [actual.toLowerCase(), wanted.toLowerCase()];
		return one === other ? 0 : one < other ? -1 : 1;
	}
	return Number(actual) - Number(wanted);
}
