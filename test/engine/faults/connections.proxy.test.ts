import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { scripts, startFaultProxy, type FaultProxy } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { trust } from '../harness/trust';
import { withoutHosts } from '../harness/withoutHosts';
import { CONTINUING, expectProtocolRules, outcomesOf, sessionsNamed, shownOf } from '../harness/outcomes';

const NAME = 'Incident 4711';

const fixture = Fixture.use();

let graph: FaultProxy;
let proxy: Server;
let distrust: () => void;
/** What becomes of one CONNECT after another: those that are undefined, and all later ones, get their tunnel. */
let tunnels: Array<'end' | 'reset' | undefined>;
let connects: number;
const sockets = new Set<Socket>();

beforeEach(async () => {
	tunnels = [];
	connects = 0;
	graph = await startFaultProxy({ target: fixture.emulator.graphApiBaseUrl, certificate: 'nothing' });
	distrust = trust(graph.authority!);
	proxy = createServer().on('connect', (request, client) => {
		const fault = tunnels[connects++];
		if (fault === 'end') return void client.end();
		if (fault === 'reset') return void (client as Socket).resetAndDestroy();
		const { hostname, port } = new URL(`https://${request.url}`);
		const target = connect(Number(port), hostname, () => {
			client.write('HTTP/1.1 200 OK\r\n\r\n');
			target.pipe(client).pipe(target);
		});
		for (const socket of [target, client as Socket]) {
			sockets.add(socket);
			socket.on('error', () => undefined);
		}
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	process.env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	await fixture.signIn({ graphApiBaseUrl: graph.origin });
});

afterEach(async () => {
	delete process.env.HTTPS_PROXY;
	distrust();
	for (const socket of sockets) socket.destroy();
	await new Promise((resolve) => proxy.close(resolve));
	await graph.stop();
});

const run = async (parameters: NodeParameters) => await fixture.run(parameters, { settings: CONTINUING });

describe.each(['end', 'reset'] as const)('A proxy that drops a CONNECT (%s): nothing was sent', (fault) => {
	it('create: is tried as often as allowed, then named; nothing is unknown', async () => {
		tunnels = Array<typeof fault>(10).fill(fault);
		const ended = await run({ operation: 'create', displayName: NAME });
		expect(outcomesOf(ended)).toEqual(['connectionBroken']);
		expect(shownOf(ended)).toContain(new URL(graph.origin).host);
		expect([connects, sessionsNamed(fixture, NAME)]).toEqual([4, 0]);
	});

	it('ask: the answer comes and is paid once, though every second tunnel is dropped', async () => {
		fixture.graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
		tunnels = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? fault : undefined));
		const ended = await run({ operation: 'ask', prompt: 'the question' });
		expect(itemsOf(ended)[0]?.json).toMatchObject({ answer: 'Yes.' });
		expect(connects).toBe(2 * fixture.sent.length);
		expect(fixture.graph.costs).toHaveLength(1);
		expectProtocolRules(fixture, ended);
	});
});

it('A proxy whose name is not known is told by its own name', async () => {
	process.env.HTTPS_PROXY = 'http://proxy.invalid:3128';
	const ended = await withoutHosts(async () => await run({ operation: 'create', displayName: NAME }));
	expect(outcomesOf(ended)).toEqual(['connectionRefused']);
	expect(shownOf(ended)).toContain('n8n could not connect to proxy.invalid');
});
