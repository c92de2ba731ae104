import { effects, type Effect, type Moment } from '../emulator';
import type { NodeParameters } from './harness';
import {
	ANSWER,
	askAnew,
	askNamed,
	collectionOf,
	held,
	KINDS,
	ONE_OF_EACH,
	outputsOf,
	scriptAnswers,
} from './harness/incident';
import { Stage } from './harness/Stage';

const GUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

let stage: Stage;
beforeAll(async () => void (stage = await Stage.open()));
beforeEach(async () => {
	await stage.reset();
	scriptAnswers(stage);
});
afterAll(async () => await stage.close());

interface Loss {
	what: string;
	effect: Effect;
	moment?: Moment;
}

const errors: Array<[string, Effect]> = [
	['408', effects.graphError(408)],
	['500', effects.graphError(500)],
	['502', effects.graphError(502)],
	['502 as HTML', effects.html(502)],
	['503', effects.graphError(503)],
	['504', effects.graphError(504)],
	['509', effects.graphError(509)],
	['a status that nobody knows', effects.graphError(599)],
	['a reset', effects.reset()],
	['a connection that closes', effects.closeBeforeHeaders()],
	['no answer', effects.hang()],
];
const at = (moment: Moment) => errors.map(([what, effect]): Loss => ({ what, effect, moment }));

const unreadable: Loss[] = [
	{ what: 'half a body', effect: effects.truncatedJson() },
	{ what: 'no body', effect: effects.emptyBody() },
	{ what: '202 without a body', effect: effects.emptyBody(202) },
	{ what: 'a body that breaks off', effect: effects.closeMidBody() },
	{ what: 'a body that is not zipped as it says', effect: effects.brokenGzip() },
	{ what: 'no ID', effect: effects.change((body) => ({ ...body, id: undefined })) },
	{ what: 'an ID of null', effect: effects.change((body) => ({ ...body, id: null })) },
	{ what: 'an empty ID', effect: effects.change((body) => ({ ...body, id: '' })) },
];

describe.each(KINDS)('F-54 a POST that creates a %s', (kind) => {
	const lose = ({ effect, moment }: Omit<Loss, 'what'>, count = 1) =>
		stage.graph.addFault({ match: { method: 'POST', path: collectionOf(kind) }, effect, moment, count });

	describe.each([...at('after'), ...unreadable])('answered with $what, once it took effect,', (loss) => {
		it('is not sent again: what it created is found and taken up', async () => {
			const fault = lose(loss);
			const [output] = await outputsOf(stage, askAnew());
			expect(output).toMatchObject({ answer: ANSWER, reused: false });
			expect(fault.remaining).toBe(0);
			expect(held(stage)).toEqual(ONE_OF_EACH);
			expect(output?.evaluationId).toBe(stage.graph.costs[0]?.evaluationId);
			expect(
				stage.requests(({ method, url }) => method === 'POST' && collectionOf(kind).test(url)),
			).toHaveLength(1);
		});
	});

	describe.each(at('before'))('lost with $what before it took effect', (loss) => {
		it('is not sent again either: the failure says that nobody knows, and what exists', async () => {
			lose(loss);
			const [output] = await outputsOf(stage, askAnew());
			expect(output).toMatchObject({
				error: expect.any(String),
				outcomeUnknown: kind,
				...(kind !== 'session' && { sessionId: GUID }),
				...(kind === 'evaluation' && { promptId: GUID }),
			});
			expect(output).not.toHaveProperty('evaluationId');
			expect(held(stage)).toEqual({
				sessions: kind === 'session' ? 0 : 1,
				prompts: kind === 'evaluation' ? 1 : 0,
				evaluations: 0,
			});
			expect(
				stage.requests(({ method, url }) => method === 'POST' && collectionOf(kind).test(url)),
			).toHaveLength(1);
			const lists = stage.shown(({ method, url }) => method === 'GET' && collectionOf(kind).test(url));
			expect(lists).toHaveLength(3);
		});
	});

	it('refused with 503 and a time is sent once more when the lists show nothing new', async () => {
		lose({ effect: effects.graphError(503, { retryAfter: 20 }) });
		const [output] = await outputsOf(stage, askAnew());
		expect(output).toMatchObject({ answer: ANSWER });
		expect(held(stage)).toEqual(ONE_OF_EACH);
		const posts = stage.requests(({ method, url }) => method === 'POST' && collectionOf(kind).test(url));
		expect(posts).toHaveLength(2);
		expect(posts[1]!.time - posts[0]!.time).toBeGreaterThanOrEqual(28_000);
		expect(stage.requests(({ early }) => early === true)).toEqual([]);
	});

	it('answered with 503 and a time although it took effect is found', async () => {
		lose({ effect: effects.graphError(503, { retryAfter: 20 }), moment: 'after' });
		const [output] = await outputsOf(stage, askAnew());
		expect(output).toMatchObject({ answer: ANSWER });
		expect(held(stage)).toEqual(ONE_OF_EACH);
	});

	it('refused with 503 and a time twice is not sent a third time', async () => {
		lose({ effect: effects.graphError(503, { retryAfter: 2 }) }, 9);
		const [output] = await outputsOf(stage, askAnew());
		expect(output).toMatchObject({ outcomeUnknown: kind });
		expect(
			stage.requests(({ method, url }) => method === 'POST' && collectionOf(kind).test(url)),
		).toHaveLength(2);
	});

	it.each([
		['429 with a time', effects.throttled(10), 1],
		['429 without', effects.throttled(), 1],
		['429 three times', effects.throttled(5), 3],
		['401 of an expired token', effects.expiredToken(), 1],
	])('refused with %s is sent again: it certainly did nothing', async (_what, effect, count) => {
		lose({ effect }, count);
		const [output] = await outputsOf(stage, askAnew());
		expect(output).toMatchObject({ answer: ANSWER });
		expect(held(stage)).toEqual(ONE_OF_EACH);
		expect(stage.requests(({ early }) => early === true)).toEqual([]);
	});

	it.each([400, 402, 403, 404, 409, 413, 501, 507])(
		'refused with %i is not sent again, and its outcome is known',
		async (status) => {
			lose({ effect: effects.graphError(status) });
			const [output] = await outputsOf(stage, askAnew());
			expect(output).toMatchObject({ error: expect.any(String) });
			expect(output).not.toHaveProperty('outcomeUnknown');
			expect(
				stage.requests(({ method, url }) => method === 'POST' && collectionOf(kind).test(url)),
			).toHaveLength(1);
		},
	);

	it('is looked for three times, for a list may be behind', async () => {
		lose({ effect: effects.graphError(504), moment: 'after' });
		stage.graph.addFault({
			match: { method: 'GET', path: collectionOf(kind) },
			effect: effects.change((body) => ({ ...body, value: [] })),
			count: 2,
		});
		const [output] = await outputsOf(stage, askAnew());
		expect(output).toMatchObject({ answer: ANSWER });
		expect(held(stage)).toEqual(ONE_OF_EACH);
	});

	it('is unknown where it cannot be looked for', async () => {
		lose({ effect: effects.graphError(504), moment: 'after' });
		stage.graph.addFault({
			match: { method: 'GET', path: collectionOf(kind) },
			effect: effects.graphError(403),
			count: 9,
		});
		const [output] = await outputsOf(stage, askAnew());
		expect(output).toMatchObject({ error: expect.any(String), outcomeUnknown: kind });
		expect(stage.graph.costs).toHaveLength(kind === 'evaluation' ? 1 : 0);
	});

	it('is looked for by the clock of the server, whatever this machine thinks', async () => {
		const hours = 3 * 3_600_000;
		for (const skew of [hours, -hours]) {
			await stage.reset();
			scriptAnswers(stage);
			stage.emulator.advance(skew);
			const older = new Date(stage.graph.clock.now() - 600_000).toISOString();
			const session = stage.graph.addSession({ displayName: 'Incident 4711', createdDateTime: older });
			lose({ effect: effects.graphError(504), moment: 'after' });
			const [output] = await outputsOf(stage, askAnew());
			expect(output).toMatchObject({ answer: ANSWER });
			expect(output?.sessionId).not.toBe(session.id);
			expect(held(stage)).toEqual({ ...ONE_OF_EACH, sessions: 2 });
		}
	});
});

describe('F-54 what a lost POST is never taken for', () => {
	it('is what somebody else created: of two that it could be, none is taken', async () => {
		stage.graph.addFault({
			match: { method: 'POST', path: /evaluations$/ },
			effect: effects.graphError(504),
			moment: 'after',
		});
		stage.graph.addFault({
			match: { method: 'GET', path: /evaluations$/ },
			effect: effects.change((body) => {
				const [evaluation] = body.value as object[];
				return {
					...body,
					value: [evaluation, { ...evaluation, id: 'aaaaaaaa-0000-4000-8000-000000000001' }],
				};
			}),
		});
		const [output] = await outputsOf(stage, askAnew());
		expect(output).toMatchObject({ outcomeUnknown: 'evaluation', sessionId: GUID, promptId: GUID });
	});

	it('is the session that another item of the same name has just created', async () => {
		stage.graph.addFault({
			match: { method: 'POST', path: /sessions$/, nth: 2 },
			effect: effects.graphError(504),
		});
		const create: NodeParameters = { resource: 'session', operation: 'create', displayName: 'Incident 4711' };
		const [first, second] = await outputsOf(stage, create, [{}, {}]);
		expect(first).toMatchObject({ id: GUID });
		expect(second).toMatchObject({ error: expect.any(String), outcomeUnknown: 'session' });
	});

	it('is an older prompt of the same text', async () => {
		const session = stage.graph.addSession({ displayName: 'Incident 4711' });
		const older = stage.graph.addPrompt({ sessionId: session.id, content: 'the question' });
		stage.graph.addFault({ match: { method: 'POST', path: /prompts$/ }, effect: effects.graphError(504) });
		const [output] = await outputsOf(stage, askNamed({ options: { reuseAnswer: false } }));
		expect(output).toMatchObject({ outcomeUnknown: 'prompt', sessionId: session.id });
		expect(output?.promptId).not.toBe(older.id);
		expect(stage.graph.costs).toEqual([]);
	});

	it('is an older evaluation of the same prompt', async () => {
		const sessionId = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
		stage.graph.addFault({
			match: { method: 'POST', path: /evaluations$/ },
			effect: effects.graphError(504),
		});
		const [output] = await outputsOf(stage, {
			resource: 'evaluation',
			operation: 'create',
			sessionId: { mode: 'id', value: sessionId, __rl: true },
			promptId: '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01',
		});
		expect(output).toMatchObject({ error: expect.any(String), outcomeUnknown: 'evaluation' });
		expect(stage.graph.costs).toEqual([]);
	});
});
