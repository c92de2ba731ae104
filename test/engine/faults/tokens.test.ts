import { effects, entraErrors } from '../../emulator';
import { itemsOf, Fixture } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf } from '../harness/outcomes';

const USER_AGENT = /^n8n-nodes-security-copilot\/\d+\.\d+\.\d+(-[\w.]+)?$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UTC_TIME = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

const fixture = Fixture.use();

/** Gets sessions at the same time: three go as single requests, twenty as a batch. */
async function getMany(count: number) {
	const items = Array.from({ length: count }, (_, index) => ({
		id: fixture.emulator.graph.addSession({ displayName: `Session ${index}` }).id,
	}));
	return await fixture.run({ sessionId: '={{ $json.id }}' }, { items, settings: CONTINUING });
}

const results = (count: number) => Array<string>(count).fill('result');

describe.each([3, 20])('%i items', (count) => {
	/** Of what waits for one token request. A batch has one outcome. */
	const [lost, tokenRequests] = count === 3 ? [1, 2] : [20, 1];

	it('with an expired token cost one refresh', async () => {
		fixture.emulator.entra.expireAccessTokens();
		const run = await getMany(count);
		expect(outcomesOf(run)).toEqual(results(count));
		expect(fixture.tokenRequests).toHaveLength(1);
		expect(fixture.engine.credentials.tokensStored).toBe(1);
		expect(fixture.emulator.entra.reusedRefreshTokens).toBe(0);
		expectProtocolRules(fixture, run);
	});

	it('with an expired token that is told as 403 cost one refresh', async () => {
		fixture.emulator.graph.addFault({
			match: { token: '<token:1>' },
			effect: effects.graphError(403, {
				code: 'InvalidAuthenticationToken',
				message: 'Lifetime validation failed, the token is expired.',
			}),
			count: 100,
		});
		const run = await getMany(count);
		expect(outcomesOf(run)).toEqual(results(count));
		expect(fixture.tokenRequests).toHaveLength(1);
		expectProtocolRules(fixture, run);
	});

	it('with no token yet cost one token request', async () => {
		fixture.emulator.graph.switches.appOnly = 'accept';
		fixture.fillIn({ grantType: 'clientCredentials' });
		const run = await getMany(count);
		expect(outcomesOf(run)).toEqual(results(count));
		expect(fixture.tokenRequests).toHaveLength(1);
		expectProtocolRules(fixture, run);
	});

	it('with an empty token, which n8n takes for none, cost one token request', async () => {
		fixture.emulator.graph.switches.appOnly = 'accept';
		fixture.fillIn({ grantType: 'clientCredentials' });
		fixture.credential.oauthTokenData = { access_token: '' };
		const run = await getMany(count);
		expect(outcomesOf(run)).toEqual(results(count));
		expect(fixture.tokenRequests).toHaveLength(1);
	});

	it('with no token yet, where the first request for one fails, cost one more', async () => {
		fixture.emulator.graph.switches.appOnly = 'accept';
		fixture.fillIn({ grantType: 'clientCredentials' });
		fixture.emulator.entra.failNextTokenRequests(1, entraErrors.unavailable());
		const run = await getMany(count);
		const failed = outcomesOf(run).filter((outcome) => outcome !== 'result');
		expect(failed).toEqual(Array(lost).fill('signInUnavailable'));
		expect(fixture.tokenRequests).toHaveLength(tokenRequests);
		expectProtocolRules(fixture, run);
	});

	it('with no token yet ask an endpoint that is out of reach twice at most', async () => {
		fixture.emulator.graph.switches.appOnly = 'accept';
		fixture.fillIn({ grantType: 'clientCredentials' });
		fixture.emulator.entra.failNextTokenRequests(99, entraErrors.unavailable());
		const run = await getMany(count);
		expect(outcomesOf(run)).toEqual(Array(count).fill('signInUnavailable'));
		expect(fixture.tokenRequests.length).toBeLessThanOrEqual(2);
		expect(fixture.sent).toEqual([]);
	});

	it('whose token nobody renews cost no more refusals than requests were under way', async () => {
		fixture.emulator.entra.expireAccessTokens();
		fixture.emulator.entra.revokeGrants();
		const run = await getMany(count);
		expect(outcomesOf(run)).not.toContain('result');
		expect(fixture.tokenRequests.length).toBeLessThanOrEqual(3);
		expectProtocolRules(fixture, run);
	});

	it('each send an ID of their own, and the name of the package', async () => {
		fixture.emulator.graph.failAtRandom({ seed: 3, rate: 0.3 });
		const run = await getMany(count);
		const ids = fixture.sent.map(({ headers }) => headers['client-request-id']);
		for (const id of ids) expect(id).toMatch(GUID);
		expect(new Set(ids).size).toBe(ids.length);
		for (const { headers } of fixture.sent) expect(headers['user-agent']).toMatch(USER_AGENT);
		expectProtocolRules(fixture, run);
	});
});

describe.each([1, 4])('An error of each of %i items has what Microsoft support asks for', (count) => {
	it.each([403, 429, 500])('%i', async (status) => {
		fixture.emulator.graph.addFault({
			match: { path: /sessions/ },
			effect: effects.graphError(status),
			count: 100,
		});
		const items = Array.from({ length: count }, () => ({ id: fixture.emulator.graph.addSession().id }));
		const run = await fixture.run(
			{ sessionId: '={{ $json.id }}', options: { maxRetries: 0 } },
			{ items, settings: CONTINUING },
		);
		expect(itemsOf(run)).toHaveLength(count);
		for (const [index, { json }] of itemsOf(run).entries()) {
			const { details } = json as { details: Record<string, unknown> };
			const sent = fixture.sent.find(({ url }) => url.includes(items[index]!.id));
			const { innerError } = (sent?.answer as { error: { innerError: Record<string, unknown> } }).error;
			expect(details).toMatchObject({
				httpStatus: status,
				requestId: innerError['request-id'],
				clientRequestId: sent?.headers['client-request-id'],
				date: expect.stringMatching(UTC_TIME),
			});
			expect(details.description).toContain(details.requestId);
			expect(details.description).toContain(details.clientRequestId);
			expect(details.description).toMatch(/\d{4}-\d\d-\d\d.*\d\d:\d\d:\d\d.*(Z|UTC)/);
		}
	});
});

it('An error without an answer has the ID that was sent, and the time', async () => {
	fixture.emulator.graph.addFault({ effect: effects.reset(), count: 100 });
	const run = await fixture.run({ sessionId: SESSION }, { settings: CONTINUING });
	const { details } = itemsOf(run)[0]!.json as { details: Record<string, unknown> };
	expect(details).toMatchObject({
		clientRequestId: fixture.sent.at(-1)?.headers['client-request-id'],
		date: expect.stringMatching(UTC_TIME),
	});
});
