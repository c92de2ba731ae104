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
import { Fixture } from './harness/Fixture';

const GUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const TWIN = 'aaaaaaaa-0000-4000-8000-000000000001';

const fixture = Fixture.use();
beforeEach(() => {
	scriptAnswers(fixture);
});

type Kind = (typeof KINDS)[number];

const lose = (kind: Kind, effect: Effect, moment?: Moment, count = 1) =>
	fixture.graph.addFault({ match: { method: 'POST', path: collectionOf(kind) }, effect, moment, count });

const posts = (kind: Kind) =>
	fixture.requests(({ method, url }) => method === 'POST' && collectionOf(kind).test(url));

/** Answers that do not tell whether the POST had its effect. */
const UNKNOWN: Array<[string, Effect]> = [
	['408', effects.graphError(408)],
	['502 as HTML', effects.html(502)],
	['503', effects.graphError(503)],
	['504', effects.graphError(504)],
	['a status that nobody knows', effects.graphError(599)],
	['a reset', effects.reset()],
	['no answer', effects.hang()],
];

const UNREADABLE: Array<[string, Effect]> = [
	['half a body', effects.truncatedJson()],
	['202 without a body', effects.emptyBody(202)],
	['a body that breaks off', effects.closeMidBody()],
	['no ID', effects.change((body) => ({ ...body, id: undefined }))],
	['an empty ID', effects.change((body) => ({ ...body, id: '' }))],
];

describe('F-54 a POST of an evaluation', () => {
	it.each([
		...UNKNOWN.map(([what, effect]) => [what, effect, 'after' as Moment] as const),
		...UNREADABLE.map(([what, effect]) => [what, effect, undefined] as const),
	])(
		'answered with %s, once it took effect, is not sent again: it is found',
		async (_what, effect, moment) => {
			const fault = lose('evaluation', effect, moment);
			const [output] = await outputsOf(fixture, askAnew());
			expect(output).toMatchObject({ answer: ANSWER, reused: false });
			expect(fault.remaining).toBe(0);
			expect(held(fixture)).toEqual(ONE_OF_EACH);
			expect(output?.evaluationId).toBe(fixture.graph.costs[0]?.evaluationId);
			expect(posts('evaluation')).toHaveLength(1);
		},
	);

	it.each(UNKNOWN)('lost with %s before it took effect is not sent again either', async (_what, effect) => {
		lose('evaluation', effect, 'before');
		const [output] = await outputsOf(fixture, askNamed());
		expect(output).toMatchObject({ outcomeUnknown: 'evaluation', sessionId: GUID, promptId: GUID });
		expect(output).not.toHaveProperty('evaluationId');
		expect(posts('evaluation')).toHaveLength(1);
	});
});

describe.each(KINDS)('F-54 a POST that creates a %s', (kind) => {
	it('is found where its answer was lost', async () => {
		lose(kind, effects.reset(), 'after');
		const [output] = await outputsOf(fixture, askAnew());
		expect(output).toMatchObject({ answer: ANSWER, reused: false });
		expect(held(fixture)).toEqual(ONE_OF_EACH);
		expect(posts(kind)).toHaveLength(1);
	});

	it('is unknown in a new session where three lists show nothing new, and what exists is told', async () => {
		lose(kind, effects.graphError(504));
		const [output] = await outputsOf(fixture, askAnew());
		expect(output).toMatchObject({
			error: expect.any(String),
			outcomeUnknown: kind,
			...(kind !== 'session' && { sessionId: GUID }),
			...(kind === 'evaluation' && { promptId: GUID }),
		});
		expect(fixture.graph.costs).toEqual([]);
		expect(posts(kind)).toHaveLength(1);
		const isList = ({ method, url }: { method: string; url: string }) =>
			method === 'GET' && new RegExp(`/${kind}s(\\?\\$filter.*)?$`).test(url);
		// The service takes no filter, which is learned once.
		expect(fixture.shown(isList)).toHaveLength(kind === 'session' ? 4 : 3);
	});

	it('refused with 503 and a time is sent once more when the lists show nothing new', async () => {
		lose(kind, effects.graphError(503, { retryAfter: 20 }));
		const [output] = await outputsOf(fixture, askAnew());
		expect(output).toMatchObject({ answer: ANSWER });
		expect(held(fixture)).toEqual(ONE_OF_EACH);
		const [first, second] = posts(kind);
		expect(second!.time - first!.time).toBeGreaterThanOrEqual(28_000);
		expect(fixture.requests(({ early }) => early === true)).toEqual([]);
	});

	it('answered with 503 and a time although it took effect is found', async () => {
		lose(kind, effects.graphError(503, { retryAfter: 20 }), 'after');
		const [output] = await outputsOf(fixture, askAnew());
		expect(output).toMatchObject({ answer: ANSWER });
		expect(held(fixture)).toEqual(ONE_OF_EACH);
	});

	it('refused with 503 and a time twice is not sent a third time', async () => {
		lose(kind, effects.graphError(503, { retryAfter: 2 }), 'before', 9);
		const [output] = await outputsOf(fixture, askAnew());
		expect(output).toMatchObject({ outcomeUnknown: kind });
		expect(posts(kind)).toHaveLength(2);
	});

	it.each([
		['429', effects.throttled(5), 3],
		['401 of an expired token', effects.expiredToken(), 1],
	])('refused with %s is sent again: it certainly did nothing', async (_what, effect, count) => {
		lose(kind, effect, undefined, count);
		const [output] = await outputsOf(fixture, askAnew());
		expect(output).toMatchObject({ answer: ANSWER });
		expect(held(fixture)).toEqual(ONE_OF_EACH);
		expect(fixture.requests(({ early }) => early === true)).toEqual([]);
	});

	it.each([400, 403, 409, 501])(
		'refused with %i is not sent again, and its outcome is known',
		async (status) => {
			lose(kind, effects.graphError(status));
			const [output] = await outputsOf(fixture, askAnew());
			expect(output).toMatchObject({ error: expect.any(String) });
			expect(output).not.toHaveProperty('outcomeUnknown');
			expect(posts(kind)).toHaveLength(1);
		},
	);

	it('is looked for three times, for a list may lag', async () => {
		lose(kind, effects.graphError(504), 'after');
		fixture.graph.addFault({
			match: { method: 'GET', path: collectionOf(kind) },
			effect: effects.change((body) => ({ ...body, value: [] })),
			count: 2,
		});
		const [output] = await outputsOf(fixture, askAnew());
		expect(output).toMatchObject({ answer: ANSWER });
		expect(held(fixture)).toEqual(ONE_OF_EACH);
	});

	it('is unknown where it cannot be looked for', async () => {
		lose(kind, effects.graphError(504), 'after');
		fixture.graph.addFault({
			match: { method: 'GET', path: collectionOf(kind) },
			effect: effects.graphError(403),
			count: 9,
		});
		const [output] = await outputsOf(fixture, askAnew());
		expect(output).toMatchObject({ error: expect.any(String), outcomeUnknown: kind });
		expect(posts(kind)).toHaveLength(1);
	});
});

it.each([3, -3])('what a POST created is told by the clock of the server, %i hours ahead', async (hours) => {
	fixture.emulator.advance(hours * 3_600_000);
	const older = new Date(fixture.graph.clock.now() - 600_000).toISOString();
	const session = fixture.graph.addSession({ displayName: 'Incident 4711', createdDateTime: older });
	lose('session', effects.graphError(504), 'after');
	const [output] = await outputsOf(fixture, askAnew());
	expect(output).toMatchObject({ answer: ANSWER });
	expect(output?.sessionId).not.toBe(session.id);
});

describe('in a named session', () => {
	it.each(['session', 'prompt'] as const)(
		'a %s costs nothing: it is created once more where the lists show nothing new',
		async (kind) => {
			lose(kind, effects.reset());
			const [output] = await outputsOf(fixture, askNamed());
			expect(output).toMatchObject({ answer: ANSWER, reused: false });
			expect(held(fixture)).toEqual(ONE_OF_EACH);
			expect(posts(kind)).toHaveLength(2);
		},
	);

	it.each(['session', 'prompt'] as const)('a %s is created no third time', async (kind) => {
		lose(kind, effects.graphError(504), 'before', 9);
		const [output] = await outputsOf(fixture, askNamed());
		expect(output).toMatchObject({ outcomeUnknown: kind });
		expect(posts(kind)).toHaveLength(2);
	});

	it('a prompt whose answer was lost is evaluated within 20 s', async () => {
		lose('prompt', effects.reset(), 'after');
		const startedMs = fixture.clock.now();
		const [output] = await outputsOf(fixture, askNamed());
		expect(output).toMatchObject({ answer: ANSWER, reused: false });
		expect(held(fixture)).toEqual(ONE_OF_EACH);
		expect(posts('evaluation')[0]!.time - startedMs).toBeLessThan(20_000);
	});

	/** Lets another worker create the same when our POST is lost. */
	const withTwin = (kind: 'session' | 'prompt', moment: Moment, create: () => void) => {
		const predicate = () => {
			create();
			return true;
		};
		fixture.graph.addFault({
			match: { method: 'POST', path: collectionOf(kind), predicate },
			effect: effects.graphError(503),
			moment,
		});
	};

	it.each(['before', 'after'] as const)(
		'the prompt of another worker is not paid twice: ours was lost %s its effect',
		async (moment) => {
			const session = fixture.graph.addSession({ displayName: 'Incident 4711' });
			withTwin('prompt', moment, () => {
				fixture.graph.addPrompt({ id: TWIN, sessionId: session.id, content: 'the question' });
				const script = [
					{ state: 'running' },
					{ after: 9_000, state: 'completed', result: { content: 'Theirs.' } },
				];
				fixture.graph.addEvaluation({ promptId: TWIN, script });
			});
			const [output] = await outputsOf(fixture, askNamed());
			expect(output).toMatchObject({ promptId: TWIN, answer: 'Theirs.', reused: true });
			expect(fixture.graph.costs).toEqual([]);
		},
	);

	it('the session of another worker is read before anything is asked in it', async () => {
		withTwin('session', 'before', () => {
			const session = fixture.graph.addSession({ displayName: 'Incident 4711' });
			const prompt = fixture.graph.addPrompt({ sessionId: session.id, content: 'the question' });
			fixture.graph.addEvaluation({
				promptId: prompt.id,
				state: 'completed',
				result: { content: 'Theirs.' },
			});
		});
		const [output] = await outputsOf(fixture, askNamed());
		expect(output).toMatchObject({ answer: 'Theirs.', reused: true });
		expect(posts('prompt')).toEqual([]);
		expect(fixture.graph.costs).toEqual([]);
	});
});

describe('F-54 what a lost POST is never taken for', () => {
	it('is the evaluation of another run: of two that it could be, none is taken', async () => {
		lose('evaluation', effects.graphError(504), 'after');
		fixture.graph.addFault({
			match: { method: 'GET', path: /evaluations$/ },
			effect: effects.change((body) => {
				const [evaluation] = body.value as object[];
				return { ...body, value: [evaluation, { ...evaluation, id: TWIN }] };
			}),
		});
		const [output] = await outputsOf(fixture, askAnew());
		expect(output).toMatchObject({ outcomeUnknown: 'evaluation', sessionId: GUID, promptId: GUID });
	});

	it('is the session that another item of the same name has just created', async () => {
		const match = { method: 'POST', path: /sessions$/, nth: 2 };
		fixture.graph.addFault({ match, effect: effects.graphError(504) });
		const create: NodeParameters = { resource: 'session', operation: 'create', displayName: 'Incident 4711' };
		const [first, second] = await outputsOf(fixture, create, [{}, {}]);
		expect(first).toMatchObject({ id: GUID });
		expect(second).toMatchObject({ error: expect.any(String), outcomeUnknown: 'session' });
	});

	it('is an older prompt of the same text', async () => {
		const session = fixture.graph.addSession({ displayName: 'Incident 4711' });
		const older = fixture.graph.addPrompt({ sessionId: session.id, content: 'the question' });
		lose('prompt', effects.graphError(504));
		const [output] = await outputsOf(fixture, askNamed({ options: { reuseAnswer: false } }));
		expect(output).toMatchObject({ answer: ANSWER, sessionId: session.id });
		expect(output?.promptId).not.toBe(older.id);
	});

	it('is an older evaluation of the same prompt', async () => {
		lose('evaluation', effects.graphError(504));
		const [output] = await outputsOf(fixture, {
			resource: 'evaluation',
			operation: 'create',
			sessionId: { mode: 'id', value: 'ecdfb9b3-58f5-457f-a18c-4a477890b252', __rl: true },
			promptId: '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01',
		});
		expect(output).toMatchObject({ error: expect.any(String), outcomeUnknown: 'evaluation' });
		expect(fixture.graph.costs).toEqual([]);
	});
});
