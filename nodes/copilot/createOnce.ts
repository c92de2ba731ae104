import type { GraphEntity } from '../graph/entity';
import { UnconfirmedPostError } from '../graph/errors';
import { CancelledError } from '../graph/time';
import { byCreation, timestampMs } from '../graph/timestamp';
import { serverTime, type Copilot } from './Copilot';
import { OutcomeUnknownError, type Created } from './failures';
import { hasId, withoutId } from './ids';

/** A POST that creates, and how to recognise its effect. */
export interface Creation {
	what: Created;
	/** The collection. */
	path: string;
	body: object;
	/** Reads what is in the collection and looks like what the POST creates. */
	list: () => Promise<GraphEntity[]>;
	/** What was there before. */
	before?: readonly GraphEntity[];
	/** A second object does no harm: where the list shows nothing new, the POST is sent again. */
	mayRepeat?: boolean;
}

export interface CreationResult {
	/** Has an ID. */
	entity: GraphEntity;
	/** Whether the answer to the POST names it. Else it was found, and another worker may have created it. */
	created: boolean;
}

/** Waits before the list is read: the first where the service names no time, in milliseconds. */
const FIRST_LIST_MS = 2_000;
const NEXT_LISTS_MS = [3_000, 5_000];

/** Difference of two clocks that still counts as "created after the POST". */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Creates something, and no second one where it can be helped. Security Copilot has no idempotency key, so a POST whose
 * outcome is unknown is not sent again: the collection is read up to three times, and the oldest of what is new there is
 * taken. Where nothing is new, the POST is sent again if it was answered with 503 and `Retry-After`, or if a second
 * object does no harm.
 *
 * @throws OutcomeUnknownError when the list does not settle it; CancelledError; what the client throws
 */
export async function createOnce(creation: Creation, copilot: Copilot): Promise<CreationResult> {
	const { what, path, body } = creation;
	const firstSentMs = copilot.time.now();
	const done = (entity: GraphEntity, created: boolean) => {
		(created ? copilot.created : copilot.found).add(String(entity.id));
		return { entity, created };
	};
	for (let attempt = 1; ; attempt++) {
		const answer = await copilot.graph.create(path, body).catch((error: unknown) => {
			if (error instanceof UnconfirmedPostError) return error;
			throw error;
		});
		if (!(answer instanceof UnconfirmedPostError) && hasId(answer)) return done(answer, true);
		// An answer without an ID: something was created, and the answer does not tell what.
		const { cause, delayMs, mayReplay } =
			answer instanceof UnconfirmedPostError
				? answer
				: { cause: withoutId(answer), delayMs: FIRST_LIST_MS, mayReplay: false };
		const unknown = new OutcomeUnknownError(what, cause);
		if (delayMs === undefined) throw unknown;
		const found = await find(creation, copilot, firstSentMs, delayMs, unknown);
		if (found) return done(found, false);
		if (attempt > 1 || !(mayReplay || creation.mayRepeat)) throw unknown;
	}
}

/**
 * Looks for what a POST may have created.
 *
 * @param unknown thrown where it cannot be told
 * @returns the oldest of what is new; undefined where nothing is
 */
async function find(
	{ what, list, before = [] }: Creation,
	copilot: Copilot,
	firstSentMs: number,
	firstWaitMs: number,
	unknown: OutcomeUnknownError,
): Promise<GraphEntity | undefined> {
	const { time, signal, created, found } = copilot;
	for (const waitMs of [firstWaitMs, ...NEXT_LISTS_MS]) {
		await time.sleep(waitMs, signal);
		const listed = await list().catch((error: unknown) => {
			throw error instanceof CancelledError ? error : unknown;
		});
		// Read after the list, whose answer tells the server's time.
		const notBeforeMs = serverTime(copilot, firstSentMs) - CLOCK_TOLERANCE_MS;
		const known = new Set([...before.map(({ id }) => id), ...created, ...found]);
		const [oldest, ...others] = listed
			.filter(({ id }) => hasId({ id }) && !known.has(id))
			// What has no date may be what was paid for.
			.filter(({ createdDateTime }) => !(timestampMs(createdDateTime) < notBeforeMs))
			.sort(byCreation);
		// Each of several evaluations is paid and belongs to a run.
		if (others.length > 0 && what === 'evaluation') throw unknown;
		if (oldest) return oldest;
	}
	return undefined;
}
