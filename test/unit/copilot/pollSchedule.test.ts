import fc from 'fast-check';
import { nextLookAt } from '../../../nodes/copilot/pollSchedule';

/** Ages at which somebody looks who is never late, up to an age. */
function looksUntil(endMs: number, ageMs = 0): number[] {
	const looks: number[] = [];
	for (let age = nextLookAt(ageMs); age <= endMs; age = nextLookAt(age)) looks.push(age);
	return looks;
}

/** How much later than its end an evaluation of this duration is seen to have ended. */
function latenessOf(durationMs: number): number {
	let age = 0;
	while (age < durationMs) age = nextLookAt(age);
	return age - durationMs;
}

const ages = fc.double({ min: 0, max: 86_400_000, noNaN: true });

describe('the schedule of looks', () => {
	it('always names a later age', () => {
		fc.assert(
			fc.property(ages, (age) => {
				expect(nextLookAt(age)).toBeGreaterThan(age);
			}),
		);
	});

	it('never lets time go by without a look for longer than 16 % of the age, 1 s at the beginning, 15 s later on', () => {
		fc.assert(
			fc.property(ages, (age) => {
				const interval = nextLookAt(age) - age;
				const allowed = age < 20_000 ? 1_000 : age < 300_500 ? 0.16 * age : 15_000;
				expect(interval).toBeLessThanOrEqual(allowed + 1);
			}),
		);
	});

	it('looks 38 times in 300 s, wherever it begins', () => {
		expect(looksUntil(300_000)).toHaveLength(38);
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 300_000 }), (age) => {
				expect(looksUntil(300_000, age).length).toBeLessThanOrEqual(38);
			}),
		);
	});

	it.each([
		[2_000, 0],
		[16_000, 0],
		[16_500, 500],
		[60_000, 500],
		[300_000, 500],
		[600_000, 15_000],
	])('sees the end of an evaluation of %i ms at most %i ms late', (durationMs, latenessMs) => {
		expect(latenessOf(durationMs)).toBeLessThanOrEqual(latenessMs);
	});

	it('is late by at most 1 s up to 20 s, 16 % up to five minutes, and 5 % from there on', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 3_600_000 }), (durationMs) => {
				const share = durationMs <= 20_000 ? 0 : durationMs <= 300_500 ? 0.16 : 0.05;
				expect(latenessOf(durationMs)).toBeLessThanOrEqual(Math.max(1_000, share * durationMs));
			}),
		);
	});

	it('takes a clock that was set back for the beginning', () => {
		expect(nextLookAt(-5_000)).toBe(1_000);
	});
});
