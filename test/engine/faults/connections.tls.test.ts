import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectionFaults, startFaultProxy, type FaultProxy, type FaultProxyOptions } from '../../emulator';
import { Fixture, type NodeParameters } from '../harness';
import { SESSION } from '../harness/documented';
import { trust } from '../harness/trust';
import { CONTINUING, expectProtocolRules, outcomesOf, sessionsNamed, shownOf } from '../harness/outcomes';

const NAME = 'Incident 4711';

const get: NodeParameters = { sessionId: SESSION };
const create: NodeParameters = { operation: 'create', displayName: NAME };

const fixture = Fixture.use();

let proxy: FaultProxy | undefined;
let distrust: (() => void) | undefined;
afterEach(async () => {
	distrust?.();
	distrust = undefined;
	await proxy?.stop();
	proxy = undefined;
});

/** Puts a proxy that speaks TLS before Graph. @param trusted whether n8n trusts who signed its certificate */
async function startProxy(options: Omit<FaultProxyOptions, 'target'>, trusted: boolean): Promise<FaultProxy> {
	proxy = await startFaultProxy({ target: fixture.emulator.graphApiBaseUrl, ...options });
	if (trusted) distrust = trust(proxy.authority!);
	await fixture.signIn({ graphApiBaseUrl: proxy.origin });
	return proxy;
}

const run = async (parameters: NodeParameters) => await fixture.run(parameters, { settings: CONTINUING });

/** Without it the cases below might fail for any reason. */
it('A certificate that is in order passes', async () => {
	await startProxy({ certificate: 'nothing', issuer: 'authority' }, true);
	expect(outcomesOf(await run(create))).toEqual(['result']);
	expect(sessionsNamed(fixture, NAME)).toBe(1);
});

it.each<[string, Omit<FaultProxyOptions, 'target'>, boolean]>([
	['is of an authority that n8n does not know', { certificate: 'nothing', issuer: 'authority' }, false],
	['has expired', { certificate: 'expired' }, true],
	['is for another host', { certificate: 'wrongHost', issuer: 'authority' }, true],
])('A certificate that %s: one connection, on which nothing is sent', async (_what, options, trusted) => {
	const { connections, origin } = await startProxy(options, trusted);
	const ended = await run(create);
	expect(outcomesOf(ended)).toEqual(['tlsNotTrusted']);
	expect(shownOf(ended)).toContain(new URL(origin).host);
	expect(connections).toHaveLength(1);
	expect(fixture.sent).toEqual([]);
	expectProtocolRules(fixture, ended);
});

it('A port on which somebody speaks plain HTTP (EPROTO): one connection, and it is told that nothing was sent', async () => {
	let connections = 0;
	const server = createHttpServer((_request, response) => response.end('{}'));
	server.on('connection', () => (connections += 1));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	await fixture.signIn({ graphApiBaseUrl: `https://${host}` });
	const ended = await run(create);
	await new Promise((resolve) => server.close(resolve));
	expect(outcomesOf(ended)).toEqual(['connectionRefused']);
	expect(shownOf(ended)).toContain(host);
	expect(connections).toBe(1);
});

describe.each([
	['is reset before it is secured', connectionFaults.reset()],
	['ends while it is being secured', connectionFaults.breakHandshake('end')],
])('A connection that %s: nothing has left', (_how, fault) => {
	it.each([
		['get', get],
		['create', create],
	])('%s passes when the next one works, after a wait', async (_what, parameters) => {
		const { connections } = await startProxy({ certificate: 'nothing' }, true);
		proxy!.addFault({ fault, count: 2 });
		const started = fixture.clock.now();
		expect(outcomesOf(await run(parameters))).toEqual(['result']);
		expect([connections.length, fixture.sent.length]).toEqual([3, 1]);
		expect(fixture.clock.now() - started).toBeGreaterThanOrEqual(2_000);
	});

	it('a POST is tried as often as allowed, then named; nothing is unknown', async () => {
		const { connections, origin } = await startProxy({ certificate: 'nothing' }, true);
		proxy!.addFault({ fault, count: 100 });
		const ended = await run(create);
		expect(outcomesOf(ended)).toEqual(['connectionBroken']);
		expect(shownOf(ended)).toContain(new URL(origin).host);
		expect([connections.length, fixture.sent.length]).toEqual([4, 0]);
	});
});
