import type { GraphClient } from '../graph/client';
import type { GraphEntity } from '../graph/entity';
import { GaveUpError, OutcomeOpenError } from '../graph/errors';
import type { Time } from '../graph/time';
import { OutcomeUnknownError, type Created } from './failures';

/** A creation, and how to recognise its result in a list. */
export interface Creation {
	what: Created;
	/** The collection: POST creates in it, GET lists it. */
	path: string;
	body: object;
	/** Whether an item of the list can be what the body creates. */
	isLike: (item: GraphEntity) => boolean;
	/** IDs that are known to be something else. */
	knownIds?: ReadonlySet<string>;
}

interface CreationContext {
	graph: GraphClient;
	time: Time;
	signal?: AbortSignal;
}

/** Further waits before the second and the third look, in milliseconds. */
const LOOK_AGAIN_MS = [3_000, 5_000];

/** How far two clocks may be apart when "created after the request" is judged. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Creates something exactly once. Security Copilot has no idempotency key, so a POST whose outcome is open is never
 * replayed: the collection is listed, and what the POST created is taken up. Only after a 503 that said when to come
 * back, and with nothing new in the lists, the POST is sent once more.
 *
 * @returns the created object, or the one that was found
 * @throws OutcomeUnknownError when looking did not settle it; what the client throws
 */
export async function createOnce(creation: Creation, context: CreationContext): Promise<GraphEntity> {
	const sentAtMs = context.graph.serverNow();
	const first = await post(creation, context);
	if (!(first instanceof OutcomeOpenError)) return first;
	const found = await look(creation, context, first, sentAtMs);
	if (found) return found;
	if (!first.mayReplay) throw new OutcomeUnknownError(creation.what, 0, first);
	const second = await post(creation, context);
	if (!(second instanceof OutcomeOpenError)) return second;
	const foundLater = await look(creation, context, second, sentAtMs);
	if (foundLater) return foundLater;
	throw new OutcomeUnknownError(creation.what, 0, second);
}

async function post(
	{ what, path, body }: Creation,
	{ graph }: CreationContext,
): Promise<GraphEntity | OutcomeOpenError> {
	const outcome = await graph.create(path, body).catch((error: unknown) => error);
	if (outcome instanceof OutcomeOpenError) return outcome;
	if (outcome instanceof GaveUpError && outcome.outcomeOpen) throw new OutcomeUnknownError(what, 0, outcome);
	if (outcome instanceof Error) throw outcome;
	return outcome as GraphEntity;
}

/** Lists the collection up to three times. @returns the one item that can be it, if there is exactly one */
async function look(
	creation: Creation,
	{ graph, time, signal }: CreationContext,
	open: OutcomeOpenError,
	sentAtMs: number,
): Promise<GraphEntity | undefined> {
	for (const delayMs of [open.delayMs, ...LOOK_AGAIN_MS]) {
		await time.sleep(delayMs, signal);
		const listed = await candidates(creation, graph, sentAtMs).catch((error: unknown) => error);
		if (!Array.isArray(listed)) {
			if (signal?.aborted) throw listed;
			throw new OutcomeUnknownError(creation.what, 0, open);
		}
		if (listed.length > 1) throw new OutcomeUnknownError(creation.what, listed.length, open);
		if (listed.length === 1) return listed[0] as GraphEntity;
	}
	return undefined;
}

async function candidates(
	{ path, isLike, knownIds }: Creation,
	graph: GraphClient,
	sentAtMs: number,
): Promise<GraphEntity[]> {
	const found: GraphEntity[] = [];
	for await (const { items } of graph.pages(path)) {
		found.push(
			...items.filter((item) => {
				const isKnown = typeof item.id !== 'string' || knownIds?.has(item.id) === true;
				return !isKnown && isLike(item) && isNewerThan(item, sentAtMs - CLOCK_TOLERANCE_MS);
			}),
		);
	}
	return found;
}

/** A date that cannot be read counts as new: it must not hide what may have been paid for. */
export function isNewerThan({ createdDateTime }: GraphEntity, atMs: number): boolean {
	const createdMs = Date.parse(String(createdDateTime));
	return Number.isNaN(createdMs) || createdMs >= atMs;
}
