import { effects, scripts, type Effect, type Moment } from '../emulator';
import { Fixture } from './harness';
import {
	ANSWER,
	askAnew,
	askNamed,
	collectionOf,
	held,
	INCIDENT,
	KINDS,
	ONE_OF_EACH,
	outputOf,
	outputsOf,
	scriptAnswers,
} from './harness/asking';
import { GUID, PROMPT, SESSION } from './harness/documented';

const TWIN = 'aaaaaaaa-0000-4000-8000-000000000001';

const fixture = Fixture.use();
beforeEach(() => scriptAnswers(fixture));

type Kind = (typeof KINDS)[number];

const lose = (kind: Kind, effect: Effect, moment?: Moment, count = 1) =>
	fixture.graph.addFault({ match: { method: 'POST', path: collectionOf(kind) }, effect, moment, count });

const posts = (kind: Kind) =>
	fixture.requests(({ method, url }) => method === 'POST' && collectionOf(kind).test(url));

describe.each(KINDS)('A POST that creates a %s', (kind) => {
	it.each<[string, Effect, Moment | undefined]>([
		['a reset', effects.reset(), 'after'],
		['503 and a time', effects.graphError(503, { retryAfter: 20 }), 'after'],
		['a status that nobody knows', effects.graphError(599), 'after'],
		['an empty ID', effects.change((body) => ({ ...body, id: '' })), undefined],
	])('is found and not sent again where its answer is %s', async (_what, effect, moment) => {
		lose(kind, effect, moment);
		const output = await outputOf(fixture, askAnew());
		expect(output).toMatchObject({ answer: ANSWER, reused: false });
		expect(output.evaluationId).toBe(fixture.graph.costs[0]?.evaluationId);
		expect([held(fixture), posts(kind).length]).toEqual([ONE_OF_EACH, 1]);
	});

	it('is unknown where three lists show nothing new, is not sent again, and what exists is told', async () => {
		lose(kind, effects.graphError(504));
		expect(await outputOf(fixture, askAnew())).toMatchObject({
			error: expect.any(String),
			outcomeUnknown: kind,
			...(kind !== 'session' && { sessionId: GUID }),
			...(kind === 'evaluation' && { promptId: GUID }),
		});
		expect([fixture.graph.costs, posts(kind).length]).toEqual([[], 1]);
		const isList = ({ method, url }: { method: string; url: string }) =>
			method === 'GET' && new RegExp(`/${kind}s(\\?\\$filter.*)?$`).test(url);
		// The service takes no filter, which is learned once.
		expect(fixture.shown(isList)).toHaveLength(kind === 'session' ? 4 : 3);
	});

	it('refused with 503 and a time is sent once more when the lists show nothing new, and no third time', async () => {
		const fault = lose(kind, effects.graphError(503, { retryAfter: 20 }));
		expect(await outputOf(fixture, askAnew())).toMatchObject({ answer: ANSWER });
		expect([held(fixture), fault.remaining]).toEqual([ONE_OF_EACH, 0]);
		const [first, second] = posts(kind);
		expect(second!.time - first!.time).toBeGreaterThanOrEqual(28_000);
		expect(fixture.requests(({ early }) => early === true)).toEqual([]);
		lose(kind, effects.graphError(503, { retryAfter: 2 }), 'before', 9);
		const other = askAnew({ displayName: 'Incident 4712' });
		expect(await outputOf(fixture, other)).toMatchObject({ outcomeUnknown: kind });
		expect(posts(kind)).toHaveLength(4);
	});

	it('is looked for three times, for a list may lag', async () => {
		lose(kind, effects.graphError(504), 'after');
		fixture.graph.addFault({
			match: { method: 'GET', path: collectionOf(kind) },
			effect: effects.change((body) => ({ ...body, value: [] })),
			count: 2,
		});
		expect(await outputOf(fixture, askAnew())).toMatchObject({ answer: ANSWER });
		expect(held(fixture)).toEqual(ONE_OF_EACH);
	});

	it('is unknown where it cannot be looked for', async () => {
		lose(kind, effects.graphError(504), 'after');
		fixture.graph.addFault({
			match: { method: 'GET', path: collectionOf(kind) },
			effect: effects.graphError(403),
			count: 9,
		});
		expect(await outputOf(fixture, askAnew())).toMatchObject({ outcomeUnknown: kind });
		expect(posts(kind)).toHaveLength(1);
	});
});

it('What was found after a lost POST is not told as created', async () => {
	lose('session', effects.reset(), 'after');
	lose('prompt', effects.graphError(400));
	const output = await outputOf(fixture, askAnew());
	expect(output).toMatchObject({ error: expect.any(String), sessionId: GUID });
	expect(JSON.stringify(output)).not.toMatch(/has created/);
});

describe('In a named session', () => {
	it.each(['session', 'prompt'] as const)(
		'a %s costs nothing: it is created once more where the lists show nothing new, and no third time',
		async (kind) => {
			lose(kind, effects.reset());
			expect(await outputOf(fixture, askNamed())).toMatchObject({ answer: ANSWER, reused: false });
			expect([held(fixture), posts(kind).length]).toEqual([ONE_OF_EACH, 2]);
			lose(kind, effects.graphError(504), 'before', 9);
			const other = askNamed({ displayName: 'Incident 4712' });
			expect(await outputOf(fixture, other)).toMatchObject({ outcomeUnknown: kind });
			expect(posts(kind)).toHaveLength(4);
		},
	);

	it('an evaluation is paid for: it is not sent again', async () => {
		lose('evaluation', effects.reset());
		expect(await outputOf(fixture, askNamed())).toMatchObject({ outcomeUnknown: 'evaluation' });
		expect(posts('evaluation')).toHaveLength(1);
	});

	it('a prompt whose answer was lost is evaluated when no other worker does it', async () => {
		lose('prompt', effects.reset(), 'after');
		const startedMs = fixture.clock.now();
		expect(await outputOf(fixture, askNamed())).toMatchObject({ answer: ANSWER, reused: false });
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
			const { id: sessionId } = fixture.graph.addSession({ displayName: INCIDENT });
			withTwin('prompt', moment, () => {
				fixture.graph.addPrompt({ id: TWIN, sessionId, content: 'the question' });
				fixture.graph.addEvaluation({ promptId: TWIN, script: scripts.answering('Theirs.') });
			});
			const output = await outputOf(fixture, askNamed());
			expect(output).toMatchObject({ promptId: TWIN, answer: 'Theirs.', reused: true });
			expect(fixture.graph.costs).toEqual([]);
		},
	);

	it('the session of another worker is read before anything is asked in it', async () => {
		withTwin('session', 'before', () => {
			const { id: sessionId } = fixture.graph.addSession({ displayName: INCIDENT });
			const { id: promptId } = fixture.graph.addPrompt({ sessionId, content: 'the question' });
			fixture.graph.addEvaluation({ promptId, state: 'completed', result: { content: 'Theirs.' } });
		});
		expect(await outputOf(fixture, askNamed())).toMatchObject({ answer: 'Theirs.', reused: true });
		expect([posts('prompt'), fixture.graph.costs]).toEqual([[], []]);
	});
});

describe('A lost POST is never taken for', () => {
	it('the evaluation of another run: of two that it could be, none is taken', async () => {
		lose('evaluation', effects.graphError(504), 'after');
		const effect = effects.change((body) => {
			const [evaluation] = body.value as object[];
			return { ...body, value: [evaluation, { ...evaluation, id: TWIN }] };
		});
		fixture.graph.addFault({ match: { method: 'GET', path: /evaluations$/ }, effect });
		const output = await outputOf(fixture, askAnew());
		expect(output).toMatchObject({ outcomeUnknown: 'evaluation', sessionId: GUID, promptId: GUID });
	});

	it.each<[string, boolean]>([
		['created', false],
		['found after its own POST was lost', true],
	])('the session that another item of the same name has just %s', async (_how, isLost) => {
		if (isLost) lose('session', effects.graphError(504), 'after');
		// A fault counts only the POSTs that none before it has struck.
		const match = { method: 'POST', path: /sessions$/, nth: isLost ? 1 : 2 };
		fixture.graph.addFault({ match, effect: effects.graphError(504) });
		const create = { operation: 'create', displayName: INCIDENT };
		expect(await outputsOf(fixture, create, [{}, {}])).toMatchObject([
			{ id: GUID },
			{ outcomeUnknown: 'session' },
		]);
	});

	it.each([0, 3, -3])(
		'an older session of the same name, by the clock of the server, %i hours ahead',
		async (hours) => {
			fixture.emulator.advance(hours * 3_600_000);
			const createdDateTime = new Date(fixture.graph.clock.now() - 600_000).toISOString();
			const { id } = fixture.graph.addSession({ displayName: INCIDENT, createdDateTime });
			lose('session', effects.graphError(504), 'after');
			const output = await outputOf(fixture, askAnew());
			expect(output.answer).toBe(ANSWER);
			expect(output.sessionId).not.toBe(id);
		},
	);

	it('an older prompt of the same text', async () => {
		const { id: sessionId } = fixture.graph.addSession({ displayName: INCIDENT });
		const older = fixture.graph.addPrompt({ sessionId, content: 'the question' });
		lose('prompt', effects.graphError(504));
		const output = await outputOf(fixture, askNamed({ options: { reuseAnswer: false } }));
		expect(output).toMatchObject({ answer: ANSWER, sessionId });
		expect(output.promptId).not.toBe(older.id);
	});

	it('an older evaluation of the same prompt', async () => {
		lose('evaluation', effects.graphError(504));
		const create = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };
		expect(await outputOf(fixture, create)).toMatchObject({ outcomeUnknown: 'evaluation' });
		expect(fixture.graph.costs).toEqual([]);
	});
});
