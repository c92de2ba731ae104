import { setTimeout as pause } from 'node:timers/promises';
import { connectionFaults, startFaultProxy, type ConnectionFault, type FaultProxy } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, methodsOf, outcomesOf, sessionsNamed } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const NAME = 'Incident 4711';

const get: NodeParameters = { sessionId: SESSION };
const create: NodeParameters = { operation: 'create', displayName: NAME };

const fixture = Fixture.use();

let proxy: FaultProxy;
const open = async () => {
	proxy = await startFaultProxy({ target: fixture.emulator.graphApiBaseUrl });
	await fixture.signIn({ graphApiBaseUrl: proxy.origin });
};
afterEach(async () => await proxy.stop());

const run = async (parameters: NodeParameters) => await fixture.run(parameters, { settings: CONTINUING });

/** Real time, because sockets have no other. */
async function until(isTrue: () => boolean): Promise<void> {
	for (let round = 0; round < 200 && !isTrue(); round++) await pause(10);
}

async function expectClosed(): Promise<void> {
	await until(() => proxy.connections.every(({ closed }) => closed));
	expect(proxy.connections.filter(({ closed }) => !closed)).toEqual([]);
}

/** Both are carried out by Graph: a GET comes again, a POST is looked up. */
const rows: Array<[fault: string, ConnectionFault, requestsOfGet: string, requestsOfCreate: string]> = [
	['F-54, F-66 reset in place of the answer', connectionFaults.resetAfterRequest(), 'GET GET', 'POST GET'],
	['F-66 half closed', connectionFaults.halfClose(), 'GET GET', 'POST GET'],
	['F-35 cut in the headers', connectionFaults.cut(40), 'GET GET', 'POST GET'],
	['F-35 cut in the body', connectionFaults.cut(600), 'GET GET', 'POST GET'],
	['F-35 reset in the body', connectionFaults.cut(600, 'reset'), 'GET GET', 'POST GET'],
	['F-67 reset as it is used again', connectionFaults.resetOnNextUse(), 'GET', 'POST'],
	['F-69 no answer', connectionFaults.stall(), 'GET GET', 'POST GET'],
	['F-69 silence in the body', connectionFaults.stall(600), 'GET GET', 'POST GET'],
];

describe.each(rows)('%s', (_fault, fault, requestsOfGet, requestsOfCreate) => {
	it.each([
		['get', get, requestsOfGet, 0],
		['create', create, requestsOfCreate, 1],
	])('%s', async (_operation, parameters, requests, sessions) => {
		await open();
		proxy.addFault({ fault });
		const ended = await run(parameters);
		expect(outcomesOf(ended)).toEqual(['result']);
		expect(methodsOf(fixture).join(' ')).toBe(requests);
		expect(sessionsNamed(fixture, NAME)).toBe(sessions);
		expectProtocolRules(fixture, ended);
	});
});

it('F-66 A connection that is reset as soon as it stands creates nothing twice', async () => {
	await open();
	proxy.addFault({ fault: connectionFaults.reset() });
	const ended = await run(create);
	// Whether the request was written by then is a matter of microseconds; only if not, it may be sent again.
	const isResult = outcomesOf(ended)[0] === 'result';
	expect(outcomesOf(ended)).toEqual([isResult ? 'result' : 'sessionOutcomeUnknown']);
	expect(sessionsNamed(fixture, NAME)).toBe(isResult ? 1 : 0);
	expect(fixture.sent.filter(({ method }) => method === 'POST')).toHaveLength(isResult ? 1 : 0);
});

it.each<[string, ConnectionFault]>([
	['F-69 falls silent', connectionFaults.stall(600)],
	['F-70 drips in', connectionFaults.drip(1, 40)],
])('An answer that %s is given up after two minutes', async (_how, fault) => {
	await open();
	proxy.addFault({ fault });
	const started = fixture.clock.now();
	const ended = await run({ ...get, options: { maxRetries: 0 } });
	expect(outcomesOf(ended)).toEqual(['connectionTimedOut']);
	expect(fixture.clock.now() - started).toBeLessThan(130_000);
});

it.each([0, 600])(
	'F-80 A run that is cancelled after %i bytes of an answer cuts the connection',
	async (bytes) => {
		await open();
		proxy.addFault({ fault: connectionFaults.stall(bytes) });
		const ended = await fixture.run(get, {
			onStart: (cancel) => void until(() => proxy.connections.some(({ sent }) => sent >= bytes)).then(cancel),
		});
		expect(ended.status).toBe('canceled');
		await expectClosed();
	},
);

describe('F-65 A server that refuses connections', () => {
	it.each([
		['get', get],
		['create', create],
	])('is tried again by %s, then named', async (_operation, parameters) => {
		await open();
		proxy.refuseConnections();
		const ended = await run(parameters);
		expect(outcomesOf(ended)).toEqual(['connectionRefused']);
		expect(itemsOf(ended)[0]?.json.error).toContain(new URL(proxy.origin).host);
		expect(fixture.contacted.filter((origin) => origin === proxy.origin)).toHaveLength(4);
	});
});
