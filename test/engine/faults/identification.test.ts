import { effects, entraErrors, scripts, type Effect } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const fixture = Fixture.use();

const get: NodeParameters = { sessionId: SESSION };
const getAll: NodeParameters = { operation: 'getAll', returnAll: true };
const create: NodeParameters = { operation: 'create', displayName: 'x' };
const ask: NodeParameters = { operation: 'ask', prompt: 'slow', options: { timeout: 30 } };

const strikeAlways = (effect: Effect) => () =>
	void fixture.emulator.graph.addFault({ match: { path: /\/sessions/ }, effect, count: 1_000 });
const nextLink = (link: string) =>
	strikeAlways(effects.change((body) => ({ ...body, '@odata.nextLink': link })));
const endIn = (script: ReturnType<typeof scripts.stuckIn>) => () =>
	void fixture.emulator.graph.scriptEvaluations('slow', script);

async function failing(parameters: NodeParameters, arrange: () => void, options: NodeParameters = {}) {
	arrange();
	const more = { ...parameters, options: { ...(parameters.options as object), ...options } };
	const run = await fixture.run(more, { settings: CONTINUING });
	const { details } = itemsOf(run)[0]!.json as { details: Record<string, string> };
	return { run, details };
}

const list = () =>
	`${fixture.emulator.graphApiBaseUrl}/beta/security/securityCopilot/workspaces/default/sessions`;

/** Each page names itself as the next one. */
const circle = () => effects.answer(200, { value: [], '@odata.nextLink': `${list()}?$skiptoken=same` });

describe('An answer that cannot be used is told with its IDs', () => {
	it.each<[string, NodeParameters, () => void]>([
		['notJson', get, strikeAlways(effects.html(200))],
		['emptyAnswer', get, strikeAlways(effects.emptyBody())],
		['unexpectedAnswer', getAll, strikeAlways(effects.change(() => ({ value: 5 })))],
		['unexpectedAnswer', getAll, strikeAlways(effects.change(() => ({ value: [5] })))],
		['foreignLink', getAll, nextLink('https://evil.example/beta/security/securityCopilot/workspaces')],
		['endlessList', getAll, () => strikeAlways(circle())()],
		['redirected', get, strikeAlways(effects.redirect(302))],
		['redirected', get, () => strikeAlways(effects.redirect(307, `${list()}/${SESSION}`))()],
		['evaluationError', ask, endIn(scripts.endingIn('error', 'Out of tokens.'))],
		['evaluationCapacityExceeded', ask, endIn(scripts.endingIn('capacityExceeded'))],
		['evaluationCancelled', ask, endIn(scripts.cancelled())],
		['evaluationWaitingForInput', ask, endIn(scripts.stuckIn('waitingForInput'))],
		['evaluationUnfinished', ask, endIn(scripts.stuckIn('running'))],
	])('%s: %j', async (reference, parameters, arrange) => {
		const { run, details } = await failing(parameters, arrange, { maxRetries: 0 });
		expect(outcomesOf(run)).toEqual([reference]);
		const { requestId, clientRequestId, date, description } = details;
		const exchange = fixture.sent.find((sent) => sent.requestId === requestId);
		expect({ requestId, sent: exchange?.headers['client-request-id'] }).toEqual({
			requestId: expect.stringMatching(GUID),
			sent: clientRequestId,
		});
		expect(date).toMatch(UTC_TIME);
		expect(Math.abs(Date.parse(date!) - exchange!.time)).toBeLessThan(2_000);
		for (const fact of [requestId, clientRequestId]) expect(description).toContain(fact);
		expectProtocolRules(fixture, run);
	});
});

it('A creation whose answer has no ID is told with the IDs of that answer', async () => {
	fixture.emulator.graph.addFault({
		match: { method: 'POST' },
		effect: effects.change(() => ({ displayName: 'x' })),
		count: 1,
	});
	fixture.emulator.graph.addFault({
		match: { method: 'GET' },
		effect: effects.graphError(403),
		count: 1_000,
	});
	const { run, details } = await failing(create, () => undefined);
	expect(outcomesOf(run)).toEqual(['sessionOutcomeUnknown']);
	const posted = fixture.sent.find(({ method }) => method === 'POST');
	expect(details).toMatchObject({
		requestId: posted?.requestId,
		clientRequestId: posted?.headers['client-request-id'],
		date: expect.stringMatching(UTC_TIME),
	});
});

it('A body that is too large is told with the IDs of its answer', async () => {
	const { run, details } = await failing(get, strikeAlways(effects.hugeBody(70 * 1024 * 1024)));
	expect(outcomesOf(run)).toEqual(['answerTooLarge']);
	const [{ requestId, headers }] = fixture.sent as [(typeof fixture.sent)[number]];
	expect(details).toMatchObject({ requestId, clientRequestId: headers['client-request-id'] });
});

it('A refusal of Microsoft Entra is told with its trace ID, correlation ID and time', async () => {
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
	});
	expect(shownOf(run)).toContain(`Trace ID ${refusal.trace_id}; Correlation ID ${refusal.correlation_id}`);
});

it('A request that was not sent, because Graph throttles for too long, is told with the answer that said so', async () => {
	fixture.emulator.graph.addFault({ effect: effects.throttled(3_600), count: 1_000 });
	const first = await fixture.run(get, { settings: CONTINUING });
	const items = Array.from({ length: 30 }, (_, index) => ({
		id: fixture.emulator.graph.addSession({ displayName: `Session ${index}` }).id,
	}));
	const run = await fixture.run({ sessionId: '={{ $json.id }}' }, { items, settings: CONTINUING });
	expect(outcomesOf(first)).toEqual(['throttledUntil']);
	expect(new Set(outcomesOf(run))).toEqual(new Set(['throttledUntil']));
	const known = new Set(fixture.sent.map(({ requestId }) => requestId));
	const told = itemsOf(run).map(({ json }) => (json.details as { requestId?: string }).requestId);
	expect(fixture.sent.length).toBeLessThan(items.length);
	expect(told.filter((requestId) => !known.has(requestId))).toEqual([]);
});

it('A parameter that cannot be meant has no time and no IDs: nothing was sent', async () => {
	const { run, details } = await failing({ sessionId: '../x' }, () => undefined);
	expect(outcomesOf(run)).toEqual(['invalidParameter']);
	expect(Object.keys(details)).toEqual(['description', 'reference']);
});

it('A sign-in that never was is told with the time', async () => {
	delete fixture.credential.oauthTokenData;
	const { run, details } = await failing(get, () => undefined);
	expect(outcomesOf(run)).toEqual(['credentialNotConnected']);
	expect(details.date).toMatch(UTC_TIME);
});
