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
