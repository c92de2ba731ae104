import { jsonOf } from './harness';
import { Fixture } from './harness/Fixture';

const ITEMS = 1_000;

const fixture = Fixture.use();

const get = { sessionId: '={{ $json.sessionId }}' };

/** Items that name a number of different sessions in turn. */
function itemsNaming(distinct: number): Array<{ sessionId: string }> {
	const ids = Array.from({ length: distinct }, (_, number) => {
		return fixture.graph.addSession({ displayName: `Incident ${number}` }).id;
	});
	return Array.from({ length: ITEMS }, (_, index) => ({ sessionId: ids[index % distinct]! }));
}

/** Requests on the wire: a batch counts once. */
const onTheWire = () => fixture.graph.requests.filter(({ batchPart }) => !batchPart);

const idsOf = (run: Awaited<ReturnType<Fixture['run']>>) =>
	jsonOf(run).map((json) => (json as { id?: string }).id);

describe('a thousand sessions in one step', () => {
	it('travel in fifty batches, and come out in the order of the items', async () => {
		const items = itemsNaming(ITEMS);
		const run = await fixture.run(get, { items });
		expect(idsOf(run)).toEqual(items.map(({ sessionId }) => sessionId));
		expect(onTheWire().map(({ method, url }) => `${method} ${url}`)).toEqual(
			Array(50).fill('POST /beta/$batch'),
		);
	});

	it('of which only a hundred differ need five batches', async () => {
		const items = itemsNaming(100);
		const run = await fixture.run(get, { items });
		expect(idsOf(run)).toEqual(items.map(({ sessionId }) => sessionId));
		expect(onTheWire()).toHaveLength(5);
	});

	it('do not share an object, although they share a request', async () => {
		const run = await fixture.run(get, { items: itemsNaming(1).slice(0, 2) });
		const [first, second] = jsonOf(run);
		expect(first).toEqual(second);
		expect(first).not.toBe(second);
		expect(onTheWire()).toHaveLength(1);
	});

	it('are all delivered one by one where the service takes no batches', async () => {
		fixture.graph.switches.batch = 'off';
		const items = itemsNaming(200).slice(0, 200);
		const run = await fixture.run(get, { items });
		expect(idsOf(run)).toEqual(items.map(({ sessionId }) => sessionId));
		const singles = onTheWire().filter(({ method }) => method === 'GET');
		expect(singles).toHaveLength(200);
		// No more batches than were under way when the first was refused.
		expect(onTheWire().length - singles.length).toBeLessThanOrEqual(10);
	});

	it('F-5, F-78 are all delivered within the time that a limit itself takes, and nothing comes before its time', async () => {
		fixture.graph.addThrottle({ limit: 200, window: 10_000 });
		const items = itemsNaming(ITEMS);
		const began = Date.now();
		const run = await fixture.run(get, { items });
		expect(idsOf(run)).toEqual(items.map(({ sessionId }) => sessionId));
		expect(fixture.graph.requests.filter(({ early }) => early)).toEqual([]);
		expect(Date.now() - began).toBeLessThanOrEqual(44_000);
	});
});

describe('Get Many at scale', () => {
	it('reads a hundred thousand sessions page by page, within the memory that they take', async () => {
		fixture.graph.switches.maxPageSize = 10_000;
		fixture.graph.switches.pageSize = 10_000;
		for (let number = 0; number < 100_000; number++)
			fixture.graph.addSession({ displayName: `Session ${number}` });
		const before = process.memoryUsage().heapUsed;
		const run = await fixture.run({ operation: 'getAll', returnAll: true });
		const grownMb = (process.memoryUsage().heapUsed - before) / 1_048_576;
		// The emulator brings three sessions of its own.
		expect(new Set(idsOf(run)).size).toBe(100_003);
		expect(onTheWire()).toHaveLength(11);
		// Emulator, records and engine live in this process too; the output alone takes about 60 MB.
		expect(grownMb).toBeLessThan(600);
	}, 120_000);
});
