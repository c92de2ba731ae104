import { batchEffects, effects, type Effect } from '../../emulator';
import { Fixture, itemsOf } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf } from '../harness/outcomes';

const COUNT = 10;
const ENVELOPE = { path: '/$batch' };

const fixture = Fixture.use();

let items: Array<{ id: string }>;
beforeEach(() => {
	items = Array.from({ length: COUNT }, () => ({ id: fixture.graph.addSession().id }));
});

/** Each item comes out once, in order, and never with the answer to another. @returns outcomes */
async function getAll(): Promise<string[]> {
	const run = await fixture.run({ sessionId: '={{ $json.id }}' }, { items, settings: CONTINUING });
	expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
	const wrong = itemsOf(run).filter(
		({ json }, index) => json.error === undefined && json.id !== items[index]?.id,
	);
	expect(wrong).toEqual([]);
	expectProtocolRules(fixture, run);
	return outcomesOf(run);
}

const allBut = (different: Record<number, string> = {}): string[] =>
	items.map((_, index) => different[index] ?? 'result');

const strike = (index: number, effect: Effect, count = 1) =>
	fixture.graph.addFault({ match: { path: new RegExp(items[index]!.id) }, effect, count });

const envelopes = () => fixture.sent.filter(({ url }) => url.includes('$batch'));
const singles = () => fixture.sent.filter(({ method, batchPart }) => method === 'GET' && !batchPart);

it('Each part is judged by its own status', async () => {
	strike(0, effects.graphError(404), 9);
	strike(2, effects.graphError(403, { code: 'Authorization_RequestDenied' }), 9);
	strike(4, effects.graphError(500));
	strike(5, effects.html(502));
	strike(6, effects.expiredToken());
	strike(7, effects.graphError(424), 9);
	expect(await getAll()).toEqual(allBut({ 0: 'notFound', 2: 'missingPermission', 7: 'badRequest' }));
	expect(envelopes().every(({ status }) => status === 200)).toBe(true);
});

it('Only the throttled parts come again, after the longest time that any of them named', async () => {
	strike(1, effects.throttled(7));
	strike(3, effects.throttled(25));
	strike(7, effects.throttled(3));
	const started = fixture.clock.now();
	expect(await getAll()).toEqual(allBut());
	expect(fixture.clock.now() - started).toBeGreaterThanOrEqual(25_000);
	// Three at the same time are no batch.
	expect(envelopes()).toHaveLength(1);
	expect(singles().map(({ url }) => items.findIndex(({ id }) => url.includes(id)))).toEqual([1, 3, 7]);
});

describe('Answers to parts', () => {
	it.each<[string, (ids: string[]) => Effect]>([
		['some of which are missing', (ids) => batchEffects.missingParts(ids[1]!, ids[4]!)],
		['of which one comes twice', (ids) => batchEffects.repeatedPart(ids[2]!, { status: 500, body: {} })],
		[
			'of which one was never asked for',
			() => batchEffects.inventedPart({ id: 'invented', status: 200, headers: {}, body: { id: 'evil' } }),
		],
	])('%s: each item has its own answer in the end', async (_what, effectOf) => {
		const effect: Effect = {
			name: 'parts',
			moment: 'during',
			answer: (original, ids) => {
				const { responses } = original?.body as { responses: Array<{ id: string }> };
				const byNumber = responses.map(({ id }) => id).sort((one, other) => Number(one) - Number(other));
				return effectOf(byNumber).answer!(original, ids);
			},
		};
		fixture.graph.addFault({ match: ENVELOPE, effect });
		expect(await getAll()).toEqual(allBut());
	});

	it('of which one is missing for ever: it is asked for alone', async () => {
		const { id } = items[3]!;
		const effect = effects.change((body) => ({
			responses: (body.responses as Array<{ body: { id?: string } }>).filter((part) => part.body.id !== id),
		}));
		fixture.graph.addFault({ match: ENVELOPE, effect, count: 99 });
		expect(await getAll()).toEqual(allBut());
		expect(envelopes()).toHaveLength(1);
	});
});

describe('The envelope', () => {
	it.each<[string, Effect]>([
		['429', effects.throttled(10)],
		['503', effects.graphError(503, { retryAfter: 10 })],
		['a connection that breaks in the answer', effects.closeMidBody()],
	])('is sent again as a whole after %s', async (_what, effect) => {
		fixture.graph.addFault({ match: ENVELOPE, effect });
		expect(await getAll()).toEqual(allBut());
		expect(envelopes()).toHaveLength(2);
	});

	it.each<[string, Effect, number]>([
		['refused with 404', effects.graphError(404), 1],
		['answered with a page', effects.html(200), 1],
		['answered with nothing', effects.emptyBody(), 1],
		['answered with 500', effects.graphError(500), 2],
		['answered with a broken compression', effects.brokenGzip(), 2],
	])('is %s, always: all are asked for one by one', async (_what, effect, count) => {
		fixture.graph.addFault({ match: ENVELOPE, effect, count: 99 });
		expect(await getAll()).toEqual(allBut());
		expect([envelopes().length, singles().length]).toEqual([count, COUNT]);
	});
});
