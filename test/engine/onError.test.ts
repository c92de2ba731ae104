import { effects } from '../emulator';
import { errorOf, itemsOf, jsonOf, outputsOf, Fixture, type NodeParameters } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const UNTITLED = 'f0f54c69-8f8a-4f33-b6e3-386d58b408db';
const THIRD = '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const SHARING_TOKEN = 'c2hhcmluZy10b2tlbi1vZi1BZGVsZQ';

const fixture = Fixture.use();

type Mode = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

/** Gets three sessions and one that fails, as third item. */
const run = async (onError: Mode | undefined, bad: string, parameters: NodeParameters = {}) =>
	await fixture.run(
		{ sessionId: '={{ $json.session }}', ...parameters },
		{
			items: [SESSION, UNTITLED, bad, THIRD].map((session, index) => ({ session, row: index })) as never,
			settings: { ...(onError && { onError }) },
		},
	);

const ids = (items: ReturnType<typeof itemsOf>) => items.map(({ json, pairedItem }) => [json.id, pairedItem]);

const GOOD = [
	[SESSION, { item: 0 }],
	[UNTITLED, { item: 1 }],
	[THIRD, { item: 3 }],
];

describe.each<[string, string, NodeParameters]>([
	['one that Graph does not find', UNKNOWN, {}],
	['one that cannot be meant', '../users', {}],
	['one that is not text', null as never, {}],
	['a link to another host', `https://evil.example/sessions/${SESSION}?st=${SHARING_TOKEN}`, {}],
])('F-77 Of four items, %s', (_what, bad, parameters) => {
	it.each([undefined, 'stopWorkflow'] as const)('stops the workflow (onError %s)', async (onError) => {
		const stopped = await run(onError, bad, parameters);
		expect(stopped.status).toBe('error');
		expect(errorOf(stopped).context.itemIndex).toBe(2);
		expect(jsonOf(stopped)).toEqual([]);
	});

	it('takes its place among the results with onError continueRegularOutput', async () => {
		const continued = await run('continueRegularOutput', bad, parameters);
		expect(continued.status).toBe('success');
		const output = itemsOf(continued);
		expect(ids(output.filter(({ json }) => json.error === undefined))).toEqual(GOOD);
		expect(output[2]).toEqual({
			json: expect.objectContaining({ error: expect.stringMatching(/./) }),
			pairedItem: { item: 2 },
		});
		expect(output).toHaveLength(4);
		expect(outputsOf(continued)[1] ?? []).toEqual([]);
	});

	it('goes to the error output, with its input, with onError continueErrorOutput', async () => {
		const continued = await run('continueErrorOutput', bad, parameters);
		expect(continued.status).toBe('success');
		expect(ids(itemsOf(continued))).toEqual(GOOD);
		expect(outputsOf(continued)[1]).toEqual([
			{
				json: expect.objectContaining({ session: bad, row: 2, error: expect.stringMatching(/./) }),
				pairedItem: { item: 2 },
			},
		]);
	});

	it('shows no token, no secret and no sharing token in its error', async () => {
		for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
			const ended = await run(onError, bad, parameters);
			expect(fixture.leaksIn(ended)).toEqual([]);
			const shown = [
				itemsOf(ended),
				ended.data.resultData.error?.message,
				ended.data.resultData.error?.description,
			];
			expect(JSON.stringify(shown)).not.toContain(SHARING_TOKEN);
		}
	});
});

describe('A workflow that stops at the first error', () => {
	it('sends nothing if one item cannot be meant', async () => {
		await run('stopWorkflow', '../users');
		expect(fixture.contacted).toEqual([]);
	});

	it('shows the error of the first item where several fail together', async () => {
		const items = [UNKNOWN, SESSION, '11111111-0000-4000-8000-000000000000'].map((session) => ({ session }));
		const stopped = await fixture.run({ sessionId: '={{ $json.session }}' }, { items });
		expect(errorOf(stopped)).toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
	});

	it('reads no further page', async () => {
		fixture.emulator.graph.switches.pageSize = 2;
		fixture.emulator.graph.addFault({ match: { path: /skiptoken/ }, effect: effects.graphError(403) });
		const stopped = await fixture.run({ operation: 'getAll', returnAll: true });
		expect(errorOf(stopped)).toMatchObject({ httpCode: '403', context: { itemIndex: 0 } });
		expect(jsonOf(stopped)).toEqual([]);
		expect(fixture.sent).toHaveLength(2);
	});
});

describe('A workflow that goes on', () => {
	it('goes on when every item has failed', async () => {
		const items = [UNKNOWN, '..', ''].map((session) => ({ session }));
		const continued = await fixture.run(
			{ sessionId: '={{ $json.session }}' },
			{ items, settings: { onError: 'continueRegularOutput' } },
		);
		expect(itemsOf(continued).map(({ json, pairedItem }) => [typeof json.error, pairedItem])).toEqual([
			['string', { item: 0 }],
			['string', { item: 1 }],
			['string', { item: 2 }],
		]);
	});

	it('tells each item that failed what failed for it', async () => {
		const items = [UNKNOWN, '..'].map((session) => ({ session }));
		const continued = await fixture.run(
			{ sessionId: '={{ $json.session }}' },
			{ items, settings: { onError: 'continueRegularOutput' } },
		);
		const [first, second] = itemsOf(continued).map(({ json }) => json.error);
		expect(first).not.toBe(second);
	});

	it('still gives no result for a credential that is not sound, and sends nothing', async () => {
		fixture.credential.tenantId = 'nonsense';
		const ended = await run('continueErrorOutput', SESSION);
		expect(itemsOf(ended).filter(({ json }) => json.id !== undefined)).toEqual([]);
		expect(fixture.contacted).toEqual([]);
	});
});

describe('Retry On Fail of n8n', () => {
	const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1_000 };
	const REFUSAL = effects.graphError(403);

	it('runs the node again, from its first item', async () => {
		fixture.emulator.graph.addFault({ effect: REFUSAL });
		const started = fixture.clock.now();
		const retried = await fixture.run({ sessionId: SESSION }, { settings });
		expect(retried.status).toBe('success');
		expect(jsonOf(retried)).toEqual([expect.objectContaining({ id: SESSION })]);
		expect(fixture.sent.map(({ status }) => status)).toEqual([403, 200]);
		expect(fixture.clock.now() - started).toBeGreaterThanOrEqual(1_000);
	});

	it('ends with the error of the last try', async () => {
		const fault = fixture.emulator.graph.addFault({ effect: REFUSAL, count: 100 });
		const failed = await fixture.run({ sessionId: SESSION }, { settings });
		expect(errorOf(failed)).toMatchObject({ httpCode: '403', context: { itemIndex: 0 } });
		expect(fault.applied).toBe(3);
	});

	it('does not add to the items that fail one by one while the node goes on', async () => {
		const fault = fixture.emulator.graph.addFault({
			match: { path: new RegExp(UNTITLED) },
			effect: REFUSAL,
			count: 100,
		});
		const continued = await fixture.run(
			{ sessionId: '={{ $json.session }}' },
			{
				items: [{ session: SESSION }, { session: UNTITLED }],
				settings: { ...settings, onError: 'continueErrorOutput' },
			},
		);
		expect(ids(itemsOf(continued))).toEqual([[SESSION, { item: 0 }]]);
		expect(outputsOf(continued)[1]).toHaveLength(1);
		expect(fault.applied).toBeLessThanOrEqual(3);
	});
});
