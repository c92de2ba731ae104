import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectionFaults, startFaultProxy, type FaultProxy } from '../../emulator';
import { Fixture, type NodeParameters } from '../harness';
import { trust } from '../harness/trust';
import { CONTINUING, expectProtocolRules, outcomesOf, sessionsNamed, shownOf } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const NAME = 'Incident 4711';

const operations: Array<[operation: string, NodeParameters, method: string]> = [
	['get', { sessionId: SESSION }, 'GET'],
	['create', { operation: 'create', displayName: NAME }, 'POST'],
];

const fixture = Fixture.use();

const run = async (parameters: NodeParameters) => await fixture.run(parameters, { settings: CONTINUING });

function expectNothingDone(): void {
	expect(fixture.sent).toEqual([]);
	expect(sessionsNamed(fixture, NAME)).toBe(0);
}

describe('F-68 A port on which somebody speaks plain HTTP (EPROTO)', () => {
	let server: Server;
	let connections: number;
	beforeEach(async () => {
		connections = 0;
		server = createServer((_request, response) => response.end('{}'));
		server.on('connection', () => (connections += 1));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterEach(async () => await new Promise((resolve) => server.close(resolve)));

	it.each(operations)(
		'%s: one connection, and it is told that nothing was sent',
		async (_operation, parameters) => {
			const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
			await fixture.signIn({ graphApiBaseUrl: `https://${host}` });
			const started = fixture.clock.now();
			const ended = await run(parameters);
			expect(outcomesOf(ended)).toEqual(['tlsFailed']);
			expect(shownOf(ended)).toContain(host);
			expect(connections).toBe(1);
			// On a busy machine the clock may jump by itself while a request is under way.
			expect(fixture.clock.now() - started).toBeLessThan(5_000);
			expectNothingDone();
			expectProtocolRules(fixture, ended);
		},
	);
});

describe.each([
	['is reset before it', connectionFaults.reset()],
	['is reset within it', connectionFaults.breakHandshake()],
	['ends within it', connectionFaults.breakHandshake('end')],
])('F-68 A connection that is to be secured and %s: nothing has left', (_how, fault) => {
	let proxy: FaultProxy;
	let distrust: () => void;
	beforeEach(async () => {
		proxy = await startFaultProxy({ target: fixture.emulator.graphApiBaseUrl, certificate: 'nothing' });
		distrust = trust(proxy.authority!);
		await fixture.signIn({ graphApiBaseUrl: proxy.origin });
	});
	afterEach(async () => {
		distrust();
		await proxy.stop();
	});

	it.each(operations)('%s: passes when the next one works', async (_operation, parameters, method) => {
		proxy.addFault({ fault, count: 2 });
		const started = fixture.clock.now();
		const ended = await run(parameters);
		expect(outcomesOf(ended)).toEqual(['result']);
		expect(proxy.connections.map((connection) => connection.fault)).toEqual([
			fault.kind,
			fault.kind,
			undefined,
		]);
		expect(fixture.sent.map((request) => request.method)).toEqual([method]);
		expect(sessionsNamed(fixture, NAME)).toBe(method === 'POST' ? 1 : 0);
		// Twice a wait of a second at least; never at once.
		expect(fixture.clock.now() - started).toBeGreaterThanOrEqual(2_000);
		expectProtocolRules(fixture, ended);
	});

	it.each(operations)('%s: is tried as often as allowed, then named', async (_operation, parameters) => {
		proxy.addFault({ fault, count: 100 });
		const ended = await run(parameters);
		expect(outcomesOf(ended)).toEqual(['connectionBroken']);
		expect(shownOf(ended)).toContain(new URL(proxy.origin).host);
		expect(proxy.connections).toHaveLength(4);
		expectNothingDone();
		expectProtocolRules(fixture, ended);
	});

	it.each(operations)('%s: is not tried again where that is not wanted', async (_operation, parameters) => {
		proxy.addFault({ fault, count: 100 });
		const ended = await run({ ...parameters, options: { maxRetries: 0 } });
		expect(outcomesOf(ended)).toEqual(['connectionBroken']);
		expect(proxy.connections).toHaveLength(1);
		expectNothingDone();
	});
});
