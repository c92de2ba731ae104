import { batchEffects, effects, type Effect } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf } from '../harness/outcomes';

const COUNT = 10;
const ENVELOPE = { path: '/$batch' };

const fixture = Fixture.use();

const parameters: NodeParameters = { sessionId: '={{ $json.id }}' };

let items: Array<{ id: string; name: string }>;
beforeEach(() => {
	items = Array.from({ length: COUNT }, (_, index) => ({
		id: fixture.emulator.graph.addSession({ displayName: `Session ${index}` }).id,
		name: `Session ${index}`,
	}));
});

async function getAll(more: NodeParameters = {}) {
	const run = await fixture.run({ ...parameters, ...more }, { items, settings: CONTINUING });
	// Whatever came: each item once, in order, and never the answer to another.
	expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
	for (const [index, { json }] of itemsOf(run).entries()) {
		if (json.error === undefined) expect(json).toMatchObject(items[index] ? { id: items[index].id } : {});
	}
	expectProtocolRules(fixture, run);
	return run;
}

const all = (outcome: string): string[] => Array<string>(COUNT).fill(outcome);
const allBut = (different: Record<number, string>): string[] =>
	all('result').map((outcome, index) => different[index] ?? outcome);

const envelopes = () => fixture.sent.filter(({ url }) => url.includes('$batch'));

describe('F-86 A batch of 200 with failed parts: each is judged by its own status', () => {
	it('refused for good, for a while, and for want of a token', async () => {
		const { graph } = fixture.emulator;
		const strike = (index: number, effect: Effect, count = 1) =>
			graph.addFault({ match: { path: new RegExp(items[index]!.id) }, effect, count });
		strike(0, effects.graphError(404), 9);
		strike(2, effects.graphError(403, { code: 'Authorization_RequestDenied' }), 9);
		strike(4, effects.graphError(500));
		strike(5, effects.html(502));
		strike(6, effects.expiredToken());
		strike(8, effects.graphError(409), 9);
		const run = await getAll();
		expect(outcomesOf(run)).toEqual(allBut({ 0: 'sessionNotFound', 2: 'missingPermission', 8: 'conflict' }));
		expect(envelopes().every(({ status }) => status === 200)).toBe(true);
	});

	it('all parts failed is no success', async () => {
		fixture.emulator.graph.addFault({
			match: { path: /sessions/ },
			effect: effects.graphError(403),
			count: 99,
		});
		expect(outcomesOf(await getAll())).toEqual(all('accessDenied'));
	});
});

describe('F-87 429 in parts', () => {
	it('only the throttled parts come again, after the longest time that any of them named', async () => {
		const { graph } = fixture.emulator;
		for (const [index, seconds] of [
			[1, 7],
			[3, 25],
			[7, 3],
		] as const) {
			graph.addFault({ match: { path: new RegExp(items[index]!.id) }, effect: effects.throttled(seconds) });
		}
		const started = fixture.clock.now();
		expect(outcomesOf(await getAll())).toEqual(all('result'));
		expect(fixture.clock.now() - started).toBeGreaterThanOrEqual(25_000);
		// Three at the same time are no batch.
		expect(envelopes()).toHaveLength(1);
		const again = fixture.sent.filter(({ batchPart, method }) => !batchPart && method === 'GET');
		expect(again.map(({ url }) => items.findIndex(({ id }) => url.includes(id)))).toEqual([1, 3, 7]);
	});

	it('a POST is never a part of one, so that it follows its own rules', async () => {
		await fixture.run({ operation: 'create', displayName: '={{ $json.name }}' }, { items });
		expect(envelopes()).toEqual([]);
	});
});

describe('F-88 Answers in another order, missing, twice, or never asked for', () => {
	it('the order does not matter', async () => {
		expect(outcomesOf(await getAll())).toEqual(all('result'));
		const answered = (envelopes()[0]?.answer as { responses: Array<{ id: string }> }).responses;
		expect(answered.map(({ id }) => id)).not.toEqual([...answered].map(({ id }) => id).sort());
	});

	it.each<[string, (ids: string[]) => Effect]>([
		['missing ones', (ids) => batchEffects.missingParts(ids[1]!, ids[4]!)],
		['all of them missing', (ids) => batchEffects.missingParts(...ids)],
		['one twice', (ids) => batchEffects.repeatedPart(ids[2]!, { status: 500, body: {} })],
		[
			'one that nobody asked for',
			() => batchEffects.inventedPart({ id: 'invented', status: 200, headers: {}, body: { id: 'evil' } }),
		],
	])('%s: each item has its own answer in the end', async (_what, effectOf) => {
		fixture.emulator.graph.addFault({
			match: ENVELOPE,
			effect: {
				name: 'parts',
				moment: 'during',
				answer: (original, ids) => {
					const { responses } = original?.body as { responses: Array<{ id: string }> };
					const byNumber = responses.map(({ id }) => id).sort((one, other) => Number(one) - Number(other));
					return effectOf(byNumber).answer!(original, ids);
				},
			},
		});
		expect(outcomesOf(await getAll())).toEqual(all('result'));
	});

	it('one that is missing for ever is asked for alone', async () => {
		const { id } = items[3]!;
		fixture.emulator.graph.addFault({
			match: ENVELOPE,
			effect: {
				name: 'missing for ever',
				moment: 'during',
				answer: (original) => {
					const { responses } = original?.body as { responses: Array<{ body: { id?: string } }> };
					return { ...original!, body: { responses: responses.filter(({ body }) => body.id !== id) } };
				},
			},
			count: 99,
		});
		expect(outcomesOf(await getAll())).toEqual(all('result'));
		expect(envelopes()).toHaveLength(1);
	});
});

describe('F-89 The envelope, and what depends on something', () => {
	it('424 in a part is an error of its item', async () => {
		fixture.emulator.graph.addFault({
			match: { path: new RegExp(items[5]!.id) },
			effect: effects.graphError(424),
			count: 9,
		});
		expect(outcomesOf(await getAll())).toEqual(allBut({ 5: 'requestNotSupported' }));
	});

	it.each([400, 403, 404, 405, 501])(
		'%i of the envelope: nothing was run; all are asked for one by one',
		async (status) => {
			fixture.emulator.graph.addFault({ match: ENVELOPE, effect: effects.graphError(status), count: 99 });
			expect(outcomesOf(await getAll())).toEqual(all('result'));
			expect(envelopes()).toHaveLength(1);
			expect(fixture.sent.filter(({ method }) => method === 'GET')).toHaveLength(COUNT);
		},
	);

	it.each<[string, Effect]>([
		['429', effects.throttled(10)],
		['503', effects.graphError(503, { retryAfter: 10 })],
		['a reset', effects.reset()],
		['a connection that breaks in the answer', effects.closeMidBody()],
	])('%s of the envelope: it is sent again as a whole', async (_what, effect) => {
		fixture.emulator.graph.addFault({ match: ENVELOPE, effect });
		expect(outcomesOf(await getAll())).toEqual(all('result'));
		expect(envelopes()).toHaveLength(2);
	});

	it.each<[string, Effect]>([
		['half an answer', effects.truncatedJson()],
		['a page', effects.html(200)],
		['nothing', effects.emptyBody()],
	])('%s to the envelope: all are asked for one by one', async (_what, effect) => {
		fixture.emulator.graph.addFault({ match: ENVELOPE, effect, count: 99 });
		expect(outcomesOf(await getAll())).toEqual(all('result'));
		expect(envelopes()).toHaveLength(1);
		expect(fixture.sent.filter(({ method, batchPart }) => method === 'GET' && !batchPart)).toHaveLength(
			COUNT,
		);
	});

	it.each<[string, Effect]>([
		['a connection that breaks in the answer', effects.closeMidBody()],
		['a broken compression', effects.brokenGzip()],
		['500', effects.graphError(500)],
	])('%s, always: in the end all are asked for one by one', async (_what, effect) => {
		fixture.emulator.graph.addFault({ match: ENVELOPE, effect, count: 99 });
		expect(outcomesOf(await getAll())).toEqual(all('result'));
		expect(envelopes()).toHaveLength(2);
	});
});
