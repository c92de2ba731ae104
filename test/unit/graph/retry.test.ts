import {
	decide,
	DEFAULT_RETRY_LIMITS,
	type Decision,
	type Evidence,
	type Replay,
	type Situation,
} from '../../../nodes/graph/retry';

const NOW = Date.UTC(2026, 0, 15, 9);

const answer = (status: number, headers: Record<string, string> = {}, readable = true): Evidence => ({
	kind: 'answer',
	status,
	headers,
	readable,
});
const failure = (code: string, notSent = false): Evidence => ({ kind: 'noAnswer', code, notSent });

/** A first attempt with default limits and no luck in the draw. */
const after = (replay: Replay, evidence: Evidence, rest: Partial<Situation> = {}): Decision =>
	decide({
		replay,
		evidence,
		attempt: 1,
		waitedMs: 0,
		limits: DEFAULT_RETRY_LIMITS,
		random: 0,
		now: NOW,
		...rest,
	});

describe('retry policy', () => {
	describe('what follows a status', () => {
		// In the order of the statuses: what a request that may be repeated does, and what one that may not does.
		it.each<[number, Decision['kind'], Decision['kind']]>([
			[200, 'deliver', 'deliver'],
			[201, 'deliver', 'deliver'],
			[301, 'deliver', 'deliver'],
			[304, 'deliver', 'deliver'],
			[307, 'deliver', 'deliver'],
			[400, 'deliver', 'deliver'],
			[401, 'deliver', 'deliver'],
			[402, 'deliver', 'deliver'],
			[403, 'deliver', 'deliver'],
			[404, 'deliver', 'deliver'],
			[405, 'deliver', 'deliver'],
			[406, 'deliver', 'deliver'],
			[407, 'deliver', 'deliver'],
			[408, 'retry', 'look'],
			[409, 'deliver', 'deliver'],
			[410, 'deliver', 'deliver'],
			[412, 'deliver', 'deliver'],
			[413, 'deliver', 'deliver'],
			[415, 'deliver', 'deliver'],
			[422, 'deliver', 'deliver'],
			[423, 'deliver', 'deliver'],
			[424, 'deliver', 'deliver'],
			[429, 'retry', 'retry'],
			[451, 'deliver', 'deliver'],
			[500, 'retry', 'look'],
			[501, 'deliver', 'deliver'],
			[502, 'retry', 'look'],
			[503, 'retry', 'look'],
			[504, 'retry', 'look'],
			[505, 'deliver', 'deliver'],
			[507, 'deliver', 'deliver'],
			[509, 'retry', 'look'],
			[520, 'deliver', 'look'],
			[599, 'deliver', 'look'],
			[101, 'deliver', 'look'],
			[0, 'deliver', 'look'],
			[999, 'deliver', 'look'],
		])('%d: %s where it is safe, %s where it is not', (status, safe, onlyIfRefused) => {
			expect(after('safe', answer(status)).kind).toBe(safe);
			expect(after('onlyIfRefused', answer(status)).kind).toBe(onlyIfRefused);
		});
	});

	describe('what follows no answer', () => {
		it.each<[string, boolean, Decision['kind'], Decision['kind']]>([
			['ECONNREFUSED', true, 'retry', 'retry'],
			['ENOTFOUND', true, 'retry', 'retry'],
			['EAI_AGAIN', true, 'retry', 'retry'],
			['ECONNRESET', true, 'retry', 'retry'],
			['ECONNRESET', false, 'retry', 'look'],
			['EPIPE', false, 'retry', 'look'],
			['ETIMEDOUT', false, 'retry', 'look'],
			['', false, 'retry', 'look'],
			['DEPTH_ZERO_SELF_SIGNED_CERT', true, 'deliver', 'deliver'],
			['CERT_HAS_EXPIRED', true, 'deliver', 'deliver'],
			['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true, 'deliver', 'deliver'],
			['ERR_TLS_CERT_ALTNAME_INVALID', true, 'deliver', 'deliver'],
			// Whoever could not tell: a certificate is always looked at before anything is sent.
			['CERT_HAS_EXPIRED', false, 'deliver', 'deliver'],
			['ERR_SSL_WRONG_VERSION_NUMBER', true, 'deliver', 'deliver'],
			['EPROTO', true, 'deliver', 'deliver'],
			['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', false, 'retry', 'look'],
		])(
			'%s (certainly not sent: %s): %s where it is safe, %s where it is not',
			(code, notSent, safe, other) => {
				expect(after('safe', failure(code, notSent)).kind).toBe(safe);
				expect(after('onlyIfRefused', failure(code, notSent)).kind).toBe(other);
			},
		);
	});

	describe('a success without a readable body', () => {
		it('is repeated once where it is safe', () => {
			expect(after('safe', answer(200, {}, false))).toMatchObject({ kind: 'retry' });
			expect(after('safe', answer(200, {}, false), { attempt: 2, unreadableBefore: 1 })).toEqual({
				kind: 'deliver',
			});
			expect(after('safe', answer(200, {}, false), { attempt: 2, unreadableBefore: 0 })).toMatchObject({
				kind: 'retry',
			});
		});

		it('may have created something where it is not', () => {
			expect(after('onlyIfRefused', answer(201, {}, false))).toEqual({
				kind: 'look',
				delayMs: 2_000,
				mayReplay: false,
			});
		});

		it('does not ask for a wait, whatever its headers say', () => {
			const { kind, ...rest } = after('onlyIfRefused', answer(201, { 'retry-after': '900' }, false));
			expect({ kind, ...rest }).toMatchObject({ kind: 'look', delayMs: 2_000 });
		});
	});

	describe('how long to wait', () => {
		it.each<[string, Evidence, number, number, number]>([
			[
				'as long as the server says, and a little longer',
				answer(429, { 'retry-after': '10' }),
				1,
				10_000,
				11_000,
			],
			['the same for a 503', answer(503, { 'retry-after': '10' }), 3, 10_000, 11_000],
			[
				'the same for a 504, which should not say so',
				answer(504, { 'retry-after': '10' }),
				1,
				10_000,
				11_000,
			],
			['at least a second', answer(429, { 'retry-after': '0' }), 1, 1_000, 2_000],
			['at least five when throttled without a time', answer(429), 1, 5_000, 7_000],
			['the same when the time cannot be read', answer(429, { 'retry-after': '-1' }), 1, 5_000, 7_000],
			['longer when throttled again', answer(429), 3, 5_000, 13_000],
			['by exponential backoff', answer(500), 1, 1_000, 3_000],
			['by exponential backoff, second', answer(500), 2, 1_000, 5_000],
			['by exponential backoff, third', failure('ECONNRESET'), 3, 1_000, 9_000],
			['never longer than a minute', answer(500), 10, 1_000, 60_000],
			['never longer than a minute when throttled', answer(429), 2_000, 5_000, 60_000],
			['without regard to RateLimit headers', answer(500, { 'ratelimit-reset': '900' }), 1, 1_000, 3_000],
		])('%s', (_case, evidence, attempt, shortest, longest) => {
			const limits = { maxRetries: 5_000, retryBudgetMs: 600_000 };
			expect(after('safe', evidence, { attempt, limits })).toMatchObject({ delayMs: shortest });
			// One millionth below 1 rounds up to the very end.
			expect(after('safe', evidence, { attempt, limits, random: 0.999_999 })).toMatchObject({
				delayMs: longest,
			});
		});

		it('counts a date from the server’s clock', () => {
			const headers = {
				'retry-after': 'Mon, 01 Jun 2026 12:00:30 GMT',
				date: 'Mon, 01 Jun 2026 12:00:00 GMT',
			};
			expect(after('safe', answer(429, headers))).toMatchObject({ delayMs: 30_000 });
		});
	});

	describe('throttling', () => {
		it('tells how long everybody waits', () => {
			expect(after('onlyIfRefused', answer(429, { 'retry-after': '10' }), { random: 0.5 })).toEqual({
				kind: 'retry',
				delayMs: 10_500,
				throttledForMs: 10_000,
			});
			expect(after('safe', answer(503, { 'retry-after': '10' }))).not.toHaveProperty('throttledForMs');
		});

		it.each([
			[1, 5_000, 7_000],
			[2, 5_000, 9_000],
			[3, 5_000, 13_000],
			[10, 5_000, 60_000],
		])('without a time lasts at least 5 s, and by chance longer after attempt %i', (attempt, least, most) => {
			const limits = { maxRetries: 10, retryBudgetMs: 300_000 };
			const waitOf = (random: number) => after('safe', answer(429), { attempt, random, limits });
			expect(waitOf(0)).toMatchObject({ throttledForMs: least });
			expect(waitOf(0.5)).toMatchObject({ throttledForMs: (least + most) / 2 });
			expect(waitOf(1)).toMatchObject({ throttledForMs: most });
		});

		it('is given up at once when the time is beyond the budget, and everybody still waits', () => {
			expect(after('safe', answer(429, { 'retry-after': '3600' }))).toEqual({
				kind: 'giveUp',
				why: 'budgetUsedUp',
				retryAt: NOW + 3_600_000,
				outcomeOpen: false,
				throttledForMs: 3_600_000,
			});
		});

		it('for ever ends with the last time it named', () => {
			expect(after('safe', answer(429, { 'retry-after': '7' }), { attempt: 4 })).toEqual({
				kind: 'giveUp',
				why: 'retriesUsedUp',
				retryAt: NOW + 7_000,
				throttledForMs: 7_000,
			});
			expect(after('safe', answer(429), { attempt: 4 })).toEqual({
				kind: 'giveUp',
				why: 'retriesUsedUp',
				throttledForMs: 5_000,
			});
		});
	});

	describe('budgets', () => {
		it('end the attempts', () => {
			expect(after('safe', answer(500), { attempt: 3 })).toMatchObject({ kind: 'retry' });
			expect(after('safe', answer(500), { attempt: 4 })).toEqual({ kind: 'giveUp', why: 'retriesUsedUp' });
			expect(after('safe', answer(500), { limits: { maxRetries: 0, retryBudgetMs: 180_000 } })).toEqual({
				kind: 'giveUp',
				why: 'retriesUsedUp',
			});
		});

		it('are waited down to their last millisecond, but not beyond', () => {
			const told = answer(429, { 'retry-after': '10' });
			expect(after('safe', told, { waitedMs: 170_000, random: 0.9 })).toMatchObject({ delayMs: 10_000 });
			expect(after('safe', told, { waitedMs: 170_001 })).toMatchObject({
				kind: 'giveUp',
				why: 'budgetUsedUp',
				retryAt: NOW + 10_000,
			});
			// Nobody has named a time, so none is invented.
			expect(after('safe', answer(500), { waitedMs: 179_500 })).toEqual({
				kind: 'giveUp',
				why: 'budgetUsedUp',
				outcomeOpen: false,
			});
		});

		it('do not keep anybody from looking', () => {
			expect(after('onlyIfRefused', answer(500), { attempt: 4, waitedMs: 180_000 })).toEqual({
				kind: 'look',
				delayMs: 2_000,
				mayReplay: false,
			});
		});
	});

	describe('a 503 that names a time, for what must not happen twice', () => {
		const unavailable = answer(503, { 'retry-after': '10' });

		it('allows another attempt after looking', () => {
			expect(after('onlyIfRefused', unavailable, { random: 0.5 })).toEqual({
				kind: 'look',
				delayMs: 10_500,
				mayReplay: true,
			});
		});

		it('gives what was created time to show up', () => {
			expect(after('onlyIfRefused', answer(503, { 'retry-after': '0' }))).toMatchObject({ delayMs: 2_000 });
		});

		it('allows no more attempts than others', () => {
			expect(after('onlyIfRefused', unavailable, { attempt: 4 })).toMatchObject({
				kind: 'look',
				mayReplay: false,
			});
		});

		it('is given up, with the outcome open, when the time is beyond the budget', () => {
			expect(after('onlyIfRefused', answer(503, { 'retry-after': '3600' }))).toEqual({
				kind: 'giveUp',
				why: 'budgetUsedUp',
				retryAt: NOW + 3_600_000,
				outcomeOpen: true,
			});
		});

		it('is the only status that does', () => {
			expect(after('onlyIfRefused', answer(503))).toMatchObject({ kind: 'look', mayReplay: false });
			expect(after('onlyIfRefused', answer(504, { 'retry-after': '10' }))).toEqual({
				kind: 'look',
				delayMs: 10_000,
				mayReplay: false,
			});
		});
	});
});
