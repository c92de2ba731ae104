import { LoggerProxy, type IRun } from 'n8n-workflow';
import {
	connectionFaults,
	entraErrors,
	startFaultProxy,
	type FaultProxy,
	type FaultProxyOptions,
} from '../../emulator';
import { errorOf, NODE_NAME, shownText, Fixture, type NodeParameters } from '../harness';
import { faultCases, SESSION } from './cases';

const SHARING_TOKEN = 'c2hhcmluZy10b2tlbi1vZi1BZGVsZQ';
const items = [{ link: `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=${SHARING_TOKEN}` }];

const get: NodeParameters = { sessionId: { __rl: true, mode: 'url', value: '={{ $json.link }}' } };
const create: NodeParameters = { operation: 'create', displayName: 'Incident 4711' };

const fixture = Fixture.use();

/** What is written to the console while a test runs. */
const written: unknown[] = [];
beforeEach(() => {
	written.length = 0;
	for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
		jest.spyOn(console, method).mockImplementation((...values) => void written.push(...values));
	}
});
afterEach(() => jest.restoreAllMocks());

let proxies: FaultProxy[] = [];
afterEach(async () => {
	await Promise.all(proxies.map(async (proxy) => await proxy.stop()));
	proxies = [];
});

/** Stands before a server. */
async function between(target: string, options: Partial<FaultProxyOptions> = {}): Promise<FaultProxy> {
	const proxy = await startFaultProxy({ target, ...options });
	proxies.push(proxy);
	return proxy;
}

/** Whatever a person can come to see of a run: all that is stored but its input, the log, and each side of its error. */
function seenOf(run: IRun): unknown[] {
	const { error, runData } = run.data.resultData;
	const shown = error && errorOf(run);
	return [
		runData[NODE_NAME],
		fixture.logged,
		written,
		...(shown
			? [shown.message, shown.description, shown.context, error.stack, JSON.stringify(error), error]
			: []),
	];
}

/** Names the secrets that show; none is what should be. */
function secretsIn(run: IRun): string[] {
	const seen = seenOf(run);
	// Otherwise nobody would have looked.
	const end = run.status === 'success' ? 'successfully' : 'with error';
	expect(fixture.logged.join('')).toContain(`Workflow execution finished ${end}`);
	return [...fixture.leaksIn(seen), ...(shownText(seen).includes(SHARING_TOKEN) ? ['st'] : [])];
}

/** One fault of each kind: what the others answer comes to the same texts. */
const FAULTS = ['F-16', 'F-19', 'F-20', 'F-21', 'F-36', 'F-64', 'F-66'];

describe('A run that ends in an error shows no secret anywhere, and writes none into the log', () => {
	const secretsOfFailed = async (parameters: NodeParameters, settings = {}): Promise<string[]> => {
		const run = await fixture.run(parameters, { items, settings });
		expect(run.status).toBe('onError' in settings ? 'success' : 'error');
		return secretsIn(run);
	};

	const cases = FAULTS.map((number) => faultCases.find(({ fault }) => fault.startsWith(number))!);

	it.each(cases)('whatever Graph answers: $fault', async ({ effects: struck }) => {
		for (const effect of struck) fixture.emulator.graph.addFault({ effect, count: 9 });
		expect(await secretsOfFailed(get)).toEqual([]);
		expect(await secretsOfFailed(create, { onError: 'continueRegularOutput' })).toEqual([]);
	});

	it.each([
		['revoked', () => entraErrors.revoked()],
		['an expired secret', () => entraErrors.expiredSecret(fixture.emulator.clientId)],
		['out of order', () => entraErrors.unavailable()],
	])('whatever Entra answers: %s', async (_why, refusal) => {
		fixture.emulator.entra.expireAccessTokens();
		fixture.emulator.entra.failNextTokenRequests(99, refusal());
		expect(await secretsOfFailed(get)).toEqual([]);
	});

	// The request for a token holds the refresh token and the client secret.
	it.each([
		['reset', connectionFaults.reset()],
		['cut in the answer', connectionFaults.cut(600)],
		['refused', undefined],
	])('while the connection to Entra is %s', async (_how, fault) => {
		const proxy = await between(fixture.emulator.authorityHost);
		await fixture.signIn({ authorityHost: proxy.origin });
		fixture.emulator.entra.expireAccessTokens();
		if (fault) proxy.addFault({ fault, count: 99 });
		else proxy.refuseConnections();
		expect(await secretsOfFailed(get)).toEqual([]);
	});

	it('while Graph shows a certificate that is not trusted', async () => {
		const proxy = await between(fixture.emulator.graphApiBaseUrl, { certificate: 'expired' });
		await fixture.signIn({ graphApiBaseUrl: proxy.origin });
		expect(await secretsOfFailed(get)).toEqual([]);
	});

	it('when a token is taken back', async () => {
		const { graph, entra } = fixture.emulator;
		graph.switches.cae = 'documentedHeader';
		fixture.credential.oauthTokenData = {
			access_token: entra.issueToken({ cp1: true }),
			refresh_token: 'none',
		};
		entra.revokeGrants();
		expect(await secretsOfFailed(get)).toEqual([]);
		expect(fixture.sent[0]?.challenge).toContain('claims="');
	});

	it('of an app whose secret is wrong', async () => {
		fixture.fillIn({ grantType: 'clientCredentials', clientSecret: 'a-secret-of-another-app' });
		expect(await secretsOfFailed(get)).toEqual([]);
	});
});

describe('A secret in the log is found', () => {
	const ofToken = (name: string) => () => (fixture.credential.oauthTokenData as Record<string, string>)[name];

	it.each<[string, () => string | undefined]>([
		['an access token', ofToken('access_token')],
		['a refresh token', ofToken('refresh_token')],
		['a client secret', () => fixture.emulator.clientSecret],
	])('%s', (_what, secretOf) => {
		LoggerProxy.debug('Sending', { headers: { Authorization: `Bearer ${secretOf()}` } });
		expect(fixture.leaksIn(fixture.logged)).not.toEqual([]);
	});
});
