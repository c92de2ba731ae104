import type { GraphAnswer } from '../graph/answer';
import { graphErrorBody, type ExchangeIds } from '../graph/errors';
import { bytesOf } from '../http/deliver';
import type { WireFault } from './wire';

/**
 * When a fault strikes: before the request takes effect, after it took effect (the client cannot know), or in the
 * answer itself. `after` and `during` differ in intent only: in both the request was carried out.
 */
export type Moment = 'before' | 'after' | 'during';

/** What a fault does. */
export interface Effect {
	/** Shown in the record. */
	name: string;
	/** Used when the rule names none. */
	moment: Moment;
	/** Replaces or changes the answer; the original is missing when the fault comes before the effect. */
	answer?: (original: GraphAnswer | undefined, ids: ExchangeIds) => GraphAnswer;
	wire?: WireFault;
}

/** Codes Graph uses for the statuses of the fault list; unlisted ones become `UnknownError`. */
const CODES: Record<number, string> = {
	400: 'BadRequest',
	401: 'InvalidAuthenticationToken',
	403: 'Forbidden',
	404: 'NotFound',
	405: 'Request_BadRequest',
	409: 'Conflict',
	412: 'PreconditionFailed',
	424: 'FailedDependency',
	429: 'TooManyRequests',
	500: 'InternalServerError',
	501: 'NotImplemented',
	502: 'BadGateway',
	503: 'ServiceUnavailable',
	504: 'GatewayTimeout',
	507: 'InsufficientStorage',
};

const JSON_TYPE = { 'content-type': 'application/json' };

interface ErrorDetails {
	code?: string;
	message?: string;
	/** Seconds, an HTTP date, or anything a broken server might send; a list sends the header twice. */
	retryAfter?: number | string | string[];
	headers?: Record<string, string>;
}

const retryAfterHeader = (value: ErrorDetails['retryAfter']): Record<string, string | string[]> =>
	value === undefined ? {} : { 'retry-after': Array.isArray(value) ? value : String(value) };

const answering = (
	name: string,
	answer: NonNullable<Effect['answer']>,
	moment: Moment = 'before',
): Effect => ({
	name,
	moment,
	answer,
});

const onWire = (wire: WireFault, moment: Moment): Effect => ({ name: wire.kind, moment, wire });

/** Changes an answer that exists; only makes sense once the request was carried out. */
export const changing = (name: string, change: (original: GraphAnswer) => GraphAnswer): Effect =>
	answering(name, (original) => change(original ?? { status: 200, headers: {} }), 'during');

/** Everything a fault can do. */
export const effects = {
	/** Graph's error shape with any status. */
	graphError: (
		status: number,
		{
			code = CODES[status] ?? 'UnknownError',
			message = 'Ordered by a fault rule.',
			retryAfter,
			headers,
		}: ErrorDetails = {},
	): Effect =>
		answering(`${status}`, (_original, ids) => ({
			status,
			headers: { ...JSON_TYPE, ...retryAfterHeader(retryAfter), ...headers },
			body: graphErrorBody({ code, message }, ids),
		})),
	/** The sample 429 of the throttling page. @param retryAfter undefined sends none */
	throttled: (retryAfter?: ErrorDetails['retryAfter']): Effect =>
		answering('429', (_original, ids) => ({
			status: 429,
			headers: { ...JSON_TYPE, ...retryAfterHeader(retryAfter) },
			body: throttledBody(ids),
		})),
	/** Observed on this API: a code without any message. */
	unknownError: (status: number): Effect => effects.graphError(status, { code: 'UnknownError', message: '' }),
	/** 401 of an expired token. */
	expiredToken: (): Effect =>
		effects.graphError(401, { message: 'Lifetime validation failed, the token is expired.' }),
	/** Any status, headers and body. */
	answer: (status: number, body?: unknown, headers: Record<string, string | string[]> = JSON_TYPE): Effect =>
		answering(`${status}`, () => ({ status, headers, body })),
	/** A page from a gateway, proxy or captive portal. */
	html: (status: number): Effect =>
		answering(`${status} HTML`, () => ({
			status,
			headers: { 'content-type': 'text/html; charset=utf-8' },
			body: `<html><head><title>${status}</title></head><body><h1>Sign in to continue</h1></body></html>`,
		})),
	/** @param location undefined sends none */
	redirect: (status: 301 | 302 | 303 | 307 | 308, location?: string): Effect =>
		answering(`${status}`, () => ({
			status,
			headers: location === undefined ? {} : ({ location } as Record<string, string>),
		})),
	/** Changes the body of a good answer. */
	change: (change: (body: Record<string, unknown>) => unknown): Effect =>
		changing('changed body', (original) => ({
			...original,
			body: change(structuredClone(original.body) as Record<string, unknown>),
		})),
	truncatedJson: (): Effect =>
		changing('truncated JSON', (original) => {
			const bytes = bytesOf(original.body);
			return { ...original, body: bytes.subarray(0, Math.floor(bytes.length / 2)) };
		}),
	byteOrderMark: (): Effect =>
		changing('byte order mark', (original) => ({
			...original,
			body: Buffer.concat([Buffer.from('\ufeff'), bytesOf(original.body)]),
		})),
	/** Adds headers to a good answer, or changes them; names in lower case. */
	headers: (headers: Record<string, string | string[]>): Effect =>
		changing('changed headers', (original) => ({
			...original,
			headers: { ...original.headers, ...headers },
		})),
	contentType: (type: string): Effect => effects.headers({ 'content-type': type }),
	/** The request is carried out, the answer has no body. @param status default: the original one */
	emptyBody: (status?: number): Effect =>
		changing('empty body', (original) => ({
			...original,
			status: status ?? original.status,
			body: undefined,
		})),
	reset: (): Effect => onWire({ kind: 'reset' }, 'before'),
	closeBeforeHeaders: (): Effect => onWire({ kind: 'closeBeforeHeaders' }, 'before'),
	hang: (): Effect => onWire({ kind: 'hang' }, 'before'),
	closeMidBody: (): Effect => onWire({ kind: 'closeMidBody' }, 'during'),
	closeAfterAnswer: (): Effect => onWire({ kind: 'closeAfterAnswer' }, 'during'),
	/** @param excess bytes that Content-Length promises too many; negative: bytes that come after the promised end */
	wrongLength: (excess = 100): Effect => onWire({ kind: 'wrongLength', excess }, 'during'),
	brokenGzip: (): Effect => onWire({ kind: 'brokenGzip' }, 'during'),
	hugeBody: (bytes: number): Effect => onWire({ kind: 'hugeBody', bytes }, 'during'),
	/** Goes on until the client closes the connection; a fault proxy in between counts how much it took. */
	endlessBody: (): Effect => effects.hugeBody(Number.POSITIVE_INFINITY),
};

/** Body of the sample answer on page "Microsoft Graph throttling guidance". */
export function throttledBody({ requestId, time }: ExchangeIds): object {
	return {
		error: {
			code: 'TooManyRequests',
			innerError: {
				code: '429',
				date: new Date(time).toISOString().slice(0, 19),
				message: 'Please retry after',
				'request-id': requestId,
				status: '429',
			},
			message: 'Please retry again later.',
		},
	};
}
