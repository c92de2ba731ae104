import { setTimeout as pause } from 'node:timers/promises';
import {
	connectionFaults,
	scripts,
	startFaultProxy,
	type ConnectionFault,
	type FaultProxy,
} from '../../emulator';
import { Fixture, itemsOf, type NodeParameters } from '../harness';
import { PROMPT, SESSION } from '../harness/documented';
import {
	CONTINUING,
	expectProtocolRules,
	methodsOf,
	outcomesOf,
	sessionsNamed,
	shownOf,
} from '../harness/outcomes';
import { withoutHosts } from '../harness/withoutHosts';

const NAME = 'Incident 4711';

const get: NodeParameters = { sessionId: SESSION };
const create: NodeParameters = { operation: 'create', displayName: NAME };
const update: NodeParameters = { operation: 'update', sessionId: SESSION, displayName: NAME };
const evaluate: NodeParameters = {
	resource: 'evaluation',
	operation: 'create',
	sessionId: SESSION,
	promptId: PROMPT,
	waitForCompletion: false,
};

const fixture = Fixture.use();

let proxy: FaultProxy;
beforeEach(async () => {
	proxy = await startFaultProxy({ target: fixture.emulator.graphApiBaseUrl });
	await fixture.signIn({ graphApiBaseUrl: proxy.origin });
});
afterEach(async () => await proxy.stop());

const run = async (parameters: NodeParameters, items: object[] = [{}]) =>
	await fixture.run(parameters, { items: items as never, settings: CONTINUING });

const posts = () => fixture.sent.filter(({ method }) => method === 'POST');

/** Real time, because sockets have no other. */
async function until(isTrue: () => boolean): Promise<void> {
	for (let round = 0; round < 200 && !isTrue(); round++) await pause(10);
}

describe.each<[string, ConnectionFault]>([
	['is reset in place of the answer', connectionFaults.resetAfterRequest()],
	['is half closed', connectionFaults.halfClose()],
	['is cut in the headers', connectionFaults.cut(40)],
	['is reset in the body', connectionFaults.cut(600, 'reset')],
	['falls silent in the body', connectionFaults.stall(600)],
])('A connection that %s, behind a request that was carried out', (_how, fault) => {
	it('a read is sent again', async () => {
		proxy.addFault({ fault });
		const ended = await run(get);
		expect([outcomesOf(ended), methodsOf(fixture)]).toEqual([['result'], ['GET', 'GET']]);
		expectProtocolRules(fixture, ended);
	});

	it('a paid evaluation is looked up, and not sent again', async () => {
		// The list before has a connection of its own.
		proxy.addFault({ fault: [connectionFaults.cut(100_000), fault] });
		const ended = await run(evaluate);
		expect(outcomesOf(ended)).toEqual(['result']);
		expect([posts().length, fixture.graph.costs.length]).toEqual([1, 1]);
		expect(proxy.connections[1]?.fault).toBe(fault.kind);
	});
});

it('A change of which the answer was lost is sent again', async () => {
	proxy.addFault({ fault: connectionFaults.resetAfterRequest() });
	expect(outcomesOf(await run(update))).toEqual(['result']);
	expect(methodsOf(fixture)).toEqual(['PATCH', 'PATCH']);
});

it('A connection that is reset as soon as it stands creates nothing twice', async () => {
	proxy.addFault({ fault: connectionFaults.reset() });
	const ended = await run(create);
	// Whether the request was written by then is a matter of microseconds; only if not, it may be sent again.
	const isResult = outcomesOf(ended)[0] === 'result';
	expect(outcomesOf(ended)).toEqual([isResult ? 'result' : 'outcomeUnknown']);
	expect([sessionsNamed(fixture, NAME), posts().length]).toEqual(isResult ? [1, 1] : [0, 0]);
});

it('A connection that is reset while a large prompt is being sent (EPIPE): it is looked for, and not sent again', async () => {
	proxy.addFault({ fault: [connectionFaults.cut(100_000), connectionFaults.resetDuringRequest()] });
	const text = 'A line of a log.\n'.repeat(120_000);
	const prompt = {
		resource: 'prompt',
		operation: 'create',
		sessionId: SESSION,
		content: '={{ $json.text }}',
	};
	const ended = await run(prompt, [{ text }]);
	expect(outcomesOf(ended)).toEqual(['outcomeUnknown']);
	// Before, and three times after.
	expect(fixture.sent.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET']);
});

// n8n opens a connection for each request, so that nothing is ever written to one that is gone. Should n8n begin to
// keep them, this fails, and the reset hits a POST whose outcome is unknown then.
it('Each POST has a connection of its own, so that none is reset as it is used again', async () => {
	proxy.addFault({ fault: connectionFaults.resetOnNextUse(), count: 3 });
	const ended = await run({ operation: 'create', displayName: '={{ $json.name }}' }, [
		{ name: 'a' },
		{ name: 'b' },
	]);
	expect(outcomesOf(ended)).toEqual(['result', 'result']);
	expect([proxy.connections.length, posts().length]).toEqual([2, 2]);
});

it('An answer that drips in is given up after two minutes; a POST is then looked up', async () => {
	proxy.addFault({ fault: connectionFaults.drip(1, 40), count: 2 });
	const started = fixture.clock.now();
	expect(outcomesOf(await run({ ...get, options: { maxRetries: 0 } }))).toEqual(['connectionBroken']);
	expect(outcomesOf(await run(create))).toEqual(['result']);
	expect(methodsOf(fixture)).toEqual(['GET', 'POST', 'GET']);
	expect(fixture.clock.now() - started).toBeLessThan(260_000);
});

it('A run that is cancelled within an answer cuts the connection', async () => {
	proxy.addFault({ fault: connectionFaults.stall(600) });
	const ended = await fixture.run(get, {
		onStart: (cancel) => void until(() => proxy.connections.some(({ sent }) => sent >= 600)).then(cancel),
	});
	expect(ended.status).toBe('canceled');
	await until(() => proxy.connections.every(({ closed }) => closed));
	expect(proxy.connections.filter(({ closed }) => !closed)).toEqual([]);
});

describe('Nobody at the other end', () => {
	it.each([
		['get', get],
		['evaluation create', evaluate],
	])(
		'%s never left: it is tried four times, then named, and nothing is unknown',
		async (_what, parameters) => {
			proxy.refuseConnections();
			const ended = await run(parameters);
			expect(outcomesOf(ended)).toEqual(['connectionRefused']);
			expect(shownOf(ended)).toContain(new URL(proxy.origin).host);
			expect(fixture.contacted.filter((origin) => origin === proxy.origin)).toHaveLength(4);
			expect(fixture.sent).toEqual([]);
		},
	);

	it('is no matter where somebody is there in time', async () => {
		fixture.graph.scriptEvaluations(/who am I/, scripts.immediate('Yes.'));
		proxy.refuseConnections();
		// Half a second of the clock that jumps; nobody tries again before a whole one.
		setTimeout(() => void proxy.acceptConnections(), 500);
		const ended = await run({ ...evaluate, waitForCompletion: true });
		expect(itemsOf(ended)[0]?.json).toMatchObject({ answer: 'Yes.' });
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('is told with the name of the host where that is not known', async () => {
		await fixture.signIn({ graphApiBaseUrl: 'https://graph.invalid' });
		const ended = await withoutHosts(async () => await run(create));
		expect(outcomesOf(ended)).toEqual(['connectionRefused']);
		expect(shownOf(ended)).toContain('graph.invalid');
	});
});
