import type { IDataObject } from 'n8n-workflow';
import { effects, entraErrors, scripts, type EvaluationScript } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const OTHERS_PROMPT = 'aaaaaaaa-0000-4000-8000-000000000001';
const THROTTLED = 'aaaaaaaa-0000-4000-8000-000000000002';
const SILENT = 'aaaaaaaa-0000-4000-8000-000000000003';

const HOUR = 3_600_000;

/** Milliseconds by which a request may come earlier or later than in another run: waits have a share of chance. */
const SPREAD = 5_000;

const fixture = Fixture.use();

/** A run during which n8n's clock is set. */
interface Scene {
	prepare(): void;
	parameters: NodeParameters;
	items?: IDataObject[];
	/** When the clock is set, in milliseconds after the beginning. */
	setAtMs: number;
	/** What becomes of the items. */
	outcomes: string[];
}

/** What a run has come to, and how. */
interface Course {
	ends: unknown[];
	/** Methods and addresses in their order. */
	lines: string[];
	/** When they came, in milliseconds after the beginning, by Microsoft's clock. */
	times: number[];
	costs: number;
	tookMs: number;
}

const sleep = async (milliseconds: number) =>
	await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

/** Runs a scene from a beginning that is always the same, and sets n8n's clock meanwhile; Microsoft's goes on. */
async function courseOf(scene: Scene, aheadMs: number): Promise<Course> {
	fixture.emulator.reset();
	await fixture.signIn();
	scene.prepare();
	// Looks begin at full quarters of a second.
	await sleep(1_000 - (fixture.clock.now() % 1_000));
	const { clock, costs } = fixture.emulator.graph;
	const began = clock.now();
	let isSet = false;
	const run = await fixture.run(scene.parameters, {
		items: scene.items,
		settings: CONTINUING,
		onStart: () =>
			void sleep(scene.setAtMs).then(() => {
				fixture.clock.set(aheadMs);
				fixture.emulator.advance(-aheadMs);
				isSet = true;
			}),
	});
	expect(isSet).toBe(true);
	expect(outcomesOf(run)).toEqual(scene.outcomes);
	expectProtocolRules(fixture, run);
	return {
		ends: itemsOf(run).map(({ json: { answer, reused, turns, details } }) => ({
			answer,
			reused,
			turns: (turns as IDataObject[] | undefined)?.map((turn) => [turn.answer, turn.reused]),
			state: (details as IDataObject | undefined)?.state,
		})),
		lines: fixture.sent.map(
			({ method, url }) => `${method} ${url.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')}`,
		),
		times: fixture.sent.map(({ time }) => time - began),
		costs: costs.length,
		tookMs: clock.now() - began,
	};
}

const evaluate = (script: EvaluationScript, timeout: number, more: () => void = () => undefined) => ({
	prepare: () => {
		fixture.emulator.graph.scriptEvaluations(/who am I/, script);
		more();
	},
	parameters: {
		resource: 'evaluation',
		operation: 'create',
		sessionId: SESSION,
		promptId: PROMPT,
		options: { timeout },
	},
});

const answeredAfter = (after: number): EvaluationScript => [
	{ state: 'running' },
	{ after, state: 'completed', result: { content: 'Yes.' } },
];

/** Asks twice. Another n8n worker creates the second prompt while the first answer is on its way. */
const askAfterOthers = (onList: (nth: number) => void) => ({
	prepare: () => {
		const { graph } = fixture.emulator;
		graph.scriptEvaluations('first', scripts.answering('One.'));
		graph.scriptEvaluations('second', scripts.answering('Two.'));
		let isCreated = false;
		let lists = 0;
		graph.addFault({
			match: { method: 'GET', path: /evaluations\/[^/]+$/ },
			effect: effects.change((body) => {
				if (body.state !== 'completed' || isCreated) return body;
				isCreated = true;
				graph.addPrompt({ id: OTHERS_PROMPT, sessionId: SESSION, content: 'the second question' });
				return body;
			}),
			count: 100,
		});
		graph.addFault({
			match: { method: 'GET', path: new RegExp(`${OTHERS_PROMPT}.*evaluations$`) },
			effect: effects.change((body) => {
				onList((lists += 1));
				return body;
			}),
			count: 100,
		});
	},
	parameters: {
		operation: 'ask',
		askIn: 'existingSession',
		sessionId: SESSION,
		prompt: 'the first question',
		followUps: ['the second question'],
		options: { reuseAnswer: true },
	},
});

const scenes: Array<[what: string, scene: Scene]> = [
	[
		'an evaluation that is answered in time',
		{ ...evaluate(answeredAfter(56_000), 300), setAtMs: 22_700, outcomes: ['result'] },
	],
	[
		'an evaluation that is not answered in time',
		{ ...evaluate(scripts.stuckIn('running'), 120), setAtMs: 22_700, outcomes: ['evaluationUnfinished'] },
	],
	[
		'an evaluation of which a look is throttled at that moment',
		{
			...evaluate(answeredAfter(100_000), 300, () => {
				fixture.emulator.graph.addFault({
					match: { method: 'GET', path: /evaluations\/[^/]+$/, nth: 2 },
					effect: effects.throttled(60),
				});
			}),
			setAtMs: 22_700,
			outcomes: ['result'],
		},
	],
	[
		'an evaluation while the token endpoint is out of reach',
		{
			...evaluate(answeredAfter(56_000), 300, () => {
				fixture.emulator.graph.addFault({
					match: { method: 'GET', path: /evaluations\/[^/]+$/, nth: 3 },
					effect: effects.expiredToken(),
					count: 2,
				});
				fixture.emulator.entra.failNextTokenRequests(2, entraErrors.unavailable());
			}),
			setAtMs: 4_600,
			outcomes: ['result'],
		},
	],
	[
		'a second turn that waits for the evaluation of another worker, which comes',
		{
			...askAfterOthers((nth) => {
				const { graph } = fixture.emulator;
				if (nth === 5) graph.addEvaluation({ promptId: OTHERS_PROMPT, script: scripts.answering('Theirs.') });
			}),
			setAtMs: 21_300,
			outcomes: ['result'],
		},
	],
	[
		'a second turn that waits for the evaluation of another worker, which never comes',
		{ ...askAfterOthers(() => undefined), setAtMs: 30_000, outcomes: ['result'] },
	],
	[
		'a read without an answer, which comes again while another one is throttled',
		{
			prepare: () => {
				const { graph } = fixture.emulator;
				for (const id of [THROTTLED, SILENT]) graph.addSession({ id });
				graph.addFault({ match: { path: THROTTLED }, effect: effects.throttled(60) });
				graph.addFault({ match: { path: SILENT }, effect: effects.hang() });
			},
			parameters: { sessionId: '={{ $json.id }}' },
			items: [{ id: THROTTLED }, { id: SILENT }],
			setAtMs: 12_000,
			outcomes: ['result', 'result'],
		},
	],
	[
		'a look for the session that a lost request has created',
		{
			prepare: () => {
				const { graph } = fixture.emulator;
				const createdDateTime = new Date(graph.clock.now() - 600_000).toISOString();
				graph.addSession({ displayName: 'Incident 4711', createdDateTime });
				graph.addFault({
					match: { method: 'POST' },
					effect: effects.closeBeforeHeaders(),
					moment: 'after',
				});
			},
			parameters: { operation: 'create', displayName: 'Incident 4711' },
			setAtMs: 1_000,
			outcomes: ['result'],
		},
	],
];

/** The wait for another worker has a random part, so there may be one poll more. */
const withoutRepeats = (lines: string[]) => lines.filter((line, index) => line !== lines[index - 1]);

describe.each([5 * HOUR, -5 * HOUR])(
	"F-72 n8n's clock is set by %i ms, which changes nothing, during",
	(aheadMs) => {
		it.each(scenes)('%s', async (_what, scene) => {
			const usual = await courseOf(scene, 0);
			const disturbed = await courseOf(scene, aheadMs);
			expect(disturbed.ends).toEqual(usual.ends);
			expect(withoutRepeats(disturbed.lines)).toEqual(withoutRepeats(usual.lines));
			expect(disturbed.costs).toBe(usual.costs);
			for (const [index, time] of [...disturbed.times, disturbed.tookMs].entries()) {
				const usualTime = usual.times[index] ?? usual.tookMs;
				expect(Math.abs(time - usualTime)).toBeLessThanOrEqual(SPREAD);
			}
		});
	},
);
