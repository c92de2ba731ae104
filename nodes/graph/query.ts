/** OData query options of one request. Values are given unencoded. */
export interface ODataQuery {
	/** Property names; empty or absent means all. */
	select?: readonly string[];
	filter?: string;
	/** Number of items. Documented for sessions, prompts, evaluations and plugins, not for workspaces. */
	top?: number;
}

/** A name that is no OData property name. Thrown before anything is sent. */
export class InvalidPropertyNameError extends Error {
	override readonly name = 'InvalidPropertyNameError';

	constructor(readonly property: string) {
		super(`"${property}" is not a property name`);
	}
}

/** A query that is too long for an address. Thrown before anything is sent. */
export class QueryTooLongError extends Error {
	override readonly name = 'QueryTooLongError';

	constructor(
		/** As it would be sent, in characters. */
		readonly length: number,
	) {
		super(`The query has ${length} characters`);
	}
}

/**
 * Longest query that is sent, in characters as they are encoded. Graph publishes no limit; servers and gateways take about
 * 8,000 for the whole first line, and break the connection at more. Source: RFC 9112, section 3.
 */
export const MAX_QUERY_LENGTH = 7_000;

/** `odataIdentifier` of OData's ABNF: a letter or underscore, then letters, digits, marks; at most 128 characters. */
const ODATA_IDENTIFIER = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]{0,127}$/u;

/**
 * Builds the query string, with the leading `?`, or an empty text where there is nothing to ask.
 * Names keep their `$`; values are percent-encoded, a space as `%20`.
 *
 * @throws InvalidPropertyNameError for a name in `select` that is not an OData identifier; QueryTooLongError
 */
export function queryString({ select = [], filter = '', top }: ODataQuery): string {
	for (const property of select) {
		if (!ODATA_IDENTIFIER.test(property)) throw new InvalidPropertyNameError(property);
	}
	const parts: string[] = [];
	// Commas stay: Graph's own examples write `$select=createdDateTime,displayName`.
	if (select.length > 0) parts.push(`$select=${[...new Set(select)].map(encodeURIComponent).join(',')}`);
	if (filter.trim() !== '') parts.push(`$filter=${encodeURIComponent(filter.trim().toWellFormed())}`);
	if (top !== undefined) parts.push(`$top=${top}`);
	const query = parts.length > 0 ? `?${parts.join('&')}` : '';
	if (query.length > MAX_QUERY_LENGTH) throw new QueryTooLongError(query.length);
	return query;
}

/** A filter that compares a property with a text. Quotes are doubled, so that the text stays one value. */
export function equalsFilter(property: string, value: string): string {
	return `${property} eq ${textLiteral(value)}`;
}

/** A filter on a part of a text property. */
export function containsFilter(property: string, part: string): string {
	return `contains(${property},${textLiteral(part)})`;
}

/** Source: OData 4.01 URL conventions, "String literals". */
function textLiteral(value: string): string {
	return `'${value.replaceAll("'", "''")}'`;
}
