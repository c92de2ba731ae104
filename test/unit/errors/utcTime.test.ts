import fc from 'fast-check';
import { readableTime, utcTime } from '../../../nodes/errors/utcTime';

describe('utcTime', () => {
	test.each<[unknown, string | undefined]>([
		['Fri, 31 Jul 2026 05:11:26 GMT', '2026-07-31T05:11:26Z'],
		['2026-07-31T05:11:26', '2026-07-31T05:11:26Z'],
		['2026-07-31T05:11:26.1234567', '2026-07-31T05:11:26Z'],
		['2026-07-31T07:11:26+02:00', '2026-07-31T05:11:26Z'],
		['2026-07-31 05:11:26Z', '2026-07-31T05:11:26Z'],
		[Date.UTC(2026, 6, 31, 5, 11, 26), '2026-07-31T05:11:26Z'],
		['soon', undefined],
		['', undefined],
		[NaN, undefined],
		[Infinity, undefined],
		[1e300, undefined],
		[new Date(0), undefined],
		[null, undefined],
		[{}, undefined],
	])('reads %p as %p', (value, expected) => {
		expect(utcTime(value)).toBe(expected);
	});

	it('yields a time in UTC or nothing for any value', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				expect(utcTime(value) ?? '2026-07-31T05:11:26Z').toMatch(/^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
			}),
		);
	});

	it('is written for people with its zone', () => {
		expect(readableTime('2026-07-31T05:11:26Z')).toBe('2026-07-31 05:11:26 UTC');
	});
});
