import { Fixture, itemsOf } from './harness';

const ITEMS = 1_000;

const fixture = Fixture.use();

/** Gets sessions for many items, which name so many different ones in turn. @returns requests on the wire */
async function getMany(count: number, distinct: number) {
	const ids = Array.from({ length: distinct }, () => fixture.graph.addSession().id);
	const items = Array.from({ length: count }, (_, index) => ({ id: ids[index % distinct]! }));
	const run = await fixture.run({ sessionId: '={{ $json.id }}' }, { items });
	expect(itemsOf(run).map(({ json }) => json.id)).toEqual(items.map(({ id }) => id));
	return fixture.sent.filter(({ batchPart }) => !batchPart).map(({ method }) => method);
}

it('A thousand sessions travel in fifty batches, and come out in the order of the items', async () => {
	expect(await getMany(ITEMS, ITEMS)).toEqual(Array(50).fill('POST'));
});

it('Of which only a hundred differ, they need five', async () => {
	expect(await getMany(ITEMS, 100)).toEqual(Array(5).fill('POST'));
});

it('They are all delivered one by one where the service takes no batches', async () => {
	fixture.graph.switches.batch = 'off';
	const methods = await getMany(100, 100);
	expect(methods.filter((method) => method === 'GET')).toHaveLength(100);
	// No more batches than were under way when the first was refused.
	expect(methods.length).toBeLessThanOrEqual(110);
});

it('They are all delivered within the time that a limit itself takes, and nothing comes before its time', async () => {
	fixture.graph.addThrottle({ limit: 200, window: 10_000 });
	const began = Date.now();
	await getMany(ITEMS, ITEMS);
	expect(fixture.sent.filter(({ early }) => early)).toEqual([]);
	expect(Date.now() - began).toBeLessThanOrEqual(44_000);
});

it('Get Many reads twenty thousand sessions page by page, within the memory that they take', async () => {
	Object.assign(fixture.graph.switches, { maxPageSize: 2_000, pageSize: 2_000 });
	for (let number = 0; number < 20_000; number++) fixture.graph.addSession();
	const before = process.memoryUsage().heapUsed;
	const run = await fixture.run({ operation: 'getAll', returnAll: true });
	// The emulator brings three sessions of its own.
	expect(new Set(itemsOf(run).map(({ json }) => json.id)).size).toBe(20_003);
	expect(fixture.sent).toHaveLength(11);
	// Emulator, records and engine live in this process too.
	expect((process.memoryUsage().heapUsed - before) / 1_048_576).toBeLessThan(200);
});
