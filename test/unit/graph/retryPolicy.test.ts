import fc from 'fast-check';
import { ConnectionError, type Attempt } from '../../../nodes/graph/errors';
import { BODY_TOO_LARGE, httpResponse } from '../../../nodes/graph/http';
import { decide, DEFAULT_RETRY_LIMITS, pauseMs, type Situation } from '../../../nodes/graph/retryPolicy';

const NOW = Date.UTC(2026, 0, 15, 9);

const answer = (status: number, retryAfter?: number, text = '{}'): Attempt =>
	httpResponse(status, { 'retry-after': retryAfter }, text);
const failure = (code: string, notSent: boolean) => new ConnectionError(code, 'graph.microsoft.com', notSent);

const situation = (
	outcome: Attempt,
	method: Situation['method'] = 'GET',
	more: Partial<Situation> = {},
): Situation => ({
	method,
	outcome,
	attempt: 1,
	waitedMs: 0,
	limits: DEFAULT_RETRY_LIMITS,
	jitter: 0,
	now: NOW,
	...more,
});

type Action = ReturnType<typeof decide>['action'];

const actionsAfter = (outcome: Attempt): Action[] =>
	(['GET', 'POST'] as const).map((method) => decide(situation(outcome, method)).action);

/** What follows a first attempt: of a GET or PATCH, of a POST. */
const table: Array<[string, Attempt, Action, Action]> = [
	['a success', answer(200), 'deliver', 'deliver'],
	['a success without an object', answer(201, undefined, '[]'), 'retry', 'lookUp'],
	['a success that is no JSON', answer(200, undefined, '<html>'), 'retry', 'lookUp'],
	['a success that is too large', failure(BODY_TOO_LARGE, false), 'deliver', 'lookUp'],
	['a redirect', answer(302), 'deliver', 'deliver'],
	['429', answer(429, 10), 'retry', 'retry'],
	['429 without a time', answer(429), 'retry', 'retry'],
	['a status that nobody knows', answer(599), 'deliver', 'lookUp'],
	['a connection that broke', failure('ECONNRESET', false), 'retry', 'lookUp'],
	['no answer in time', failure('ETIMEDOUT', false), 'retry', 'lookUp'],
	['a refused connection', failure('ECONNREFUSED', true), 'retry', 'retry'],
	['a tunnel that the proxy drops', failure('ECONNRESET', true), 'retry', 'retry'],
	['a certificate that is refused', failure('CERT_HAS_EXPIRED', true), 'deliver', 'deliver'],
	['a server without TLS', failure('EPROTO', true), 'deliver', 'deliver'],
	['a TLS failure behind the handshake', failure('ERR_SSL_WRONG_VERSION_NUMBER', false), 'retry', 'lookUp'],
];

describe('What follows a first attempt that ended with', () => {
	it.each(table)('%s', (_what, outcome, ofRead, ofPost) => {
		expect(actionsAfter(outcome)).toEqual([ofRead, ofPost]);
	});

	it('a status that refuses: nothing', () => {
		for (const status of [400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 423, 451, 501, 505, 507]) {
			expect([status, ...actionsAfter(answer(status))]).toEqual([status, 'deliver', 'deliver']);
		}
	});

	it('a status that passes: a retry, or a look where it was a POST', () => {
		for (const status of [408, 500, 502, 503, 504, 509]) {
			expect([status, ...actionsAfter(answer(status))]).toEqual([status, 'retry', 'lookUp']);
		}
	});
});

describe('How it follows', () => {
	const used = { attempt: 4 };
	const late = { waitedMs: 175_000 };
	it.each<[string, Situation, object]>([
		['exactly after Retry-After', situation(answer(503, 7), 'GET', { jitter: 0.9 }), { delayMs: 7_000 }],
		['after a second', situation(answer(503)), { action: 'retry', delayMs: 1_000 }],
		['spread by jitter', situation(answer(503), 'GET', { jitter: 0.5 }), { delayMs: 2_000 }],
		['later each time', situation(answer(503), 'GET', { jitter: 0.5, attempt: 3 }), { delayMs: 5_000 }],
		[
			'within a minute',
			situation(answer(503), 'GET', {
				jitter: 0.9,
				attempt: 9,
				limits: { maxRetries: 10, retryBudgetMs: 600_000 },
			}),
			{ delayMs: 60_000 },
		],
		['not at all when retries are used up', situation(answer(503), 'GET', used), { action: 'giveUp' }],
		[
			'not at all when Retry-After is beyond the budget',
			situation(answer(429, 181)),
			{ action: 'giveUp', retryAt: NOW + 181_000 },
		],
		['not at all when the waits before count', situation(answer(429, 6), 'GET', late), { action: 'giveUp' }],
		[
			'once for a success that cannot be read',
			situation(answer(200, undefined, ''), 'GET', { attempt: 2 }),
			{ action: 'deliver' },
		],
		['with a look after 2 s', situation(answer(504), 'POST'), { delayMs: 2_000, mayReplay: false }],
		[
			'with a look, then a replay, after a 503 with a time',
			situation(answer(503, 9), 'POST'),
			{ action: 'lookUp', delayMs: 9_000, mayReplay: true },
		],
		[
			'without a replay after another status with a time',
			situation(answer(504, 9), 'POST'),
			{ action: 'lookUp', mayReplay: false },
		],
		[
			'without a replay when retries are used up',
			situation(answer(503, 9), 'POST', used),
			{ action: 'lookUp', mayReplay: false },
		],
		[
			'without a look when the time is beyond the budget',
			situation(answer(503, 999), 'POST'),
			{ action: 'lookUp', delayMs: undefined, mayReplay: false },
		],
	])('%s', (_what, given, expected) => {
		expect(decide(given)).toMatchObject(expected);
	});

	it.each([
		[7, 7_000],
		[undefined, 5_000],
	])('a 429 with Retry-After %s pauses the queue for %i ms', (seconds, expected) => {
		expect(pauseMs(situation(answer(429, seconds)))).toBe(expected);
	});
});

describe('Whatever the outcome', () => {
	const outcomes = fc.oneof(
		fc
			.tuple(fc.integer({ min: 200, max: 599 }), fc.option(fc.nat(400), { nil: undefined }))
			.map(([status, seconds]) => answer(status, seconds)),
		fc
			.tuple(fc.constantFrom('ECONNRESET', 'CERT_HAS_EXPIRED', 'X'), fc.boolean())
			.map(([code, notSent]) => failure(code, notSent)),
	);
	const situations = fc.record({
		method: fc.constantFrom<Situation['method']>('GET', 'POST'),
		outcome: outcomes,
		attempt: fc.integer({ min: 1, max: 12 }),
		waitedMs: fc.nat(400_000),
		limits: fc.record({ maxRetries: fc.nat(10), retryBudgetMs: fc.nat(3_600_000) }),
		jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
		now: fc.constant(NOW),
	});

	it('a retry is within the limits, and not before a second', () => {
		fc.assert(
			fc.property(situations, (given) => {
				const decision = decide(given);
				if (decision.action !== 'retry') return;
				expect(given.attempt).toBeLessThanOrEqual(given.limits.maxRetries);
				expect(given.waitedMs + decision.delayMs).toBeLessThanOrEqual(given.limits.retryBudgetMs);
				expect(decision.delayMs).toBeGreaterThanOrEqual(1_000);
			}),
		);
	});

	it('a POST is sent again only after a 429 or where nothing was sent', () => {
		fc.assert(
			fc.property(situations, ({ outcome, ...rest }) => {
				const { action } = decide({ ...rest, outcome, method: 'POST' });
				const isSafe = outcome instanceof ConnectionError ? outcome.notSent : outcome.status === 429;
				expect(isSafe || action !== 'retry').toBe(true);
			}),
		);
	});
});
