import type { GraphEntity } from '../graph/entity';
import { RetriesExhaustedError, UnconfirmedPostError, UnexpectedAnswerError } from '../graph/errors';
import { identificationOf } from '../graph/identification';
import { CancelledError } from '../graph/time';
import { byCreation, timestampMs } from '../graph/timestamp';
import type { Copilot } from './Copilot';
import { OutcomeUnknownError, type Created } from './failures';

/** A POST that creates, and how to recognise its effect. */
export interface Creation {
	what: Created;
	/** The collection. */
	path: string;
	body: object;
	/** Reads what is in the collection and looks like what the POST creates. */
	list: () => Promise<GraphEntity[]>;
	/** IDs of what was there before. */
	knownIds?: ReadonlySet<string>;
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

/** What is known of a POST without a usable answer. */
interface LostPost {
	cause: unknown;
	/** Milliseconds to wait before the list is read. */
	delayMs: number;
	/** Whether it may be sent again where the list shows nothing new. */
	mayReplay: boolean;
}

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
	for (let attempt = 1; ; attempt++) {
		const answer = await copilot.graph.create(path, body).catch((error: unknown) => {
			if (error instanceof UnconfirmedPostError) return error;
			const isUnknown = error instanceof RetriesExhaustedError && error.outcomeOpen;
			throw isUnknown ? new OutcomeUnknownError(what, error) : error;
		});
		if (!(answer instanceof UnconfirmedPostError) && hasId(answer)) {
			copilot.created.add(answer.id);
			return { entity: answer, created: true };
		}
		const lost = answer instanceof UnconfirmedPostError ? answer : withoutId(answer);
		const found = await find(creation, copilot, lost, firstSentMs);
		if (found) {
			copilot.found.add(String(found.id));
			return { entity: found, created: false };
		}
		const mayRepeat = lost.mayReplay || creation.mayRepeat;
		if (!mayRepeat || attempt > 1) throw new OutcomeUnknownError(what, lost.cause);
	}
}

function hasId(entity: GraphEntity): entity is GraphEntity & { id: string } {
	return typeof entity.id === 'string' && entity.id !== '';
}

/** Something was created, and the answer does not tell what. */
function withoutId(answer: GraphEntity): LostPost {
	const cause = new UnexpectedAnswerError('has no property "id"', identificationOf(answer));
	return { cause, delayMs: FIRST_LIST_MS, mayReplay: false };
}

async function find(
	creation: Creation,
	copilot: Copilot,
	{ delayMs, cause }: LostPost,
	firstSentMs: number,
): Promise<GraphEntity | undefined> {
	const { time, signal } = copilot;
	for (const waitMs of [delayMs, ...NEXT_LISTS_MS]) {
		await time.sleep(waitMs, signal);
		const [oldest, ...others] = await candidates(creation, copilot, firstSentMs).catch((error: unknown) => {
			throw error instanceof CancelledError ? error : new OutcomeUnknownError(creation.what, cause);
		});
		// Each of several evaluations is paid and belongs to a run.
		if (others.length > 0 && creation.what === 'evaluation')
			throw new OutcomeUnknownError(creation.what, cause);
		if (oldest) return oldest;
	}
	return undefined;
}

/** What the POST may have created, the oldest first. */
async function candidates(
	{ list, knownIds }: Creation,
	{ graph, time, created, found }: Copilot,
	firstSentMs: number,
): Promise<GraphEntity[]> {
	const listed = await list();
	// Read after the list, whose answer tells the server's time.
	const notBeforeMs = firstSentMs + graph.serverNow() - time.now() - CLOCK_TOLERANCE_MS;
	const isKnown = (id: string) => created.has(id) || found.has(id) || knownIds?.has(id);
	return listed
		.filter(hasId)
		.filter(({ id }) => !isKnown(id))
		.filter(({ createdDateTime }) => {
			// What has no date may be what was paid for.
			return !(timestampMs(createdDateTime) < notBeforeMs);
		})
		.sort(byCreation);
}
