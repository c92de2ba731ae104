import { startFaultProxy, type FaultProxy, type FaultProxyOptions } from '../../emulator';
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

let proxy: FaultProxy;
let distrust: (() => void) | undefined;
afterEach(async () => {
	distrust?.();
	distrust = undefined;
	await proxy.stop();
});

interface Case {
	certificate: string;
	options: Omit<FaultProxyOptions, 'target'>;
	/** Whether n8n trusts who signed it, so that nothing else is wrong with it. */
	trusted: boolean;
	outcome: 'tlsNotTrusted' | 'tlsNotTrusted' | 'tlsNotTrusted';
}

const cases: Case[] = [
	{
		certificate: 'is self-signed',
		options: { certificate: 'nothing' },
		trusted: false,
		outcome: 'tlsNotTrusted',
	},
	{
		certificate: 'is of an authority that n8n does not know, as of a proxy that inspects traffic',
		options: { certificate: 'nothing', issuer: 'authority' },
		trusted: false,
		outcome: 'tlsNotTrusted',
	},
	{
		certificate: 'is of an authority whose own is not sent',
		options: { certificate: 'nothing', issuer: 'authorityNotSent' },
		trusted: false,
		outcome: 'tlsNotTrusted',
	},
	{
		certificate: 'has expired',
		options: { certificate: 'expired' },
		trusted: true,
		outcome: 'tlsNotTrusted',
	},
	{
		certificate: 'is not yet valid',
		options: { certificate: 'notYetValid' },
		trusted: true,
		outcome: 'tlsNotTrusted',
	},
	{
		certificate: 'is for another host',
		options: { certificate: 'wrongHost' },
		trusted: true,
		outcome: 'tlsNotTrusted',
	},
	{
		certificate: 'is for another host, of an authority that n8n knows',
		options: { certificate: 'wrongHost', issuer: 'authority' },
		trusted: true,
		outcome: 'tlsNotTrusted',
	},
];

async function run(
	{ options, trusted }: Pick<Case, 'options' | 'trusted'>,
	parameters: NodeParameters,
): ReturnType<Fixture['run']> {
	proxy = await startFaultProxy({ target: fixture.emulator.graphApiBaseUrl, ...options });
	if (trusted) distrust = trust(proxy.authority!);
	await fixture.signIn({ graphApiBaseUrl: proxy.origin });
	return await fixture.run(parameters, { settings: CONTINUING });
}

describe.each(cases)('F-68 A certificate that $certificate', ({ outcome, ...server }) => {
	it.each(operations)('%s: one connection, on which nothing is sent', async (_operation, parameters) => {
		const ended = await run(server, parameters);
		expect(outcomesOf(ended)).toEqual([outcome]);
		expect(shownOf(ended)).toContain(new URL(proxy.origin).host);
		expect(proxy.connections).toHaveLength(1);
		expect(fixture.sent).toEqual([]);
		expect(sessionsNamed(fixture, NAME)).toBe(0);
		expectProtocolRules(fixture, ended);
	});
});

/** Without it the cases above might fail for any reason. */
describe.each(['itself', 'authority', 'authorityNotSent'] as const)(
	'A certificate that is in order, signed by %s, which n8n trusts',
	(issuer) => {
		it.each(operations)('%s: passes', async (_operation, parameters, method) => {
			const server = { options: { certificate: 'nothing', issuer }, trusted: true } as const;
			const ended = await run(server, parameters);
			expect(outcomesOf(ended)).toEqual(['result']);
			expect(proxy.connections).toHaveLength(1);
			expect(fixture.sent.map((request) => request.method)).toEqual([method]);
			expect(sessionsNamed(fixture, NAME)).toBe(method === 'POST' ? 1 : 0);
		});
	},
);
