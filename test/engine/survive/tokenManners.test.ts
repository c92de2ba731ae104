import { MAX_IN_FLIGHT } from '../../../nodes/graph/pace';
import { effects, entraErrors } from '../../emulator';
import { itemsOf, TestBench, type NodeParameters } from '../harness';
import { CONTINUING, expectGoodManners, outcomesOf } from './outcomes';

const USER_AGENT = /^n8n-nodes-security-copilot\/\d+\.\d+\.\d+(-[\w.]+)?$/;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UTC_TIME = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

const bench = TestBench.set();

const MODES = ['automatic', 'single', 'batch'];

/** Gets twenty sessions. */
async function getTwenty(requestMode: string, more: NodeParameters = {}) {
	const items = Array.from({ length: 20 }, (_, index) => ({
		id: bench.emulator.graph.addSession({ displayName: `Session ${index}` }).id,
	}));
	const parameters = { sessionId: '={{ $json.id }}', options: { requestMode }, ...more };
	return await bench.run(parameters, { items, settings: CONTINUING });
}

const allResults = Array<string>(20).fill('result');

describe.each(MODES)('Twenty items (%s)', (mode) => {
	it('with an expired token cost one refresh', async () => {
		bench.emulator.entra.expireAccessTokens();
		const run = await getTwenty(mode);
		expect(outcomesOf(run)).toEqual(allResults);
		expect(bench.tokenRequests).toHaveLength(1);
		expect(bench.engine.credentials.tokensStored).toBe(1);
		expect(bench.emulator.entra.reusedRefreshTokens).toBe(0);
		expectGoodManners(bench, run);
	});

	it('with no token yet cost one token request', async () => {
		bench.emulator.graph.switches.appOnly = 'accept';
		bench.fillIn({ grantType: 'clientCredentials' });
		const run = await getTwenty(mode);
		expect(outcomesOf(run)).toEqual(allResults);
		expect(bench.tokenRequests).toHaveLength(1);
		expectGoodManners(bench, run);
	});

	it('with an empty token, which n8n takes for none, cost one token request', async () => {
		bench.emulator.graph.switches.appOnly = 'accept';
		bench.fillIn({ grantType: 'clientCredentials' });
		bench.credential.oauthTokenData = { access_token: '' };
		const run = await getTwenty(mode);
		expect(outcomesOf(run)).toEqual(allResults);
		expect(bench.tokenRequests).toHaveLength(1);
	});

	it('with no token yet, where the first request for one fails, cost one more', async () => {
		bench.emulator.graph.switches.appOnly = 'accept';
		bench.fillIn({ grantType: 'clientCredentials' });
		bench.emulator.entra.failNextTokenRequests(1, entraErrors.unavailable());
		const run = await getTwenty(mode);
		const failed = outcomesOf(run).filter((outcome) => outcome !== 'result');
		// A batch has one outcome.
		expect(failed).toEqual(Array(mode === 'single' ? 1 : 20).fill('signInUnavailable'));
		expect(bench.tokenRequests).toHaveLength(mode === 'single' ? 2 : 1);
		expectGoodManners(bench, run);
	});

	it('with an expired token, where the first request for a new one fails, lose no more than were under way', async () => {
		bench.emulator.entra.expireAccessTokens();
		bench.emulator.entra.failNextTokenRequests(1, { ...entraErrors.unavailable(), status: 429 });
		const run = await getTwenty(mode);
		const failed = outcomesOf(run).filter((outcome) => outcome !== 'result');
		// A batch has one outcome.
		expect(failed.length).toBeLessThanOrEqual(mode === 'single' ? MAX_IN_FLIGHT : 20);
		expect(new Set(failed)).toEqual(new Set(['signInUnavailable']));
		expect(bench.tokenRequests).toHaveLength(mode === 'single' ? 2 : 1);
	});

	it('with no token yet ask an endpoint that is out of reach twice at most', async () => {
		bench.emulator.graph.switches.appOnly = 'accept';
		bench.fillIn({ grantType: 'clientCredentials' });
		bench.emulator.entra.failNextTokenRequests(99, entraErrors.unavailable());
		const run = await getTwenty(mode);
		expect(outcomesOf(run)).toEqual(Array(20).fill('signInUnavailable'));
		expect(bench.tokenRequests.length).toBeLessThanOrEqual(2);
		expect(bench.sent).toEqual([]);
	});

	it('whose token nobody renews cost no more refusals than requests were under way', async () => {
		bench.emulator.entra.expireAccessTokens();
		bench.emulator.entra.revokeGrants();
		const run = await getTwenty(mode);
		expect(outcomesOf(run)).not.toContain('result');
		expect(bench.tokenRequests.length).toBeLessThanOrEqual(MAX_IN_FLIGHT);
		expectGoodManners(bench, run);
	});

	it('each send an ID of their own, and the name of the package', async () => {
		bench.emulator.graph.failAtRandom({ seed: 3, rate: 0.3 });
		const run = await getTwenty(mode);
		const ids = bench.sent.map(({ headers }) => headers['client-request-id']);
		for (const id of ids) expect(id).toMatch(GUID);
		expect(new Set(ids).size).toBe(ids.length);
		for (const { headers } of bench.sent) expect(headers['user-agent']).toMatch(USER_AGENT);
		expectGoodManners(bench, run);
	});
});

describe.each(MODES)('An error (%s) has what Microsoft support asks for', (requestMode) => {
	it.each([403, 404, 409, 429, 500])('%i', async (status) => {
		bench.emulator.graph.addFault({
			match: { path: /sessions/ },
			effect: effects.graphError(status),
			count: 100,
		});
		const run = await bench.run(
			{ sessionId: SESSION, options: { requestMode, maxRetries: 0 } },
			{ settings: CONTINUING },
		);
		const { details } = itemsOf(run)[0]!.json as { details: Record<string, unknown> };
		const inner = (bench.sent.at(-1)?.answer as { error: { innerError: Record<string, unknown> } }).error
			.innerError;
		expect(details).toMatchObject({
			httpStatus: status,
			requestId: inner['request-id'],
			clientRequestId: bench.sent.at(-1)?.headers['client-request-id'],
			date: expect.stringMatching(UTC_TIME),
		});
		for (const fact of [details.requestId, details.clientRequestId]) {
			expect(details.description).toContain(fact);
		}
		expect(details.description).toMatch(/\d{4}-\d\d-\d\d.*\d\d:\d\d:\d\d.*(Z|UTC)/);
	});
});

it('An error without an answer has the ID that was sent, and the time', async () => {
	bench.emulator.graph.addFault({ effect: effects.reset(), count: 100 });
	const run = await bench.run({ sessionId: SESSION }, { settings: CONTINUING });
	const { details } = itemsOf(run)[0]!.json as { details: Record<string, unknown> };
	expect(details).toMatchObject({
		clientRequestId: bench.sent.at(-1)?.headers['client-request-id'],
		date: expect.stringMatching(UTC_TIME),
	});
});
