import { effects, scripts, type Effect } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, methodsOf, outcomesOf, sessionsNamed } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const NAME = 'Incident 4711';
const QUESTION = 'Which hosts are affected?';

const HOUR = 3_600_000;

/** Milliseconds by which a wait may be longer, so that not all come at once. */
const SPREAD = 1_000;

/** Milliseconds that the clock may jump by itself while a request is under way on a machine that is busy. */
const CLOCK_SLACK = 5_000;

const fixture = Fixture.use();

const get: NodeParameters = { sessionId: SESSION };
const create: NodeParameters = { operation: 'create', displayName: NAME };

/** By how much the clock of Microsoft's servers is ahead of n8n's. */
const skews: Array<[n8nsClock: string, aheadMs: number]> = [
	['is five hours behind', 5 * HOUR],
	['is five hours ahead', -5 * HOUR],
	['is forty days ahead', -40 * 24 * HOUR],
];

/** The present by the clock of Microsoft's servers. */
let serverNow: () => number;

/** Lets the clocks of Microsoft and of n8n differ, and signs in after that. */
async function skew(aheadMs: number): Promise<void> {
	fixture.emulator.advance(aheadMs);
	serverNow = () => fixture.clock.now() + aheadMs;
	await fixture.signIn();
}

const run = async (parameters: NodeParameters, items = [{}]) =>
	await fixture.run(parameters, { items, settings: CONTINUING });

/** When requests came, by the server's clock. */
const timesOf = (method: string): number[] =>
	fixture.sent
		.filter((request) => request.method === method && !request.url.endsWith('$batch'))
		.map(({ time }) => time);

function expectBetween(time: number | undefined, earliest: number): void {
	expect(time).toBeGreaterThanOrEqual(earliest);
	expect(time).toBeLessThanOrEqual(earliest + SPREAD + CLOCK_SLACK);
}

describe.each(skews)("F-72 n8n's clock %s", (_how, aheadMs) => {
	beforeEach(async () => await skew(aheadMs));

	/** In seconds, and as a date of the server's clock. HTTP dates know no fractions. */
	const retryAfters: Array<[form: string, retryAfter: (untilMs: number) => number | string]> = [
		['seconds', () => 30],
		['a date', (untilMs) => new Date(untilMs).toUTCString()],
	];

	describe.each(retryAfters)('Retry-After as %s', (form, retryAfterOf) => {
		/** @returns until when, by the server's clock */
		const refuse = (effectOf: (retryAfter: number | string) => Effect, match = {}): number => {
			const untilMs = Math.floor(serverNow() / 1_000) * 1_000 + 30_000;
			fixture.emulator.graph.addFault({ match, effect: effectOf(retryAfterOf(untilMs)) });
			return untilMs;
		};
		/** When it may come again. */
		const dueAfter = (refusedMs: number, untilMs: number) =>
			form === 'seconds' ? refusedMs + 30_000 : untilMs;

		it.each([
			['get', get, 'GET'],
			['create', create, 'POST'],
			['update', { ...get, operation: 'update', displayName: NAME }, 'PATCH'],
		])(
			'of a 429: %s comes again when that is over by the clock of the server',
			async (_what, parameters, method) => {
				const untilMs = refuse(effects.throttled);
				const ended = await run(parameters);
				expect(outcomesOf(ended)).toEqual(['result']);
				const [refusedMs, againMs, ...more] = timesOf(method);
				expectBetween(againMs, dueAfter(refusedMs!, untilMs));
				expect(more).toEqual([]);
				expectProtocolRules(fixture, ended);
			},
		);

		it.each([
			['with', true],
			['without', false],
		])(
			'of a part of a batch %s a Date of its own: the part comes again when that is over by the clock of the server',
			async (_whether, hasDate) => {
				const untilMs = refuse(effects.throttled, { part: '1' });
				const answer = effects.change((body) => {
					const responses = body.responses as Array<{ headers: Record<string, unknown> }>;
					for (const { headers } of responses) if (!hasDate) delete headers.date;
					return body;
				});
				fixture.emulator.graph.addFault({ match: { path: '/$batch' }, effect: answer });
				const items = [0, 1, 2, 3].map((index) => ({
					id: fixture.emulator.graph.addSession({ displayName: `Session ${index}` }).id,
				}));
				const ended = await run({ sessionId: '={{ $json.id }}' }, items);
				expect(outcomesOf(ended)).toEqual(['result', 'result', 'result', 'result']);
				const [refusedMs, , , , againMs, ...more] = timesOf('GET');
				expectBetween(againMs, dueAfter(refusedMs!, untilMs));
				expect(more).toEqual([]);
				expectProtocolRules(fixture, ended);
			},
		);

		it('of a 503 to a POST: it is looked for, and sent again, when that is over', async () => {
			const untilMs = refuse((retryAfter) => effects.graphError(503, { retryAfter }));
			const ended = await run(create);
			expect(outcomesOf(ended)).toEqual(['result']);
			const [refusedMs, againMs, ...more] = timesOf('POST');
			const due = dueAfter(refusedMs!, untilMs);
			expectBetween(timesOf('GET')[0], due);
			expect(againMs).toBeGreaterThanOrEqual(due);
			expect(more).toEqual([]);
			expect(sessionsNamed(fixture, NAME)).toBe(1);
			expectProtocolRules(fixture, ended);
		});
	});

	describe('what a lost POST has created is found again, and nothing else is taken for it', () => {
		const lose = (path: RegExp) =>
			fixture.emulator.graph.addFault({
				match: { method: 'POST', path },
				effect: effects.closeBeforeHeaders(),
				moment: 'after',
			});

		it('a session, where one of the same name was created ten minutes before', async () => {
			const { graph } = fixture.emulator;
			const older = graph.addSession({
				displayName: NAME,
				createdDateTime: new Date(serverNow() - 600_000).toISOString(),
			});
			lose(/sessions$/);
			const ended = await run(create);
			expect(outcomesOf(ended)).toEqual(['result']);
			expect(sessionsNamed(fixture, NAME)).toBe(2);
			const made = graph.store
				.allSessions()
				.find(({ displayName, id }) => displayName === NAME && id !== older.id);
			expect(itemsOf(ended)[0]?.json.id).toBe(made?.id);
			expect(methodsOf(fixture)).toEqual(['POST', 'GET']);
			expectBetween(timesOf('GET')[0], timesOf('POST')[0]! + 2_000);
			expectProtocolRules(fixture, ended);
		});

		it('a prompt', async () => {
			lose(/prompts$/);
			const ended = await run({
				resource: 'prompt',
				operation: 'create',
				sessionId: SESSION,
				content: QUESTION,
			});
			expect(outcomesOf(ended)).toEqual(['result']);
			expect(fixture.sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
			expectBetween(timesOf('GET')[1], timesOf('POST')[0]! + 2_000);
		});

		it('an evaluation, which is then waited for as long as it takes', async () => {
			const { graph } = fixture.emulator;
			graph.scriptEvaluations(/who am I/, scripts.answering('Yes.'));
			lose(/evaluations$/);
			const ended = await run({
				resource: 'evaluation',
				operation: 'create',
				sessionId: SESSION,
				promptId: PROMPT,
			});
			expect(outcomesOf(ended)).toEqual(['result']);
			expect(itemsOf(ended)[0]?.json).toMatchObject({ answer: 'Yes.' });
			expect(graph.costs).toHaveLength(1);
			expect(timesOf('POST')).toHaveLength(1);
		});
	});

	it('a token that the server accepts is used, whatever age it has by that clock', async () => {
		const ended = await run(get);
		expect(outcomesOf(ended)).toEqual(['result']);
		expect(fixture.tokenRequests).toEqual([]);
	});
});

/** n8n's clock alone; that of Microsoft's servers goes on. */
function setClock(aheadMs: number): void {
	fixture.clock.set(aheadMs);
	fixture.emulator.advance(-aheadMs);
}

describe.each([5 * HOUR, -5 * HOUR])("F-72 n8n's clock is set by %i ms", (aheadMs) => {
	const kinds: Array<[grantType: string, connect: () => Promise<void>]> = [
		['a user', async () => await fixture.signIn()],
		[
			'an app',
			async () => {
				fixture.emulator.graph.switches.appOnly = 'accept';
				fixture.fillIn({ grantType: 'clientCredentials' });
				await run(get);
				expect(fixture.tokenRequests).toHaveLength(1);
			},
		],
	];

	describe.each(kinds)('after %s has signed in', (_who, connect) => {
		it('the token is used on, as long as the server accepts it', async () => {
			await connect();
			const [sent, tokens] = [fixture.sent.length, fixture.tokenRequests.length];
			setClock(aheadMs);
			expect(outcomesOf(await run(get))).toEqual(['result']);
			expect(fixture.sent.slice(sent).map(({ method, status }) => `${method} ${status}`)).toEqual([
				'GET 200',
			]);
			expect(fixture.tokenRequests).toHaveLength(tokens);
		});

		it('a token that the server refuses is renewed once, at once', async () => {
			await connect();
			const [sent, tokens] = [fixture.sent.length, fixture.tokenRequests.length];
			setClock(aheadMs);
			fixture.emulator.entra.expireAccessTokens();
			expect(outcomesOf(await run(get))).toEqual(['result']);
			const requests = fixture.sent.slice(sent);
			expect(requests.map(({ method, status }) => `${method} ${status}`)).toEqual(['GET 401', 'GET 200']);
			expect(requests[1]!.time - requests[0]!.time).toBeLessThanOrEqual(CLOCK_SLACK);
			expect(fixture.tokenRequests).toHaveLength(tokens + 1);
		});
	});

	it.each([
		['get', get, 'GET'],
		['create', create, 'POST'],
	])(
		'while %s waits because of throttling: the wait is neither shorter nor longer',
		async (_what, parameters, method) => {
			fixture.emulator.graph.addFault({ effect: effects.throttled(30) });
			const ended = await fixture.run(parameters, {
				settings: CONTINUING,
				onStart: () => void setTimeout(() => setClock(aheadMs), 12_000),
			});
			expect(outcomesOf(ended)).toEqual(['result']);
			const [refusedMs, againMs] = timesOf(method);
			expectBetween(againMs, refusedMs! + 30_000);
			expectProtocolRules(fixture, ended);
		},
	);
});
