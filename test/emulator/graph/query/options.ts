import type { Switches } from '../../switches';
import { graphErrors } from '../errors';

/** OData system query options this emulator knows. */
export type QueryOption =
	'$count' | '$filter' | '$select' | '$top' | '$skip' | '$orderby' | '$search' | '$expand' | '$skiptoken';

const KNOWN: QueryOption[] = [
	'$count',
	'$filter',
	'$select',
	'$top',
	'$skip',
	'$orderby',
	'$search',
	'$expand',
	'$skiptoken',
];

export type QueryOptions = Partial<Record<QueryOption, string>>;

/**
 * Reads the query of a request. On beta the `$` may be left out, and names are not case-sensitive (page "Use query
 * parameters"). `+` and `%20` are both a space: the list-plugins example writes `+`.
 * @param query raw, without the question mark
 * @param documented the options the page of this operation lists
 * @throws GraphError 400 for an option that is unknown, doubled, or undocumented while the switch says strict
 */
export function readQuery(
	query: string,
	documented: readonly QueryOption[],
	{ queryOptions }: Switches,
): QueryOptions {
	const options: QueryOptions = {};
	for (const [name, value] of new URLSearchParams(query)) {
		const option = KNOWN.find(
			(known) => known === name.toLowerCase() || known.slice(1) === name.toLowerCase(),
		);
		const isDocumented =
			option !== undefined &&
			(documented.includes(option) || (option === '$skiptoken' && documented.includes('$count')));
		if (!isDocumented) {
			if (queryOptions === 'strict')
				throw graphErrors.unsupportedOption(name, 'not documented for this operation');
			if (queryOptions === 'lenient' || !option) continue;
		}
		if (options[option] !== undefined) throw graphErrors.unsupportedOption(name, 'given twice');
		options[option] = value;
	}
	return options;
}

/**
 * Reads a number such as `$top`.
 * @throws GraphError 400 unless it is a whole number of at least `minimum`
 */
export function readNumber(option: QueryOption, value: string, minimum: number): number {
	const number = Number(value);
	if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < minimum) {
		throw graphErrors.invalidOption(option, value);
	}
	return number;
}

/** @throws GraphError 400 unless it is `true` or `false` */
export function readBoolean(option: QueryOption, value: string): boolean {
	if (!/^(true|false)$/i.test(value)) throw graphErrors.invalidOption(option, value);
	return value.toLowerCase() === 'true';
}
