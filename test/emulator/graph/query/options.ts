import { graphErrors } from '../errors';

/** OData system query options that a page of this API lists, and the option of its paging links. */
const KNOWN = ['$count', '$filter', '$select', '$top', '$skiptoken'] as const;

export type QueryOption = (typeof KNOWN)[number];

export type QueryOptions = Partial<Record<QueryOption, string>>;

/**
 * Reads the query of a request. On beta the `$` may be left out, and names are not case-sensitive (page "Use query
 * parameters"). `+` and `%20` are both a space: the list-plugins example writes `+`.
 * @param query raw, without the question mark
 * @param documented the options the page of this operation lists
 * @throws GraphError 400 for an undocumented option, and for one given twice
 */
export function readQuery(query: string, documented: readonly QueryOption[]): QueryOptions {
	const options: QueryOptions = {};
	for (const [name, value] of new URLSearchParams(query)) {
		const option = KNOWN.find((known) => [known, known.slice(1)].includes(name.toLowerCase()));
		const isPaging = option === '$skiptoken' && documented.includes('$count');
		if (!option || !(isPaging || documented.includes(option))) {
			throw graphErrors.unsupportedOption(name, 'not documented for this operation');
		}
		if (options[option] !== undefined) throw graphErrors.unsupportedOption(name, 'given twice');
		options[option] = value;
	}
	return options;
}

/** @throws GraphError 400 unless it is a whole number of at least 1 */
export function readTop(value: string): number {
	if (!/^[1-9]\d{0,8}$/.test(value)) throw graphErrors.invalidOption('$top', value);
	return Number(value);
}

/** @throws GraphError 400 unless it is `true` or `false` */
export function readCount(value: string): boolean {
	if (!/^(true|false)$/i.test(value)) throw graphErrors.invalidOption('$count', value);
	return value.toLowerCase() === 'true';
}

/**
 * Reads `$select`. Names are not case-sensitive.
 * @param properties names of the entity type
 * @returns the chosen names in the order of the type, or undefined for all
 * @throws GraphError 400 for a property the type does not have
 */
export function readSelect(
	value: string | undefined,
	properties: readonly string[],
	type: string,
): string[] | undefined {
	if (value === undefined) return undefined;
	const chosen = value.split(',').map((name) => {
		const known = properties.find((property) => property.toLowerCase() === name.trim().toLowerCase());
		if (!known) throw graphErrors.invalidSelect(name, type);
		return known;
	});
	return properties.filter((property) => chosen.includes(property));
}
