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

/** IDs and time by which Microsoft's support finds a request and its answer. */
export interface Identification {
	requestId?: string;
	clientRequestId?: string;
	/** As the answer gave it: an HTTP date, or ISO 8601. */
	date?: string;
}

/**
 * The answer that an object arrived in, for errors about the object and for evidence. Kept beside the objects, which stay as
 * Graph sent them.
 */
const identifications = new WeakMap<object, Identification>();

/** Remembers the answer that an object arrived in, if it is known. */
export function noteIdentification(entity: object, identification: Identification | undefined): void {
	if (identification !== undefined) identifications.set(entity, identification);
}

/** @returns undefined when the object did not come from Graph */
export function identificationOf(entity: object): Identification | undefined {
	return identifications.get(entity);
}
