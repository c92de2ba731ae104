/** What Microsoft's support finds a request and its answer by. */
export interface Identification {
	requestId?: string;
	clientRequestId?: string;
	/** As the answer gave it: an HTTP date, or ISO 8601. */
	date?: string;
}

/**
 * Which answer an object came in: an error about the object names it, and so does a ticket that quotes an answer. Kept
 * beside the objects, which stay as Graph sent them.
 */
const identifications = new WeakMap<object, Identification>();

/** Notes the answer that an object came in. Nothing is noted where the answer is not known. */
export function noteIdentification(entity: object, identification: Identification | undefined): void {
	if (identification !== undefined) identifications.set(entity, identification);
}

/** @returns undefined when the object did not come from Graph */
export function identificationOf(entity: object): Identification | undefined {
	return identifications.get(entity);
}
