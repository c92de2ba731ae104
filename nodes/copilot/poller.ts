import { type GraphEntity, identificationOf, noteIdentification } from '../graph/entity';
import {
	ConnectionError,
	GraphResponseError,
	RetriesExhaustedError,
	SignInError,
	UnexpectedAnswerError,
} from '../graph/errors';
import { BODY_TOO_LARGE } from '../graph/http';
import { evaluationPath, type EvaluationKey } from '../graph/paths';
import type { Copilot } from './Copilot';
import { isRunning, outcomeOf } from './evaluation';

const POLLED_PROPERTIES = [
	'id',
	'state',
	'result',
	'createdDateTime',
	'runStartDateTime',
	'completedDateTime',
	'lastModifiedDateTime',
];

const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 15_000;

/** Time that the last poll may take beyond the timeout. */
const LAST_POLL_MS = 5_000;

/** Polls in a row that Graph refuses or answers unreadably ("counts" below). One more ends the wait. */
const MAX_FAILED_POLLS = 3;

/** How long a new evaluation may be missing in a replica of the service. */
const REPLICATION_MS = 10_000;

export interface PolledEvaluation {
	key: EvaluationKey;
	/** As it was last seen. */
	evaluation: GraphEntity;
	/** Age of the evaluation now, in milliseconds. */
	ageMs: number;
	/** Longest time to wait from now on, in milliseconds. */
	timeoutMs: number;
}

export interface PollResult {
	/** As it was last seen; it may still be running. */
	evaluation: GraphEntity;
	/** Why the latest poll failed, where it did. */
	failure?: Error;
}

type Polling = Pick<Copilot, 'graph' | 'time' | 'signal'>;

/**
 * Polls until an evaluation has ended or its timeout is over, then once more. The evaluation is paid, so failures of the
 * connection and of the service do not end the wait; refusals do after a few in a row.
 *
 * @throws CancelledError; the last error of the client, where a poll is not repeated
 */
export async function pollUntilEnded(
	{ graph, time, signal }: Polling,
	{ key, evaluation: first, ageMs, timeoutMs }: PolledEvaluation,
): Promise<PollResult> {
	// The answer to a POST may leave out the state.
	let result: PollResult = { evaluation: { ...first, state: first.state || 'unknown' } };
	noteIdentification(result.evaluation, identificationOf(first));
	const createdMs = time.now() - ageMs;
	const endMs = time.now() + timeoutMs;
	let [pollMs, failedPolls, notBeforeMs] = [time.now(), 0, 0];
	while (isRunning(result.evaluation) && time.now() < endMs && notBeforeMs <= endMs) {
		// The interval begins with the poll before, not with its answer.
		const fromMs = Math.max(pollMs, time.now() - MIN_INTERVAL_MS);
		pollMs = Math.min(endMs, Math.max(nextPollAt(fromMs, createdMs), notBeforeMs));
		await time.sleep(Math.max(1, pollMs - time.now()), signal);
		const polled = graph.get(evaluationPath(key), { select: POLLED_PROPERTIES }).then((seen) => {
			outcomeOf(seen);
			return seen;
		});
		const seen = await inTime(polled, endMs + LAST_POLL_MS - time.now(), { time, signal }).catch(
			(error: unknown) => error as Error,
		);
		if (!seen) break;
		if (seen instanceof Error) {
			const severity = severityOf(seen, time.now() - createdMs);
			if (severity === 'counts') failedPolls += 1;
			if (severity === 'fatal' || failedPolls > MAX_FAILED_POLLS) throw seen;
			result = { ...result, failure: seen };
			notBeforeMs = (seen instanceof RetriesExhaustedError && seen.retryAt) || 0;
		} else {
			// What an answer leaves out is as it was.
			result = { evaluation: { ...result.evaluation, ...seen } };
			noteIdentification(result.evaluation, identificationOf(seen));
			[failedPolls, notBeforeMs] = [0, 0];
		}
	}
	return result;
}

/** @returns undefined when there is no result within so many milliseconds */
async function inTime<T>(
	pending: Promise<T>,
	milliseconds: number,
	{ time, signal }: Pick<Polling, 'time' | 'signal'>,
): Promise<T | undefined> {
	const done = new AbortController();
	const late = time.sleep(milliseconds, AbortSignal.any(signal ? [signal, done.signal] : [done.signal]));
	return await Promise.race([pending, late.then(() => undefined)]).finally(() => done.abort());
}

/**
 * When to poll next: every second, from ten seconds on every tenth of the age, at most every 15 s. Polls are at full
 * seconds, so that those of many evaluations share a batch.
 *
 * @param lastMs when the last poll was due, in milliseconds since the epoch
 * @param createdMs when the evaluation was created, by the same clock
 */
export function nextPollAt(lastMs: number, createdMs: number): number {
	const intervalMs = Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, (lastMs - createdMs) / 10));
	return Math.round((lastMs + intervalMs) / 1_000) * 1_000;
}

/**
 * What a failed poll says of the evaluation: nothing (`passes`), that it may be out of reach (`counts`), or that it is
 * (`fatal`).
 *
 * @param ageMs age of the evaluation, in milliseconds
 */
export function severityOf(error: unknown, ageMs: number): 'passes' | 'counts' | 'fatal' {
	if (error instanceof RetriesExhaustedError) return 'passes';
	if (error instanceof SignInError) return error.reason === 'unreachable' ? 'passes' : 'fatal';
	// The retry policy has repeated everything else that was not sent: what is left is a certificate. A body that is too
	// large is so the next time.
	if (error instanceof ConnectionError)
		return error.notSent || error.code === BODY_TOO_LARGE ? 'fatal' : 'passes';
	if (error instanceof UnexpectedAnswerError) return 'counts';
	if (!(error instanceof GraphResponseError)) return 'fatal';
	if (error.status === 404) return ageMs <= REPLICATION_MS ? 'passes' : 'counts';
	return error.status === 403 ? 'counts' : 'fatal';
}
