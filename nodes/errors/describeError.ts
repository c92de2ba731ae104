import type { ErrorDescription, ErrorContext } from './ErrorDescription';
import { contextValues } from './contextValues';
import { fill, type Finding } from './entry';
import { factsOf, factsOfUnknown, factsSentence, type Facts } from './facts';
import { hints } from './hints';
import { createdByRun } from './ids';
import { findAnswer } from './kinds/answer';
import { findConnection } from './kinds/connection';
import { findEvaluation } from './kinds/evaluation';
import { findGraphResponse } from './kinds/graphResponse';
import { findInput, isInput, ownAdvice } from './kinds/input';
import { findInterruption } from './kinds/interruption';
import { findSignIn } from './kinds/signIn';
import { findUnexpected } from './kinds/unexpected';
import { presentable } from '../text/redaction';
import { utcTime } from './utcTime';
import { withoutUndefined } from './withoutUndefined';

/** Each knows one kind of failure, and returns undefined for the others. */
const KINDS: ReadonlyArray<(failure: unknown, context: ErrorContext) => Finding | undefined> = [
	findInterruption,
	findEvaluation,
	findInput,
	findSignIn,
	findGraphResponse,
	findConnection,
	findAnswer,
];

/** Errors wrap errors; a chain longer than this is a circle. */
const MAX_CAUSES = 8;

/**
 * Turns a failure into what a person sees. Never throws, and never yields an empty text, markup, a token, a secret,
 * claims or a sharing token of a link, whatever the failure holds.
 *
 * @param failure an error class of the rooms below, one of `NamedFailure`, or anything that was thrown; what wraps one of
 * these in its `cause` counts as that
 * @param told what the caller knows about the operation
 */
export function describeError(failure: unknown, told: ErrorContext): ErrorDescription {
	const context = { ...told, created: createdByRun(told) };
	const chain = causesOf(failure);
	const found = chain.map((link) => KINDS.map((find) => find(link, context)).find(Boolean)).find(Boolean);
	const { id, entry, values } = found ?? findUnexpected();
	const facts = found ? gather(chain) : factsOfUnknown(failure);
	// What a parameter cannot be has nothing to do with the time.
	if (!isInput(id)) facts.date ??= utcTime(context.failedAt);
	const allValues = { ...contextValues(chain, context), ...withoutUndefined(values) };
	const description = [
		fill(ownAdviceOf(chain) ?? entry.advice, allValues),
		...hints(chain, context, id),
		factsSentence(facts, id),
	];
	return {
		id,
		message: fill(entry.message, allValues),
		description: description.join(' '),
		...withoutUndefined({
			httpStatus: facts.httpStatus,
			code: facts.code,
			requestId: facts.requestId,
			clientRequestId: facts.clientRequestId,
			date: facts.date,
		}),
	};
}

function causesOf(failure: unknown): unknown[] {
	const chain: unknown[] = [failure];
	while (chain.length < MAX_CAUSES) {
		const last = chain.at(-1);
		if (typeof last !== 'object' || last === null || !('cause' in last)) break;
		chain.push(last.cause);
	}
	return chain;
}

/** The facts of the first failure of a chain that has any. */
function gather(chain: unknown[]): Facts {
	return chain.map(factsOf).find((facts) => Object.values(facts).some((fact) => fact !== undefined)) ?? {};
}

/** Words of other rooms, so they are cleaned like any foreign text. */
function ownAdviceOf(chain: unknown[]): string | undefined {
	return presentable(chain.map(ownAdvice).find(Boolean), 400);
}
