import {
	AnswerDataError,
	CancelledWhileEvaluatingError,
	NoAnswerError,
	OutcomeUnknownError,
} from '../copilot/failures';
import {
	ConnectionError,
	GraphResponseError,
	RetriesExhaustedError,
	SignInError,
	UnexpectedAnswerError,
} from '../graph/errors';
import { InvalidIdError } from '../graph/paths';
import { CancelledError } from '../graph/time';
import { signInEntries, type Entry, type EntryId, type Finding } from './catalogue';
import type { ErrorContext } from './ErrorDescription';
import { findGraphResponse } from './graphResponse';
import { InvalidParameterError } from './InvalidParameterError';
import { readableTime, utcTime } from './utcTime';

/** Finds the entry of a failure. @returns undefined for what is no error class of this package */
export function findEntry(failure: unknown, context: ErrorContext): Finding | undefined {
	if (failure instanceof OutcomeUnknownError) return { id: 'outcomeUnknown', values: { what: failure.what } };
	if (failure instanceof CancelledWhileEvaluatingError) return { id: 'cancelledWhileEvaluating' };
	if (failure instanceof CancelledError) return { id: 'cancelled' };
	if (failure instanceof NoAnswerError) return findNoAnswer(failure);
	if (failure instanceof AnswerDataError) {
		const reason = failure.problem.charAt(0).toLowerCase() + failure.problem.slice(1);
		return { id: 'answerNotData', values: { reason } };
	}
	if (failure instanceof InvalidIdError) {
		return { id: 'invalidParameter', values: { name: failure.kind, reason: failure.reason } };
	}
	if (failure instanceof InvalidParameterError) {
		const { parameter, reason, advice } = failure;
		return { id: 'invalidParameter', values: { name: parameter, reason }, advice };
	}
	if (failure instanceof SignInError) return findSignIn(failure);
	if (failure instanceof RetriesExhaustedError) return findThrottled(failure);
	if (failure instanceof GraphResponseError) return findGraphResponse(failure, context);
	if (failure instanceof ConnectionError) return findConnection(failure);
	if (failure instanceof UnexpectedAnswerError) return findUnexpectedAnswer(failure);
	return undefined;
}

const BY_REASON = {
	timeout: 'evaluationUnfinished',
	cancelled: 'evaluationCancelled',
	waitingForInput: 'evaluationWaitingForInput',
	noResult: 'evaluationWithoutResult',
} as const satisfies Record<string, EntryId>;

/** In lower case. Source: Microsoft Graph docs, "evaluationResult resource type". */
const BY_RESULT: ReadonlyMap<string, EntryId> = new Map([
	['capacityexceeded', 'evaluationCapacityExceeded'],
	['error', 'evaluationError'],
	['needadditionalclaims', 'claimsChallenge'],
	['rejected', 'evaluationRejected'],
	['timedout', 'evaluationTimedOut'],
]);

function findNoAnswer({ reason, told: { waitedSeconds } }: NoAnswerError): Finding {
	if (typeof reason === 'string') {
		const seconds = waitedSeconds === undefined ? undefined : String(Math.round(waitedSeconds));
		return { id: BY_REASON[reason], values: { seconds } };
	}
	const id = BY_RESULT.get(reason.resultType.toLowerCase()) ?? 'evaluationWithoutResult';
	return { id, values: { result: reason.resultType } };
}

/** Entries by Entra's number, and by OAuth's words where there is no number. Source: RFC 6749, section 5.2; Entra's list. */
const BY_CODE: ReadonlyMap<string, EntryId> = new Map([
	...Object.entries<Entry>(signInEntries).flatMap(([id, { numbers = [] }]) =>
		numbers.map((number): [string, EntryId] => [`AADSTS${number}`, id as EntryId]),
	),
	['consent_required', 'consentRequired'],
	['interaction_required', 'credentialNeedsReconnect'],
	['invalid_client', 'clientSecretWrong'],
	['invalid_grant', 'credentialNeedsReconnect'],
	['invalid_scope', 'scopeNotValid'],
	['login_required', 'credentialNeedsReconnect'],
]);

/** By why there is no token; Entra's number tells more, where there is one. */
const BY_SIGN_IN = {
	notConnected: 'credentialNotConnected',
	reconnect: 'credentialNeedsReconnect',
	refused: 'signInRefused',
	unreachable: 'signInUnreachable',
} as const satisfies Record<SignInError['reason'], EntryId>;

function findSignIn({ code = '', reason }: SignInError): Finding {
	return {
		id: BY_CODE.get(code) ?? BY_SIGN_IN[reason],
		// The address of `signInRefused` is the `error_uri` in the answers of Entra's token endpoint.
		values: { code, number: /^AADSTS(\d+)$/.exec(code)?.[1] },
	};
}

/**
 * A request that was given up, with the time at which Graph serves again. Without a cause nothing was sent.
 *
 * @returns undefined where the cause tells more
 */
function findThrottled({ cause, retryAt }: RetriesExhaustedError): Finding | undefined {
	const time = utcTime(retryAt);
	const isThrottled = cause === undefined || (cause instanceof GraphResponseError && cause.status === 429);
	if (!isThrottled || time === undefined) return undefined;
	return { id: 'throttled', values: { time: readableTime(time) } };
}

/** Source: Node.js documentation, "Common system errors", "X509 certificate error codes", and `dns` error codes. */
const BY_NODE_CODE: ReadonlyArray<readonly [RegExp, EntryId]> = [
	[
		/^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/,
		'tlsNotTrusted',
	],
	[
		/^(?:ENOTFOUND|EAI_|ECONNREFUSED|E(?:HOST|NET)(?:UNREACH|DOWN)|EADDRNOTAVAIL|EPROTO|ERR_TLS_|ERR_SSL_)/,
		'connectionRefused',
	],
	[/^ERR_BODY_TOO_LARGE$/, 'answerTooLarge'],
];

function findConnection({ code, host }: ConnectionError): Finding {
	const id = BY_NODE_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'connectionBroken';
	return { id, values: { host } };
}

/** The reasons that the client of Graph gives, by their words. */
const BY_WORDS: ReadonlyArray<readonly [RegExp, EntryId]> = [
	[/^is not JSON\b/, 'notJson'],
	[/already read|more than \d+ pages/, 'incompleteList'],
	[/^(?:redirects|links)\b/, 'foreignLink'],
];

function findUnexpectedAnswer({ reason }: UnexpectedAnswerError): Finding {
	const id = BY_WORDS.find(([pattern]) => pattern.test(reason))?.[1] ?? 'unexpectedAnswer';
	return { id, values: { reason } };
}
