import { LoggerProxy, type IRun } from 'n8n-workflow';
import { connectionFaults, effects, entraErrors, startFaultProxy, type Effect } from '../../emulator';
import { errorOf, Fixture, NODE_NAME, shownText, type NodeParameters } from '../harness';
import { SESSION } from '../harness/documented';
import { CONTINUING } from '../harness/outcomes';
import { writtenToConsole } from '../harness/writtenToConsole';

const SHARING_TOKEN = 'c2hhcmluZy10b2tlbi1vZi1BZGVsZQ';
const LINK = `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=${SHARING_TOKEN}`;

const get: NodeParameters = { sessionId: { __rl: true, mode: 'url', value: '={{ $json.link }}' } };
const create: NodeParameters = { operation: 'create', displayName: 'Incident 4711' };

const fixture = Fixture.use();

const written = writtenToConsole();

/** Whatever a person can come to see of a run: all that is stored but its input, the log, and each side of its error. */
function seenOf(run: IRun): unknown[] {
	const { error, runData } = run.data.resultData;
	const shown = error && errorOf(run);
	const sides = shown
		? [shown.message, shown.description, shown.context, error.stack, JSON.stringify(error)]
		: [];
	return [runData[NODE_NAME], fixture.logged, written, error, ...sides];
}

/** Runs what fails, and names the secrets that show; none is what should be. */
async function secretsOfFailed(parameters: NodeParameters, settings = {}): Promise<string[]> {
	const run = await fixture.run(parameters, { items: [{ link: LINK }], settings });
	expect(run.status).toBe('onError' in settings ? 'success' : 'error');
	const seen = seenOf(run);
	// Otherwise nothing would have been looked at.
	expect(fixture.logged.join('')).toContain('Workflow execution finished');
	return [...fixture.leaksIn(seen), ...(shownText(seen).includes(SHARING_TOKEN) ? ['st'] : [])];
}

const claims = Buffer.from('{"access_token":{"nbf":{"essential":true}}}').toString('base64');
const challenge = `Bearer realm="", error="insufficient_claims", claims="${claims}"`;

describe('A run that ends in an error shows no secret anywhere, and writes none into the log', () => {
	it.each<[string, Effect]>([
		['a refused token', effects.expiredToken()],
		['a claims challenge', effects.graphError(401, { headers: { 'www-authenticate': challenge } })],
		['403', effects.graphError(403)],
		['a page', effects.html(200)],
		['a reset', effects.reset()],
	])('whatever Graph answers: %s', async (_what, effect) => {
		fixture.graph.addFault({ effect, count: 99 });
		expect(await secretsOfFailed(get)).toEqual([]);
		expect(await secretsOfFailed(create, CONTINUING)).toEqual([]);
	});

	it('also where an error of Graph repeats them', async () => {
		const { access_token: token } = fixture.credential.oauthTokenData as { access_token: string };
		const message = `Refused client_secret=${fixture.emulator.clientSecret} for ${LINK}, Authorization: Bearer ${token}`;
		fixture.graph.addFault({ effect: effects.graphError(409, { message }), count: 9 });
		expect(await secretsOfFailed(create, CONTINUING)).toEqual([]);
		// The message is cut, and so would be the token.
		expect(fixture.logged.join('')).not.toContain(token.slice(0, 40));
	});

	it.each([
		['a revoked grant', () => entraErrors.revoked()],
		['an expired secret', () => entraErrors.expiredSecret(fixture.emulator.clientId)],
		['out of order', () => entraErrors.unavailable()],
	])('whatever Entra answers: %s', async (_why, refusal) => {
		fixture.emulator.entra.expireAccessTokens();
		fixture.emulator.entra.failNextTokenRequests(99, refusal());
		expect(await secretsOfFailed(get)).toEqual([]);
	});

	// The request for a token holds the refresh token and the client secret.
	it.each([
		['cut in the answer', connectionFaults.cut(600)],
		['refused', undefined],
	])('while the connection to Entra is %s', async (_how, fault) => {
		const proxy = await startFaultProxy({ target: fixture.emulator.authorityHost });
		await fixture.signIn({ authorityHost: proxy.origin });
		fixture.emulator.entra.expireAccessTokens();
		if (fault) proxy.addFault({ fault, count: 99 });
		else proxy.refuseConnections();
		expect(await secretsOfFailed(get)).toEqual([]);
		await proxy.stop();
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

	// n8n keeps an error's node with the execution, hands it to error workflows, and logs it at the level `debug`.
	it.each(['get', 'getTranscript', 'update'])(
		'with a link that is typed into the node: %s',
		async (operation) => {
			fixture.graph.addFault({ effect: effects.graphError(403), count: 99 });
			const sessionId = { __rl: true, mode: 'url', value: LINK };
			const run = await fixture.run({ operation, sessionId, displayName: 'New' });
			expect(run.status).toBe('error');
			expect(shownText([run.data.resultData.error, fixture.logged])).not.toContain(SHARING_TOKEN);
		},
	);
});

it('A secret in the log is found', () => {
	const { access_token: token } = fixture.credential.oauthTokenData as Record<string, string>;
	for (const secret of [token, fixture.emulator.clientSecret]) {
		LoggerProxy.debug('Sending', { headers: { Authorization: `Bearer ${secret}` } });
		expect(fixture.leaksIn(fixture.logged)).not.toEqual([]);
	}
});
