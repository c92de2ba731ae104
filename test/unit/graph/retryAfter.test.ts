import fc from 'fast-check';

import { retryAfterMs } from '../../../nodes/graph/retryAfter';

const NOW = Date.UTC(2026, 9, 21, 7, 28, 0);
const HUNDRED_YEARS = 100 * 365 * 24 * 60 * 60 * 1_000;

const httpDate = (milliseconds: number) => new Date(milliseconds).toUTCString();

describe('Retry-After', () => {
	it.each([
		['seconds', '10', 10_000],
		['seconds with spaces around', ' 10 ', 10_000],
		['a fraction, rounded up', '1.5', 2_000],
		['a small fraction', '0.2', 1_000],
		['zero: the shortest wait', '0', 1_000],
		['an hour', '3600', 3_600_000],
		['a number that is too long for a number', '9'.repeat(400), HUNDRED_YEARS],
		['a date', 'Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
		['a date in other letters', 'wed, 21 oct 2026 07:28:30 gmt', 30_000],
		['a date with a leap second', 'Wed, 21 Oct 2026 07:28:60 GMT', 60_000],
		['a date of RFC 850', 'Wednesday, 21-Oct-26 07:28:30 GMT', 30_000],
		['a date of asctime()', 'Wed Oct 21 07:28:30 2026', 30_000],
		['a date of asctime() with one digit', 'Sun Nov  1 07:28:00 2026', 11 * 24 * 60 * 60 * 1_000],
		['a date in the past: the shortest wait', 'Wed, 21 Oct 2015 07:28:00 GMT', 1_000],
		['two digits of the last century', 'Sunday, 06-Nov-94 08:49:37 GMT', 1_000],
		['the present: the shortest wait', 'Wed, 21 Oct 2026 07:28:00 GMT', 1_000],
		['a date in another millennium', 'Thu, 21 Oct 9999 07:28:00 GMT', HUNDRED_YEARS],
		['two headers: the longer', '10, 20', 20_000],
		['two headers, the longer first', '20,10', 20_000],
		['a date and seconds', 'Wed, 21 Oct 2026 07:28:30 GMT, 20', 30_000],
		['seconds and a date', '60, Wednesday, 21-Oct-26 07:28:30 GMT', 60_000],
		['two headers, one unreadable', 'soon, 10', 10_000],
	])('reads %s', (_case, value, expected) => {
		expect(retryAfterMs(value, { localMs: NOW })).toBe(expected);
	});

	it.each([
		['no header', undefined],
		['nothing', ''],
		['spaces', '  '],
		['a negative number', '-5'],
		['a text', 'soon'],
		['an exponent', '1e3'],
		['a sign', '+10'],
		['hexadecimal', '0x10'],
		['infinity', 'Infinity'],
		['digits of another script', '١٠'],
		['a date without a time', 'Wed, 21 Oct 2026'],
		['a date of no calendar', 'Sat, 31 Feb 2026 07:28:00 GMT'],
		['an unknown month', 'Wed, 21 Okt 2026 07:28:00 GMT'],
		['an hour too many', 'Wed, 21 Oct 2026 24:28:00 GMT'],
		['another time zone', 'Wed, 21 Oct 2026 07:28:00 CEST'],
		['an ISO date', '2026-10-21T07:28:30Z'],
		['commas', ',,'],
	])('takes %s for no header', (_case, value) => {
		expect(retryAfterMs(value, { localMs: NOW })).toBeUndefined();
	});

	it.each([
		['hours ahead', 5 * 3_600_000],
		['hours behind', -5 * 3_600_000],
	])('counts a date from the server’s clock when ours is %s', (_case, skew) => {
		const now = { date: httpDate(NOW), localMs: NOW + skew };
		expect(retryAfterMs(httpDate(NOW + 30_000), now)).toBe(30_000);
		expect(retryAfterMs('30', now)).toBe(30_000);
	});

	it.each(['', 'yesterday', '10'])('counts a date from our clock when the server’s is %j', (date) => {
		expect(retryAfterMs(httpDate(NOW + 30_000), { date, localMs: NOW })).toBe(30_000);
	});

	it('reads every whole number of seconds and every date as they were written', () => {
		const seconds = fc.integer({ min: 1, max: 1_000_000 });
		const localMs = fc.integer({ min: 0, max: 4_000_000_000 }).map((second) => second * 1_000);
		fc.assert(
			fc.property(seconds, localMs, (wait, now) => {
				expect(retryAfterMs(String(wait), { localMs: now })).toBe(wait * 1_000);
				expect(retryAfterMs(httpDate(now + wait * 1_000), { localMs: now })).toBe(wait * 1_000);
			}),
		);
	});

	it('lets the longest of several values count, in any order', () => {
		const values = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 });
		fc.assert(
			fc.property(values, fc.func(fc.boolean()), (waits, asDate) => {
				const header = waits.map((wait) => (asDate(wait) ? httpDate(NOW + wait * 1_000) : String(wait)));
				expect(retryAfterMs(header.join(', '), { localMs: NOW })).toBe(Math.max(...waits) * 1_000);
			}),
		);
	});

	it('makes a wait of at least a second out of any text, or nothing', () => {
		// Texts that look like headers find more than texts of any kind.
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.stringMatching(/^[-+0-9.,eE GMTWedOct:]{0,40}$/),
			fc.stringMatching(/^(Wed, |Sunday, )?\d{2}[ -]Oct[ -]\d{2,4} \d\d:\d\d:\d\d GMT(, \d+)?$/),
		);
		fc.assert(
			fc.property(text, fc.option(text, { nil: undefined }), fc.nat(), (value, date, localMs) => {
				const wait = retryAfterMs(value, { date, localMs }) ?? 1_000;
				expect(wait).toBeGreaterThanOrEqual(1_000);
				expect(wait).toBeLessThanOrEqual(HUNDRED_YEARS);
			}),
		);
	});
});
