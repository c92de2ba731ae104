import { LoggerProxy, type IRun } from 'n8n-workflow';
import {
	connectionFaults,
	entraErrors,
	startFaultProxy,
	type FaultProxy,
	type FaultProxyOptions,
	type Moment,
} from '../../emulator';
import { errorOf, NODE_NAME, shownText, TestBench, type NodeParameters } from '../harness';
import { faultCases, SESSION } from './faultCases';

const SHARING_TOKEN = 'c2hhcmluZy10b2tlbi1vZi1BZGVsZQ';
const items = [{ link: `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=${SHARING_TOKEN}` }];

const get: NodeParameters = { sessionId: { __rl: true, mode: 'url', value: '={{ $json.link }}' } };
const create: NodeParameters = { operation: 'create', displayName: 'Incident 4711' };

const bench = TestBench.set();

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
		bench.logged,
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
	expect(bench.logged.join('')).toContain(`Workflow execution finished ${end}`);
	return [...bench.leaksIn(seen), ...(shownText(seen).includes(SHARING_TOKEN) ? ['st'] : [])];
}

/** Fails where something failed, or keeps the failure among the results. */
const endings = [
	['stops', {}],
	['goes on', { onError: 'continueRegularOutput' as const }],
] as const;

describe.each(endings)(
	'A run that %s at its error shows no secret anywhere, and writes none into the log',
	(how, settings) => {
		const secretsOfFailed = async (parameters: NodeParameters): Promise<string[]> => {
			const run = await bench.run(parameters, { items, settings });
			expect(run.status).toBe(how === 'stops' ? 'error' : 'success');
			return secretsIn(run);
		};

		describe('whatever Graph answers', () => {
			const rows = faultCases.flatMap(({ fault, effects: struck, ...expected }) => [
				{ fault, struck, what: 'get', parameters: get, moment: undefined, outcome: expected.get[0] },
				...(['create', 'created'] as const).flatMap((name) => {
					const [outcome] = expected[name] ?? [];
					const moment: Moment = name === 'create' ? 'before' : 'after';
					return outcome === undefined
						? []
						: [{ fault, struck, what: `create, ${moment}`, parameters: create, moment, outcome }];
				}),
			]);

			it.each(rows)('$fault: $what', async ({ struck, parameters, moment, outcome }) => {
				for (const effect of struck) {
					const isOnItself = effect.moment === 'during';
					bench.emulator.graph.addFault({ effect, ...(moment && !isOnItself && { moment }) });
				}
				const run = await bench.run(parameters, { items, settings });
				expect(run.status).toBe(how === 'stops' && outcome !== 'result' ? 'error' : 'success');
				expect(secretsIn(run)).toEqual([]);
			});
		});

		describe.each([
			['get', get],
			['create', create],
		])('of %s', (_operation, parameters) => {
			it.each([
				['revoked', () => entraErrors.revoked()],
				['an expired secret', () => entraErrors.expiredSecret(bench.emulator.clientId)],
				['another factor', () => entraErrors.multifactorRequired()],
				['no consent', () => entraErrors.consentRequired(bench.emulator.clientId)],
				['out of order', () => entraErrors.unavailable()],
			])('whatever Entra answers: %s', async (_why, refusal) => {
				bench.emulator.entra.expireAccessTokens();
				bench.emulator.entra.failNextTokenRequests(99, refusal());
				expect(await secretsOfFailed(parameters)).toEqual([]);
			});

			// The request for a token holds the refresh token and the client secret.
			it.each([
				['reset', connectionFaults.reset()],
				['reset in place of the answer', connectionFaults.resetAfterRequest()],
				['cut in the answer', connectionFaults.cut(600)],
				['refused', undefined],
			])('while the connection to Entra is %s', async (_how, fault) => {
				const proxy = await between(bench.emulator.authorityHost);
				await bench.signIn({ authorityHost: proxy.origin });
				bench.emulator.entra.expireAccessTokens();
				if (fault) proxy.addFault({ fault, count: 99 });
				else proxy.refuseConnections();
				expect(await secretsOfFailed(parameters)).toEqual([]);
			});

			it.each([
				['reset', connectionFaults.reset()],
				['reset in place of the answer', connectionFaults.resetAfterRequest()],
				['cut in the headers', connectionFaults.cut(40)],
				['cut in the answer', connectionFaults.cut(600)],
				['refused', undefined],
			])('while the connection to Graph is %s', async (_how, fault) => {
				const proxy = await between(bench.emulator.graphApiBaseUrl);
				await bench.signIn({ graphApiBaseUrl: proxy.origin });
				if (fault) proxy.addFault({ fault, count: 99 });
				else proxy.refuseConnections();
				expect(await secretsOfFailed(parameters)).toEqual([]);
			});

			it.each(['nothing', 'expired', 'wrongHost'] as const)(
				'while Graph shows a certificate that is not trusted (%s)',
				async (certificate) => {
					const proxy = await between(bench.emulator.graphApiBaseUrl, { certificate });
					await bench.signIn({ graphApiBaseUrl: proxy.origin });
					expect(await secretsOfFailed(parameters)).toEqual([]);
				},
			);

			it.each(['on', 'documentedHeader'] as const)('when a token is taken back (%s)', async (cae) => {
				const { graph, entra } = bench.emulator;
				graph.switches.cae = cae;
				bench.credential.oauthTokenData = {
					access_token: entra.issueToken({ cp1: true }),
					refresh_token: 'none',
				};
				entra.revokeGrants();
				expect(await secretsOfFailed(parameters)).toEqual([]);
				expect(bench.sent[0]?.challenge).toContain('claims="');
			});

			it('of an app whose secret is wrong', async () => {
				bench.fillIn({ grantType: 'clientCredentials', clientSecret: 'a-secret-of-another-app' });
				expect(await secretsOfFailed(parameters)).toEqual([]);
			});
		});
	},
);

describe('A secret in the log is found', () => {
	const ofToken = (name: string) => () => (bench.credential.oauthTokenData as Record<string, string>)[name];

	it.each<[string, () => string | undefined]>([
		['an access token', ofToken('access_token')],
		['a refresh token', ofToken('refresh_token')],
		['a client secret', () => bench.emulator.clientSecret],
	])('%s', (_what, secretOf) => {
		LoggerProxy.debug('Sending', { headers: { Authorization: `Bearer ${secretOf()}` } });
		expect(bench.leaksIn(bench.logged)).not.toEqual([]);
	});
});
