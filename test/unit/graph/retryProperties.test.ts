import fc from 'fast-check';

import {
	decide,
	type Decision,
	type Evidence,
	type Replay,
	type Situation,
} from '../../../nodes/graph/retry';
import { retryAfterMs } from '../../../nodes/graph/retryAfter';

const NOW = Date.UTC(2026, 0, 15, 9);

describe('retry policy, for any attempt', () => {
	const header = fc.oneof(
		fc.nat(4_000).map(String),
		fc.integer({ min: -100_000, max: 100_000 }).map((wait) => new Date(NOW + wait).toUTCString()),
		fc.constantFrom('-1', 'soon', '1.5', '10, 20', ''),
		fc.string({ unit: 'binary' }),
	);
	const headers = fc.record(
		{ 'retry-after': header, date: header, 'ratelimit-reset': header },
		{ requiredKeys: [] },
	);
	const status = fc.oneof(
		fc.constantFrom(200, 201, 204, 408, 429, 500, 502, 503, 504, 507, 509),
		fc.integer({ min: 100, max: 599 }),
		fc.double(),
	);
	const evidence: fc.Arbitrary<Evidence> = fc.oneof(
		fc.record({ kind: fc.constant('answer' as const), status, headers, readable: fc.boolean() }),
		fc.record({
			kind: fc.constant('noAnswer' as const),
			code: fc.oneof(fc.constantFrom('ECONNREFUSED', 'ECONNRESET', 'CERT_HAS_EXPIRED'), fc.string()),
			notSent: fc.boolean(),
		}),
	);
	const limits = fc.record({ maxRetries: fc.nat(10), retryBudgetMs: fc.nat(600_000) });
	const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
	const replay = fc.constantFrom<Replay>('safe', 'onlyIfRefused');
	const situation: fc.Arbitrary<Situation> = fc.record({
		replay,
		evidence,
		attempt: fc.integer({ min: 1, max: 12 }),
		waitedMs: fc.oneof(fc.nat(700_000), fc.double({ min: 0, max: 700_000, noNaN: true })),
		unreadableBefore: fc.nat(3),
		limits,
		random,
		now: fc.constant(NOW),
	});

	/** What the server asked for in this attempt, read independently of the policy. */
	const toldBy = (found: Evidence): number | undefined =>
		found.kind === 'answer' && !(found.status >= 200 && found.status < 300)
			? retryAfterMs(found.headers['retry-after'], { date: found.headers.date, localMs: NOW })
			: undefined;
	const delayOf = (decision: Decision): number => ('delayMs' in decision ? decision.delayMs : 0);

	it('there is a decision whose times are times', () => {
		fc.assert(
			fc.property(situation, (given) => {
				const decision = decide(given);
				expect(['deliver', 'retry', 'look', 'giveUp']).toContain(decision.kind);
				expect('delayMs' in decision ? decision.delayMs : 1).toBeGreaterThan(0);
				const times = decision as { retryAt?: number; throttledForMs?: number };
				for (const time of [times.retryAt ?? NOW + 1, NOW + (times.throttledForMs ?? 1)]) {
					expect(time).toBeGreaterThan(NOW);
					expect(new Date(time).getTime()).not.toBeNaN();
				}
			}),
		);
	});

	it('the decision depends on nothing else', () => {
		fc.assert(
			fc.property(situation, (given) => expect(decide(given)).toEqual(decide(structuredClone(given)))),
		);
	});

	it('nothing is sent before the time the server named, nor at once', () => {
		fc.assert(
			fc.property(situation, (given) => {
				const decision = decide(given);
				fc.pre(decision.kind === 'retry' || decision.kind === 'look');
				expect(delayOf(decision)).toBeGreaterThanOrEqual(toldBy(given.evidence) ?? 1_000);
			}),
		);
	});

	it('a time beyond the budget is never waited for', () => {
		fc.assert(
			fc.property(situation, (given) => {
				const left = given.limits.retryBudgetMs - given.waitedMs;
				const told = toldBy(given.evidence);
				fc.pre(told !== undefined && told > left);
				expect(['deliver', 'giveUp']).toContain(decide(given).kind);
			}),
		);
	});

	it('what creates is repeated only when it certainly did not arrive or was refused', () => {
		fc.assert(
			fc.property(situation, (given) => {
				const decision = decide({ ...given, replay: 'onlyIfRefused' });
				const { evidence: found } = given;
				const certain = found.kind === 'answer' ? found.status === 429 : found.notSent;
				const mayBeRepeated = decision.kind === 'retry' || (decision.kind === 'look' && decision.mayReplay);
				const unavailable = found.kind === 'answer' && found.status === 503 && toldBy(found) !== undefined;
				expect(mayBeRepeated && !certain && !(decision.kind === 'look' && unavailable)).toBe(false);
			}),
		);
	});

	it('attempts and waiting stay within their limits, whatever happens', () => {
		const happenings = fc.array(fc.tuple(evidence, random), { minLength: 12, maxLength: 12 });
		fc.assert(
			fc.property(replay, limits, happenings, (kind, given, sequence) => {
				let [attempt, waitedMs, looked] = [0, 0, 0];
				for (const [found, luck] of sequence) {
					attempt += 1;
					const decision = decide({
						replay: kind,
						evidence: found,
						attempt,
						waitedMs,
						limits: given,
						random: luck,
						now: NOW,
					});
					if (decision.kind !== 'retry' && !(decision.kind === 'look' && decision.mayReplay)) break;
					waitedMs += delayOf(decision);
					if (decision.kind === 'look') looked += 1;
				}
				expect(attempt).toBeLessThanOrEqual(given.maxRetries + 1);
				// Each look may take its own two seconds where the budget is smaller.
				expect(waitedMs).toBeLessThanOrEqual(given.retryBudgetMs + looked * 2_000);
			}),
		);
	});
});
