import { effects } from '../emulator';
import { errorOf, Fixture, itemsOf, jsonOf, outputsOf } from './harness';
import { SESSION, UNKNOWN } from './harness/documented';
import { CONTINUING, expectProtocolRules, outcomesOf } from './harness/outcomes';

const UNTITLED = 'f0f54c69-8f8a-4f33-b6e3-386d58b408db';
const THIRD = '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b';

const fixture = Fixture.use();

const sessionId = '={{ $json.session }}';

/** Gets three sessions and one that fails, as third item. */
const run = async (onError: string | undefined, bad: string) =>
	await fixture.run(
		{ sessionId },
		{
			items: [SESSION, UNTITLED, bad, THIRD].map((session, row) => ({ session, row })),
			settings: { onError: onError as never },
		},
	);

const ids = (items: ReturnType<typeof itemsOf>) => items.map(({ json, pairedItem }) => [json.id, pairedItem]);

const GOOD = [
	[SESSION, { item: 0 }],
	[UNTITLED, { item: 1 }],
	[THIRD, { item: 3 }],
];

describe.each<[string, string]>([
	['one that Graph does not find', UNKNOWN],
	['one that cannot be meant', '../users'],
	['one that is not text', null as never],
])('Of four items, %s', (_what, bad) => {
	it('stops the workflow', async () => {
		const stopped = await run(undefined, bad);
		expect(stopped.status).toBe('error');
		expect(errorOf(stopped).context.itemIndex).toBe(2);
		expect(jsonOf(stopped)).toEqual([]);
		expectProtocolRules(fixture, stopped);
	});

	it('takes its place among the results with onError continueRegularOutput', async () => {
		const continued = await run('continueRegularOutput', bad);
		const output = itemsOf(continued);
		expect(ids(output.filter(({ json }) => json.error === undefined))).toEqual(GOOD);
		expect(output[2]).toMatchObject({ json: { error: expect.stringMatching(/./) }, pairedItem: { item: 2 } });
		expect([output.length, outputsOf(continued)[1] ?? []]).toEqual([4, []]);
		expectProtocolRules(fixture, continued);
	});

	it('goes to the error output, with its input, with onError continueErrorOutput', async () => {
		const continued = await run('continueErrorOutput', bad);
		expect(ids(itemsOf(continued))).toEqual(GOOD);
		expect(outputsOf(continued)[1]).toEqual([
			{
				json: expect.objectContaining({ session: bad, row: 2, error: expect.stringMatching(/./) }),
				pairedItem: { item: 2 },
			},
		]);
	});
});

describe('A workflow that stops at the first error', () => {
	it('sends nothing if one item cannot be meant', async () => {
		await run('stopWorkflow', '../users');
		expect(fixture.contacted).toEqual([]);
	});

	it('shows the error of the first item where several fail together', async () => {
		const items = [UNKNOWN, SESSION, '11111111-0000-4000-8000-000000000000'].map((session) => ({ session }));
		const stopped = await fixture.run({ sessionId }, { items });
		expect(errorOf(stopped)).toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
	});
});

it('A workflow that goes on does so when every item has failed, each with its own error', async () => {
	const items = [UNKNOWN, '..', ''].map((session) => ({ session }));
	const continued = await fixture.run({ sessionId }, { items, settings: CONTINUING });
	expect(itemsOf(continued).map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	expect(new Set(itemsOf(continued).map(({ json }) => json.error)).size).toBe(3);
});

describe('Retry On Fail of n8n', () => {
	const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1_000 };

	it.each([
		[1, 'success', 2],
		[100, 'error', 3],
	])('runs the node again: after %i refusals, %s', async (count, status, tries) => {
		fixture.graph.addFault({ effect: effects.graphError(403), count });
		const retried = await fixture.run({ sessionId: SESSION }, { settings });
		expect([retried.status, fixture.sent.length]).toEqual([status, tries]);
	});

	it('does not run again for items that fail one by one while the node goes on', async () => {
		fixture.graph.addFault({ match: { path: UNTITLED }, effect: effects.graphError(403), count: 100 });
		const items = [SESSION, UNTITLED].map((session) => ({ session }));
		const continued = await fixture.run({ sessionId }, { items, settings: { ...settings, ...CONTINUING } });
		expect(outcomesOf(continued)).toEqual(['result', 'accessDenied']);
		expect(fixture.requests().length).toBeLessThanOrEqual(6);
	});
});
