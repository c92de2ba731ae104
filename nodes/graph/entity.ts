/** A JSON object of Graph. Its own property names are kept. */
export type GraphEntity = Record<string, unknown>;

/**
 * Graph's "not yet", `0001-01-01T00:00:00Z`, with or without fraction and time zone. Source: Microsoft Graph docs,
 * example of "Create evaluation".
 */
const NOT_YET = /^0001-01-01T00:00:00(?:\.0*)?(?:Z|[+-]00:00)?$/i;

/** `@odata.context`, `@microsoft.graph.tips`, `displayName@odata.type` and their like. */
const ANNOTATION = /@(?:odata|microsoft\.graph)\./i;

/**
 * Turns an object as Graph sent it into one for a workflow: annotations are left out, and a date that means "not yet"
 * becomes null. Everything else stays as it is, in its order.
 */
export function withoutAnnotations<T>(value: T): T {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(withoutAnnotations) as T;
	const kept: Array<[string, unknown]> = [];
	for (const [name, property] of Object.entries(value)) {
		if (ANNOTATION.test(name)) continue;
		const isNotYet = name.endsWith('DateTime') && typeof property === 'string' && NOT_YET.test(property);
		kept.push([name, isNotYet ? null : withoutAnnotations<unknown>(property)]);
	}
	// fromEntries defines properties, so that a hostile `__proto__` stays data.
	return Object.fromEntries(kept) as T;
}
