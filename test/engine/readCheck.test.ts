import { effects } from '../emulator';
import { itemsOf, Fixture, type NodeParameters } from './harness';
import { CONTINUING, expectProtocolRules, outcomesOf } from './harness/outcomes';

const fixture = Fixture.use();

const ask: NodeParameters = { operation: 'ask', prompt: 'who am I' };
const CHECK = { method: 'GET', path: /\/sessions\?/ };

describe('The read that comes before an ask in a new session', () => {
	it('fails those who wait for it, and is made anew for the items behind them', async () => {
		const { graph } = fixture.emulator;
		const fault = graph.addFault({ match: CHECK, effect: effects.graphError(500), count: 4 });
		const run = await fixture.run(ask, { settings: CONTINUING, items: Array(60).fill({}) });
		const outcomes = outcomesOf(run);
		expect(fault.remaining).toBe(0);
		expect(outcomes).toHaveLength(60);
		expect(outcomes.slice(0, 50)).toEqual(Array(50).fill('graphUnavailable'));
		expect(outcomes.slice(50)).toEqual(Array(10).fill('result'));
		expect(graph.costs).toHaveLength(10);
		expectProtocolRules(fixture, run);
	});

	it('is made once for all items when it goes well', async () => {
		const run = await fixture.run(ask, { items: Array(60).fill({}) });
		expect(itemsOf(run)).toHaveLength(60);
		expect(fixture.sentLines.filter((line) => /^GET .*\/sessions\?/.test(line))).toHaveLength(1);
	});
});
