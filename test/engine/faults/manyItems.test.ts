import { effects } from '../../emulator';
import { errorOf, itemsOf, jsonOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf, sessionsNamed } from '../harness/outcomes';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const COUNT = 100;
const BAD = 41;

const fixture = Fixture.use();

let items: Array<{ id: string; name: string; text: string }>;
beforeEach(() => {
	items = Array.from({ length: COUNT }, (_, index) => ({
		id: index === BAD ? UNKNOWN : fixture.emulator.graph.addSession({ displayName: `Session ${index}` }).id,
		name: `New ${index}`,
		text: `Question ${index}?`,
	}));
});

const sessionId = '={{ $json.id }}';

const operations: Array<[string, NodeParameters]> = [
	['get', { sessionId }],
	['update', { operation: 'update', sessionId, displayName: '={{ $json.name }}' }],
	['prompt create', { resource: 'prompt', operation: 'create', sessionId, content: '={{ $json.text }}' }],
	['prompt getAll', { resource: 'prompt', operation: 'getAll', sessionId, returnAll: true }],
];

describe('F-77 Of a hundred items one names what does not exist', () => {
	it.each(operations.slice(0, 3))(
		'%s: 99 results and one error, each with its own input',
		async (_operation, parameters) => {
			const run = await fixture.run(parameters, { items, settings: CONTINUING });
			const expected = items.map((_, index) => (index === BAD ? 'sessionNotFound' : 'result'));
			expect(outcomesOf(run)).toEqual(expected);
			expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
			const mixedUp = itemsOf(run).filter(
				({ json }, index) => index !== BAD && !Object.values(json).includes(ownOf(parameters, index)),
			);
			expect(mixedUp).toEqual([]);
			expectProtocolRules(fixture, run);
		},
	);

	/** What only the result of this item can have. */
	const ownOf = ({ resource, operation }: NodeParameters, index: number) =>
		resource === 'prompt'
			? items[index]!.text
			: operation === 'update'
				? items[index]!.name
				: items[index]!.id;

	it.each(operations)(
		'%s: without continuing, the run stops at it and names it',
		async (_operation, parameters) => {
			const run = await fixture.run(parameters, { items });
			expect(run.status).toBe('error');
			expect(errorOf(run)).toMatchObject({ httpCode: '404', context: { itemIndex: BAD } });
			expect(errorOf(run).message).toContain(UNKNOWN);
			expect(jsonOf(run)).toEqual([]);
		},
	);

	it('create, refused for one of them: 99 are there, each once', async () => {
		fixture.emulator.graph.addFault({
			match: {
				method: 'POST',
				predicate: ({ body }) => (body as { displayName?: string }).displayName === `New ${BAD}`,
			},
			effect: effects.graphError(409),
		});
		const run = await fixture.run(
			{ operation: 'create', displayName: '={{ $json.name }}' },
			{ items, settings: CONTINUING },
		);
		expect(outcomesOf(run)).toEqual(items.map((_, index) => (index === BAD ? 'conflict' : 'result')));
		for (const [index, { name }] of items.entries())
			expect(sessionsNamed(fixture, name)).toBe(index === BAD ? 0 : 1);
	});

	it('create, lost for one of them: it is looked up, and no other is taken for it', async () => {
		fixture.emulator.graph.addFault({
			match: { method: 'POST', nth: BAD },
			effect: effects.reset(),
			moment: 'after',
		});
		const run = await fixture.run(
			{ operation: 'create', displayName: '={{ $json.name }}' },
			{ items, settings: CONTINUING },
		);
		expect(jsonOf(run).map((json) => (json as { displayName?: string }).displayName)).toEqual(
			items.map(({ name }) => name),
		);
		for (const { name } of items) expect(sessionsNamed(fixture, name)).toBe(1);
	});
});
