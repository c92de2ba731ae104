import { effects, entraErrors, scripts, type Effect } from '../../emulator';
import { Fixture, itemsOf, type NodeParameters } from '../harness';
import { SESSION } from '../harness/documented';
import { CONTINUING, expectProtocolRules, outcomesOf } from '../harness/outcomes';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const fixture = Fixture.use();

const get: NodeParameters = { sessionId: SESSION };
const getAll: NodeParameters = { operation: 'getAll', returnAll: true };
const ask: NodeParameters = { operation: 'ask', prompt: 'slow', options: { timeout: 30 } };

const always = (effect: Effect) => () =>
	void fixture.graph.addFault({ match: { path: /\/sessions/ }, effect, count: 1_000 });

async function failing(parameters: NodeParameters, arrange: () => void) {
	arrange();
	const options = { maxRetries: 0, ...(parameters.options as object) };
	const run = await fixture.run({ ...parameters, options }, { settings: CONTINUING });
	const { details } = itemsOf(run)[0]!.json as { details: Record<string, string> };
	return { run, details };
}

describe('An error has what Microsoft support asks for: the IDs and the time of the answer', () => {
	it.each<[string, NodeParameters, () => void]>([
		['conflict', get, always(effects.graphError(409))],
		['throttled', get, always(effects.throttled())],
		['notJson', get, always(effects.html(200))],
		['answerTooLarge', get, always(effects.hugeBody(70 * 1024 * 1024))],
		['unexpectedAnswer', getAll, always(effects.change(() => ({ value: 5 })))],
		[
			'foreignLink',
			getAll,
			always(effects.change((body) => ({ ...body, '@odata.nextLink': 'https://evil.example/a' }))),
		],
		['foreignLink', get, always(effects.redirect(302))],
		[
			'evaluationError',
			ask,
			() => fixture.graph.scriptEvaluations('slow', scripts.endingIn('error', 'Out of tokens.')),
		],
		['evaluationUnfinished', ask, () => fixture.graph.scriptEvaluations('slow', scripts.stuckIn('running'))],
	])('%s: %j', async (reference, parameters, arrange) => {
		const { run, details } = await failing(parameters, arrange);
		expect(outcomesOf(run)).toEqual([reference]);
		const { requestId, clientRequestId, date, description } = details;
		const exchange = fixture.sent.find((sent) => sent.requestId === requestId);
		expect(requestId).toMatch(GUID);
		expect(clientRequestId).toBe(exchange?.headers['client-request-id']);
		expect(date).toMatch(UTC_TIME);
		expect(Math.abs(Date.parse(date!) - exchange!.time)).toBeLessThan(2_000);
		for (const id of [requestId, clientRequestId]) expect(description).toContain(id);
		expectProtocolRules(fixture, run);
	});

	it('each item of a batch has those of its own part', async () => {
		fixture.graph.addFault({ match: { path: /sessions/ }, effect: effects.graphError(500), count: 100 });
		const items = Array.from({ length: 4 }, () => ({ id: fixture.graph.addSession().id }));
		const parameters = { sessionId: '={{ $json.id }}', options: { maxRetries: 0 } };
		const run = await fixture.run(parameters, { items, settings: CONTINUING });
		expect(itemsOf(run).map(({ json }) => (json.details as { requestId?: string }).requestId)).toEqual(
			items.map(({ id }) => fixture.sent.find(({ url }) => url.includes(id))?.requestId),
		);
	});

	it('without an answer it has the ID that was sent, and the time', async () => {
		const { details } = await failing(get, always(effects.reset()));
		expect(details.clientRequestId).toBe(fixture.sent.at(-1)?.headers['client-request-id']);
		expect(details.date).toMatch(UTC_TIME);
	});

	it('of Microsoft Entra it has the trace ID, the correlation ID and the time', async () => {
		const { run, details } = await failing(get, () => {
			fixture.emulator.entra.expireAccessTokens();
			fixture.emulator.entra.failNextTokenRequests(99, entraErrors.expiredSecret(fixture.emulator.clientId));
		});
		const refusal = fixture.tokenRequests[0]?.answer as Record<string, string>;
		expect(outcomesOf(run)).toEqual(['clientSecretExpired']);
		expect(details).toMatchObject({
			requestId: refusal.trace_id,
			clientRequestId: refusal.correlation_id,
			date: refusal.timestamp!.replace(' ', 'T'),
			description: expect.stringContaining(`Trace ID ${refusal.trace_id}`),
		});
	});

	it('of a request that was not sent, because Graph throttles for too long, it has the answer that said so', async () => {
		fixture.graph.addFault({ effect: effects.throttled(3_600), count: 1_000 });
		const items = Array.from({ length: 30 }, () => ({ id: fixture.graph.addSession().id }));
		const run = await fixture.run({ sessionId: '={{ $json.id }}' }, { items, settings: CONTINUING });
		const known = fixture.sent.map(({ requestId }) => requestId);
		expect(fixture.sent.length).toBeLessThan(items.length);
		for (const { json } of itemsOf(run))
			expect(known).toContain((json.details as { requestId?: string }).requestId);
	});

	it('of a parameter that cannot be meant it has none: nothing was sent', async () => {
		const { details } = await failing({ sessionId: '../x' }, () => undefined);
		expect(Object.keys(details)).toEqual(['description', 'reference']);
	});
});

it('Each request has an ID of its own, and the name of the package', async () => {
	fixture.graph.failAtRandom({ seed: 3, rate: 0.3 });
	const items = Array.from({ length: 20 }, () => ({ id: fixture.graph.addSession().id }));
	await fixture.run({ sessionId: '={{ $json.id }}' }, { items, settings: CONTINUING });
	const ids = fixture.sent.map(({ headers }) => headers['client-request-id']);
	expect(new Set(ids).size).toBe(ids.length);
	for (const { headers } of fixture.sent) {
		expect(headers['client-request-id']).toMatch(GUID);
		expect(headers['user-agent']).toMatch(/^n8n-nodes-security-copilot\/\d+\.\d+\.\d+(-[\w.]+)?$/);
	}
});
