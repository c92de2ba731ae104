import type { IDataObject } from 'n8n-workflow';
import { effects, scripts, type Effect, type EvaluationScript } from '../../emulator';
import { Fixture, itemsOf, type NodeParameters } from '../harness';
import { askExisting } from '../harness/asking';
import { PROMPT, SESSION } from '../harness/documented';
import { CONTINUING, expectProtocolRules, outcomesOf } from '../harness/outcomes';

const HOUR = 3_600_000;

/** Milliseconds by which a request may come earlier or later than due: waits have a share of chance. */
const SPREAD = 6_000;

const fixture = Fixture.use();

const sleep = async (milliseconds: number) =>
	await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

describe.each([5 * HOUR, -40 * 24 * HOUR])(
	"The clock of Microsoft's servers is %i ms ahead of n8n's",
	(aheadMs) => {
		beforeEach(async () => {
			fixture.emulator.advance(aheadMs);
			await fixture.signIn();
		});

		/** Refuses one request until a time that it names as a date of the server's clock, which knows no fractions. */
		const refuse = (effectOf: (retryAfter: string) => Effect, match = {}): number => {
			const untilMs = Math.floor((fixture.clock.now() + aheadMs) / 1_000) * 1_000 + 30_000;
			fixture.graph.addFault({ match, effect: effectOf(new Date(untilMs).toUTCString()) });
			return untilMs;
		};

		it.each<[string, NodeParameters, string, (retryAfter: string) => Effect]>([
			['a 429 to a read', { sessionId: SESSION }, 'GET', effects.throttled],
			['a 429 to a POST', { operation: 'create', displayName: 'New' }, 'POST', effects.throttled],
			[
				'a 503 to a POST',
				{ operation: 'create', displayName: 'New' },
				'POST',
				(retryAfter) => effects.graphError(503, { retryAfter }),
			],
		])('the date of %s is that of the server', async (_what, parameters, method, effectOf) => {
			const untilMs = refuse(effectOf);
			const run = await fixture.run(parameters, { settings: CONTINUING });
			expect(outcomesOf(run)).toEqual(['result']);
			const [, again, ...more] = fixture.requests((request) => request.method === method);
			expect(again!.time).toBeGreaterThanOrEqual(untilMs);
			// A POST that may have had its effect is looked for three times before.
			expect(again!.time).toBeLessThanOrEqual(untilMs + 2 * SPREAD);
			expect(more).toEqual([]);
			expectProtocolRules(fixture, run);
		});

		it('so is the date of a part of a batch that has no Date of its own', async () => {
			const untilMs = refuse(effects.throttled, { part: '1' });
			const effect = effects.change((body) => {
				const responses = body.responses as Array<{ headers: Record<string, unknown> }>;
				for (const { headers } of responses) delete headers.date;
				return body;
			});
			fixture.graph.addFault({ match: { path: '/$batch' }, effect });
			const items = Array.from({ length: 4 }, () => ({ id: fixture.graph.addSession().id }));
			const run = await fixture.run({ sessionId: '={{ $json.id }}' }, { items, settings: CONTINUING });
			expect(outcomesOf(run)).toEqual(Array(4).fill('result'));
			const again = fixture.requests(({ batchPart }) => !batchPart);
			expect(again).toHaveLength(1);
			expect(again[0]!.time).toBeGreaterThanOrEqual(untilMs);
			expect(again[0]!.time).toBeLessThanOrEqual(untilMs + SPREAD);
		});

		it('a token that the server accepts is used, whatever age it has by that clock', async () => {
			const run = await fixture.run({ sessionId: SESSION }, { settings: CONTINUING });
			expect([outcomesOf(run), fixture.tokenRequests]).toEqual([['result'], []]);
		});
	},
);

/** Sets n8n's clock; that of Microsoft's servers goes on. */
function setClock(aheadMs: number): void {
	fixture.clock.set(aheadMs);
	fixture.emulator.advance(-aheadMs);
}

/** A run during which n8n's clock is set. */
interface Scene {
	prepare(): void;
	parameters: NodeParameters;
	items?: IDataObject[];
	/** When the clock is set, in milliseconds after the beginning. */
	setAtMs: number;
	outcomes: string[];
}

/** Runs a scene from a beginning that is always the same. @returns what it came to, and when requests came */
async function courseOf({ prepare, parameters, items, setAtMs, outcomes }: Scene, aheadMs: number) {
	await fixture.reset();
	prepare();
	// Polls begin at full seconds.
	await sleep(1_000 - (fixture.clock.now() % 1_000));
	const began = fixture.graph.clock.now();
	let isSet = false;
	const run = await fixture.run(parameters, {
		items,
		settings: CONTINUING,
		onStart: () =>
			void sleep(setAtMs).then(() => {
				setClock(aheadMs);
				isSet = true;
			}),
	});
	expect([isSet, outcomesOf(run)]).toEqual([true, outcomes]);
	expectProtocolRules(fixture, run);
	const ends = itemsOf(run).map(({ json: { answer, turns, details } }) => ({
		answer,
		turns: (turns as IDataObject[] | undefined)?.map((turn) => [turn.answer, turn.reused]),
		state: (details as IDataObject | undefined)?.state,
	}));
	const lines = fixture.sentLines.map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…'));
	return {
		// The wait for another worker has a random part, so there may be one poll more.
		course: { ends, lines: lines.filter((line, index) => line !== lines[index - 1]) },
		paid: fixture.graph.costs.length,
		times: [...fixture.sent.map(({ time }) => time - began), fixture.graph.clock.now() - began],
	};
}

const evaluate = (script: EvaluationScript, timeout: number) => ({
	prepare: () => fixture.graph.scriptEvaluations(/who am I/, script),
	parameters: {
		resource: 'evaluation',
		operation: 'create',
		sessionId: SESSION,
		promptId: PROMPT,
		options: { timeout },
	},
	setAtMs: 22_700,
});

const THROTTLED = 'aaaaaaaa-0000-4000-8000-000000000002';
const SILENT = 'aaaaaaaa-0000-4000-8000-000000000003';

const scenes: Array<[what: string, scene: Scene]> = [
	[
		'an evaluation that is answered in time',
		{
			...evaluate(
				[{ state: 'running' }, { after: 56_000, state: 'completed', result: { content: 'Yes.' } }],
				300,
			),
			outcomes: ['result'],
		},
	],
	[
		'an evaluation that is not answered in time',
		{ ...evaluate(scripts.stuckIn('running'), 120), outcomes: ['evaluationUnfinished'] },
	],
	[
		'the wait for the evaluation of another worker, which never comes',
		{
			prepare: () => {
				fixture.graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
				const id = 'aaaaaaaa-0000-4000-8000-000000000001';
				fixture.graph.addPrompt({ id, sessionId: SESSION, content: 'the question' });
			},
			parameters: askExisting({ options: { reuseAnswer: true } }),
			setAtMs: 21_300,
			outcomes: ['result'],
		},
	],
	[
		'a read without an answer, which comes again while another one is throttled',
		{
			prepare: () => {
				for (const id of [THROTTLED, SILENT]) fixture.graph.addSession({ id });
				fixture.graph.addFault({ match: { path: THROTTLED }, effect: effects.throttled(60) });
				fixture.graph.addFault({ match: { path: SILENT }, effect: effects.hang() });
			},
			parameters: { sessionId: '={{ $json.id }}' },
			items: [{ id: THROTTLED }, { id: SILENT }],
			setAtMs: 12_000,
			outcomes: ['result', 'result'],
		},
	],
];

it.each(scenes)("n8n's clock is set, which changes nothing, during %s", async (_what, scene) => {
	const usual = await courseOf(scene, 0);
	for (const aheadMs of [5 * HOUR, -5 * HOUR]) {
		const disturbed = await courseOf(scene, aheadMs);
		expect([disturbed.course, disturbed.paid]).toEqual([usual.course, usual.paid]);
		for (const [index, time] of disturbed.times.entries())
			expect(Math.abs(time - (usual.times[index] ?? usual.times.at(-1)!))).toBeLessThanOrEqual(SPREAD);
	}
});

it.each([5 * HOUR, -5 * HOUR])(
	"n8n's clock is set by %i ms: a token is used on until the server refuses it, then renewed once",
	async (aheadMs) => {
		setClock(aheadMs);
		const get = async () => outcomesOf(await fixture.run({ sessionId: SESSION }, { settings: CONTINUING }));
		expect([await get(), fixture.tokenRequests]).toEqual([['result'], []]);
		fixture.emulator.entra.expireAccessTokens();
		expect(await get()).toEqual(['result']);
		expect(fixture.sent.map(({ status }) => status)).toEqual([200, 401, 200]);
		expect(fixture.tokenRequests).toHaveLength(1);
	},
);
