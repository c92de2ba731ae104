import type { INode } from 'n8n-workflow';
import { effects } from '../../emulator';
import { CREDENTIAL_TYPE, NODE_NAME, sessionWorkflow, Fixture } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const SECOND = 'Second';
const OTHER_CREDENTIAL = 'other';

const fixture = Fixture.use();

/** Two nodes of ours, one after the other. The first waits at most two seconds. */
async function runTwo(settings: Partial<INode> = {}) {
	const workflow = sessionWorkflow({ sessionId: SESSION, options: { retryBudget: 2 } }, CONTINUING);
	const first = workflow.nodes.find(({ name }) => name === NODE_NAME)!;
	workflow.nodes.push({
		...first,
		id: 'second',
		name: SECOND,
		parameters: { sessionId: SESSION },
		...settings,
	});
	workflow.connections[NODE_NAME] = { main: [[{ node: SECOND, type: 'main', index: 0 }]] };
	return await fixture.engine.run(workflow);
}

describe('What a node is told of throttling holds for the next node of the execution', () => {
	it('which waits until then, where it may wait so long', async () => {
		fixture.emulator.graph.addFault({ effect: effects.throttled(20) });
		const started = fixture.clock.now();
		const run = await runTwo();
		expect([outcomesOf(run, NODE_NAME), outcomesOf(run, SECOND)]).toEqual([['throttledUntil'], ['result']]);
		expect(fixture.sent).toHaveLength(2);
		expect(fixture.clock.now() - started).toBeGreaterThanOrEqual(20_000);
		expectProtocolRules(fixture, run);
	});

	it('which sends nothing, where it may not', async () => {
		fixture.emulator.graph.addFault({ effect: effects.throttled(3_600) });
		const run = await runTwo();
		expect([outcomesOf(run, NODE_NAME), outcomesOf(run, SECOND)]).toEqual([
			['throttledUntil'],
			['throttledUntil'],
		]);
		expect(fixture.sent).toHaveLength(1);
		expectProtocolRules(fixture, run);
	});

	it('but not where it uses another credential', async () => {
		fixture.engine.credentials.stored.set(OTHER_CREDENTIAL, fixture.credential);
		fixture.emulator.graph.addFault({ effect: effects.throttled(3_600) });
		const run = await runTwo({ credentials: { [CREDENTIAL_TYPE]: { id: OTHER_CREDENTIAL, name: 'Other' } } });
		expect([outcomesOf(run, NODE_NAME), outcomesOf(run, SECOND)]).toEqual([['throttledUntil'], ['result']]);
	});

	it('and not for the next execution', async () => {
		fixture.emulator.graph.addFault({ effect: effects.throttled(3_600) });
		await runTwo();
		const run = await runTwo();
		expect([outcomesOf(run, NODE_NAME), outcomesOf(run, SECOND)]).toEqual([['result'], ['result']]);
	});
});

it('Twenty items that are told to come back in an hour all say so', async () => {
	const items = Array.from({ length: 20 }, (_, index) => ({
		id: fixture.emulator.graph.addSession({ displayName: `Session ${index}` }).id,
	}));
	fixture.emulator.graph.addThrottle({ limit: 5, window: 3_600_000 });
	const run = await fixture.run({ sessionId: '={{ $json.id }}' }, { items, settings: CONTINUING });
	const outcomes = outcomesOf(run).sort();
	expect(outcomes).toEqual([...Array<string>(5).fill('result'), ...Array<string>(15).fill('throttledUntil')]);
	expectProtocolRules(fixture, run);
});
