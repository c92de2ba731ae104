import fc from 'fast-check';
import { retryAfterMs } from '../../../nodes/graph/retryPolicy';

const NOW = Date.UTC(2026, 9, 21, 7, 28);
const inHttp = (ms: number) => new Date(ms).toUTCString();

describe('Retry-After', () => {
	it.each<[string, string | undefined, string | undefined, number | undefined]>([
		['seconds', '10', undefined, 10_000],
		['a fraction of a second, rounded up', '1.5', undefined, 2_000],
		['0', '0', undefined, 1_000],
		['a date, by the clock of the service', inHttp(NOW + 3_600_000), inHttp(NOW + 3_590_000), 10_000],
		['a date, where there is no other clock', inHttp(NOW + 10_000), undefined, 10_000],
		['a date that has passed', inHttp(NOW - 10_000), undefined, 1_000],
		['more than a hundred years', '9'.repeat(400), undefined, 100 * 365 * 24 * 3_600_000],
		['nothing', undefined, undefined, undefined],
	])('%s', (_what, value, date, expected) => {
		expect(retryAfterMs(value, date, NOW)).toBe(expected);
	});

	it('that cannot be read is none', () => {
		for (const value of [' ', '-1', 'soon', 'Wed, 99 Foo 2026 GMT'])
			expect(retryAfterMs(value, undefined, NOW)).toBeUndefined();
	});

	it('is between a second and a hundred years, or nothing, whatever the header', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (value, date) => {
				const waitMs = retryAfterMs(value, date, NOW) ?? 1_000;
				expect(waitMs).toBeGreaterThanOrEqual(1_000);
				expect(Number.isNaN(new Date(NOW + waitMs).getTime())).toBe(false);
			}),
		);
	});
});
