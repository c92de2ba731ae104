import type { GraphClient } from '../graph/client';
import type { GraphEntity } from '../graph/entity';
import { RetriesExhaustedError, UnconfirmedPostError, UnexpectedAnswerError } from '../graph/errors';
import { identificationOf } from '../graph/identification';
import { listAll } from '../graph/list';
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
	/** IDs of what was created before; a lost POST cannot have created it. */
	created: Set<string>;
	signal?: AbortSignal;
}

/** Waits before the first look, where nobody says how long, and before the second and the third; milliseconds. */
const FIRST_LOOK_MS = 2_000;
const LOOK_AGAIN_MS = [3_000, 5_000];

/** A POST that may have created something; its answer, if any, does not say what. */
class Lost {
	constructor(
		readonly cause: Error,
		/** When it was sent, by this machine's clock. */
		readonly startedMs: number,
		/** Milliseconds to wait before looking. */
		readonly delayMs = FIRST_LOOK_MS,
		/** Whether it may be sent again once looking finds nothing. */
		readonly mayReplay = false,
	) {}
}

/** How far two clocks may be apart when "created after the request" is judged. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Creates something exactly once. Security Copilot has no idempotency key, so a POST whose outcome is open is never
 * replayed: the collection is listed, and what the POST created is taken up. Only after a 503 that said when to come
 * back, and with nothing new in the lists, the POST is sent once more.
 *
 * @returns the created object, or the one that was found; it has an ID
 * @throws OutcomeUnknownError when looking did not settle it; what the client throws
 */
export async function createOnce(creation: Creation, context: CreationContext): Promise<GraphEntity> {
	let firstSentMs: number | undefined;
	for (let attempt = 1; ; attempt++) {
		const outcome = await post(creation, context);
		if (!(outcome instanceof Lost)) return remembered(outcome, context);
		firstSentMs ??= outcome.startedMs;
		const found = await look(creation, context, outcome, firstSentMs);
		if (found) return remembered(found, context);
		if (!outcome.mayReplay || attempt > 1) throw new OutcomeUnknownError(creation.what, 0, outcome.cause);
	}
}

function remembered(entity: GraphEntity, { created }: CreationContext): GraphEntity {
	created.add(String(entity.id));
	return entity;
}

async function post(
	{ what, path, body }: Creation,
	{ graph, time }: CreationContext,
): Promise<GraphEntity | Lost> {
	const startedMs = time.now();
	const outcome = await graph.create(path, body).catch((error: unknown) => error);
	if (outcome instanceof UnconfirmedPostError) {
		return new Lost(outcome, startedMs, outcome.delayMs, outcome.mayReplay);
	}
	if (outcome instanceof RetriesExhaustedError && outcome.outcomeOpen)
		throw new OutcomeUnknownError(what, 0, outcome);
	if (outcome instanceof Error) throw outcome;
	const entity = outcome as GraphEntity;
	if (typeof entity.id === 'string' && entity.id !== '') return entity;
	// It exists, and nobody has been told its name.
	return new Lost(new UnexpectedAnswerError('has no property "id"', identificationOf(entity)), startedMs);
}

/** Lists the collection up to three times. @returns the one item that can be it, if there is exactly one */
async function look(
	creation: Creation,
	context: CreationContext,
	lost: Lost,
	firstSentMs: number,
): Promise<GraphEntity | undefined> {
	const { time, signal } = context;
	for (const delayMs of [lost.delayMs, ...LOOK_AGAIN_MS]) {
		await time.sleep(delayMs, signal);
		const listed = await candidates(creation, context, firstSentMs).catch((error: unknown) => error);
		if (!Array.isArray(listed)) {
			if (signal?.aborted) throw listed;
			throw new OutcomeUnknownError(creation.what, 0, lost.cause);
		}
		if (listed.length > 1) throw new OutcomeUnknownError(creation.what, listed.length, lost.cause);
		if (listed.length === 1) return listed[0] as GraphEntity;
	}
	return undefined;
}

async function candidates(
	{ path, isLike, knownIds }: Creation,
	{ graph, time, created }: CreationContext,
	firstSentMs: number,
): Promise<GraphEntity[]> {
	const items = await listAll(graph, path);
	// Only now: the answers to the list have told the server's time, and dates of creation are of its clock.
	const sentAtMs = firstSentMs + graph.serverNow() - time.now();
	return items.filter((item) => {
		if (typeof item.id !== 'string' || item.id === '') return false;
		if (created.has(item.id) || knownIds?.has(item.id)) return false;
		return isLike(item) && isNewerThan(item, sentAtMs - CLOCK_TOLERANCE_MS);
	});
}

/** A date that cannot be read counts as new: it must not hide what may have been paid for. */
function isNewerThan({ createdDateTime }: GraphEntity, atMs: number): boolean {
	const createdMs = Date.parse(String(createdDateTime));
	return Number.isNaN(createdMs) || createdMs >= atMs;
}
