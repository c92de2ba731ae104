import type { Moment } from '../../emulator';
import { itemsOf, Fixture } from '../harness';
import { faultCases, SESSION } from './cases';
import { CONTINUING, expectProtocolRules, methodsOf, outcomesOf, sessionsNamed } from '../harness/outcomes';

const NAME = 'Incident 4711';

/** Seconds that the clock may jump by itself while a request is under way on a machine that is busy. */
const CLOCK_SLACK = 5;

/** The moments of each case, one row each. */
const rows = faultCases.flatMap(({ fault, get, create, created, ...rest }) =>
	(
		[
			['get', undefined, get],
			['create', 'before', create],
			['create', created && 'after', created],
		] as const
	).flatMap(([operation, moment, expected]) =>
		expected
			? [{ fault, operation, moment, hint: moment ? `, ${moment} it took effect` : '', expected, ...rest }]
			: [],
	),
);

describe('A fault that Graph can have', () => {
	const fixture = Fixture.use();

	it.each(rows)('$fault: $operation$hint', async (row) => {
		const { operation, moment, expected, withinSeconds = 45, afterSeconds = 0 } = row;
		for (const effect of row.effects) {
			fixture.emulator.graph.addFault({
				effect,
				...(moment && effect.moment !== 'during' && { moment: moment as Moment }),
			});
		}
		const started = fixture.clock.now();
		const parameters = operation === 'get' ? { sessionId: SESSION } : { operation, displayName: NAME };
		const run = await fixture.run(parameters, { settings: CONTINUING });

		const [outcome, requests] = expected;
		expect([outcomesOf(run), methodsOf(fixture).join(' ')]).toEqual([[outcome], requests]);
		const [item] = itemsOf(run);
		expect(item?.pairedItem).toEqual({ item: 0 });
		expect(JSON.stringify(item?.json)).not.toMatch(/undefined|\[object|NaN/);
		expect(item?.json.error ?? 'none, because there is a result').toMatch(/^\w.{20,}/);
		const exists = operation === 'create' && (outcome === 'result' || moment === 'after');
		expect(sessionsNamed(fixture, NAME)).toBe(exists ? 1 : 0);
		const passed = (fixture.clock.now() - started) / 1_000;
		expect(passed).toBeGreaterThanOrEqual(afterSeconds);
		expect(passed).toBeLessThanOrEqual(withinSeconds + CLOCK_SLACK);
		expectProtocolRules(fixture, run);
	});
});
