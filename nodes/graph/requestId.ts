/**
 * Which answer an object came in: Microsoft's support finds an answer by its `request-id`, and a ticket that quotes an
 * answer should name it. Kept beside the objects, which stay as Graph sent them.
 */
const requestIds = new WeakMap<object, string>();

/** Notes the answer that an object came in. Nothing is noted where the answer has no ID. */
export function noteRequestId(entity: object, requestId: string | undefined): void {
	if (requestId !== undefined) requestIds.set(entity, requestId);
}

/** @returns undefined when the object did not come from Graph, or its answer had no ID */
export function requestIdOf(entity: object): string | undefined {
	return requestIds.get(entity);
}
