import fc from 'fast-check';
import type { IDataObject, IRun } from 'n8n-workflow';
import { startFaultProxy } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, expectNothingShown, sessionsNamed } from '../harness/outcomes';
import { writtenToConsole } from '../harness/writtenToConsole';
import { inject, chaos, chaoticConnections, type Chaos } from './chaos';

const SHARING_TOKEN = 'c2hhcmluZy10b2tlbi1vZi1BZGVsZQ';
const LINK = 'https://securitycopilot.microsoft.com/sessions/';

const fixture = Fixture.use();

const written = writtenToConsole();

/** Runs the node while faults strike, from a new beginning. */
async function runIn(
	{ faults, random, proxy: connections }: Chaos,
	parameters: NodeParameters,
	itemsFor: () => IDataObject[],
): Promise<IRun> {
	const { emulator } = fixture;
	emulator.reset();
	const proxy = connections && (await startFaultProxy({ target: emulator.graphApiBaseUrl }));
	await fixture.signIn(proxy && { graphApiBaseUrl: proxy.origin });
	proxy?.failAtRandom({ ...connections, seed: connections?.seed ?? 1, faults: chaoticConnections });
	emulator.graph.failAtRandom(random);
	inject(emulator, faults);
	const run = await fixture.run(parameters, { items: itemsFor(), settings: CONTINUING });
	await proxy?.stop();
	return run;
}

/** Holds for whatever was asked: nobody is lost, nothing shows that must not. */
function expectSound(run: IRun, count: number, { proxy }: Chaos): void {
	expect(run.status).toBe('success');
	const items = itemsOf(run);
	const paired = [...new Set(items.map(({ pairedItem }) => (pairedItem as { item: number }).item))];
	expect(paired).toEqual(Array.from({ length: count }, (_, index) => index));
	for (const { json, pairedItem } of items.filter((item) => item.json.error !== undefined)) {
		expect(
			items.filter((other) => JSON.stringify(other.pairedItem) === JSON.stringify(pairedItem)),
		).toHaveLength(1);
		expect(json).toEqual({ error: expect.stringMatching(/^\w.{20,}/), details: expect.any(Object) });
	}
	// Who loses the answer that tells when to come back cannot know. Behind a proxy the emulator does not see that.
	(proxy ? expectNothingShown : expectProtocolRules)(fixture, run);
	expect(JSON.stringify(items)).not.toContain(SHARING_TOKEN);
	expect(fixture.leaksIn(written)).toEqual([]);
}

const isResult = ({ json }: { json: IDataObject }): boolean => json.error === undefined;

const counts = fc.integer({ min: 1, max: 7 });

const runs = async (property: fc.IAsyncProperty<never>, numRuns: number): Promise<void> =>
	await fc.assert(property as never, { numRuns });

const numbered = (count: number, of: (index: number) => IDataObject) =>
	Array.from({ length: count }, (_, index) => of(index));

describe('Whatever happens on the way, every item comes out once, as a result or as its error', () => {
	it('reading sessions, alone or in batches', async () => {
		await runs(
			fc.asyncProperty(chaos, counts, async (chaos, count) => {
				const parameters = {
					sessionId: { __rl: true, mode: 'url', value: '={{ $json.link }}' },
				};
				const names: string[] = [];
				const run = await runIn(chaos, parameters, () =>
					numbered(count, (index) => {
						const { id } = fixture.emulator.graph.addSession({ displayName: `Session ${index}` });
						names.push(`Session ${index}`);
						return { link: `${LINK}${id}?st=${SHARING_TOKEN}` };
					}),
				);
				expectSound(run, count, chaos);
				expect(itemsOf(run)).toHaveLength(count);
				for (const [index, item] of itemsOf(run).entries()) {
					expect(item.json.displayName ?? names[index]).toBe(names[index]);
				}
			}) as never,
			20,
		);
	}, 120_000);

	it('listing sessions: all of them, or an error', async () => {
		await runs(
			fc.asyncProperty(chaos, fc.integer({ min: 1, max: 3 }), async (chaos, count) => {
				const run = await runIn(chaos, { operation: 'getAll', returnAll: true }, () => {
					fixture.emulator.graph.switches.maxPageSize = 2;
					fixture.emulator.graph.switches.pageSize = 2;
					return numbered(count, () => ({}));
				});
				expectSound(run, count, chaos);
				const ids = fixture.emulator.graph.store.defaultWorkspace.sessions.map(({ id }) => id);
				for (let index = 0; index < count; index++) {
					const listed = itemsOf(run)
						.filter(isResult)
						.filter(({ pairedItem }) => (pairedItem as { item: number }).item === index)
						.map(({ json }) => json.id);
					expect([[], [...ids].sort()]).toContainEqual([...listed].sort());
				}
			}) as never,
			12,
		);
	}, 120_000);
});

describe('Whatever happens on the way, nothing is created twice', () => {
	it('creating sessions', async () => {
		await runs(
			fc.asyncProperty(chaos, counts, async (chaos, count) => {
				const parameters = { operation: 'create', displayName: '={{ $json.name }}' };
				const run = await runIn(chaos, parameters, () =>
					numbered(count, (index) => ({ name: `New ${index}` })),
				);
				expectSound(run, count, chaos);
				for (const [index, item] of itemsOf(run).entries()) {
					const made = sessionsNamed(fixture, `New ${index}`);
					expect(made).toBeLessThanOrEqual(1);
					expect(made).toBeGreaterThanOrEqual(isResult(item) ? 1 : 0);
				}
			}) as never,
			15,
		);
	}, 120_000);

	it('finding or creating sessions of which several items have the same name', async () => {
		await runs(
			fc.asyncProperty(chaos, counts, async (chaos, count) => {
				const parameters = { operation: 'findOrCreate', displayName: '={{ $json.name }}' };
				const run = await runIn(chaos, parameters, () =>
					numbered(count, (index) => ({ name: `Incident ${index % 3}` })),
				);
				expectSound(run, count, chaos);
				for (const incident of [0, 1, 2]) {
					const results = itemsOf(run).filter((item, index) => index % 3 === incident && isResult(item));
					expect(sessionsNamed(fixture, `Incident ${incident}`)).toBeLessThanOrEqual(1);
					expect(new Set(results.map(({ json }) => json.id)).size).toBeLessThanOrEqual(1);
					expect(results.filter(({ json }) => json.created).length).toBeLessThanOrEqual(1);
				}
			}) as never,
			25,
		);
	}, 120_000);

	it('asking: one session, one prompt and one paid evaluation for an item at most', async () => {
		await runs(
			fc.asyncProperty(chaos, fc.integer({ min: 1, max: 4 }), async (chaos, count) => {
				const parameters = {
					operation: 'ask',
					displayName: '={{ $json.name }}',
					prompt: '={{ $json.prompt }}',
				};
				const run = await runIn(chaos, parameters, () =>
					numbered(count, (index) => ({ name: `Case ${index}`, prompt: `Question ${index}?` })),
				);
				expectSound(run, count, chaos);
				const { graph } = fixture.emulator;
				for (const [index, item] of itemsOf(run).entries()) {
					const prompts = graph.store
						.allSessions()
						.flatMap((session) => session.prompts)
						.filter(({ content }) => content === `Question ${index}?`);
					const paid = prompts.flatMap(({ evaluations }) => evaluations);
					const most = [sessionsNamed(fixture, `Case ${index}`), prompts.length, paid.length];
					expect(Math.max(...most)).toBeLessThanOrEqual(1);
					expect(Math.min(...most)).toBeGreaterThanOrEqual(isResult(item) ? 1 : 0);
				}
			}) as never,
			15,
		);
	}, 120_000);
});
