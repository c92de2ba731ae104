import { scripts, type EvaluationScript } from '../index';
import { SESSION, STANDING_STILL, startForEachTest } from './client';

describe('evaluation scripts', () => {
	const started = startForEachTest(STANDING_STILL);

	/** Runs a prompt and returns the function that polls it. */
	const run = async (script?: EvaluationScript) => {
		const { client, emulator } = started;
		if (script) emulator.graph.scriptEvaluations(/.*/, script);
		const prompt = (await client.post(`${SESSION}/prompts`, { content: 'Which users are risky?' })).body;
		const path = `${SESSION}/prompts/${prompt.id}/evaluations`;
		const { id } = (await client.post(path, {})).body;
		return async () => await client.get(`${path}/${id}`);
	};
	/** States of three polls, or statuses where there is none. */
	const polled = async (script: EvaluationScript) => {
		const poll = await run(script);
		const answers = [await poll(), await poll(), await poll()];
		return answers.map(({ status, body }) => body.state ?? status);
	};

	it('follow the documented times by default', async () => {
		const poll = await run();
		const shown = async (milliseconds: number) => {
			started.emulator.advance(milliseconds);
			const { state, result } = (await poll()).body;
			return [state, result?.type];
		};
		expect(await shown(299)).toEqual(['created', undefined]);
		expect(await shown(1)).toEqual(['running', 'unknown']);
		expect(await shown(16_199)).toEqual(['running', 'unknown']);
		expect(await shown(1)).toEqual(['completed', 'success']);
		expect((await poll()).body).toMatchObject({
			runStartDateTime: expect.stringMatching(/^2026-01-15T09:00:00\.3/),
			completedDateTime: expect.stringMatching(/^2026-01-15T09:00:16\.5/),
			executionCount: 0,
		});
	});

	it('can be scaled', async () => {
		started.emulator.graph.switches.evaluationTimeScale = 0;
		expect((await (await run())()).body.state).toBe('completed');
	});

	it.each([
		['stay in a state', scripts.stuckIn('unlisted'), { state: 'unlisted' }],
		[
			'end in a result type without content',
			scripts.endingIn('unlisted'),
			{ state: 'completed', result: { type: 'unlisted', content: null } },
		],
		['end cancelled', scripts.cancelled(), { state: 'cancelled', isCancelled: true }],
		['end without a result', scripts.completedWithoutResult(), { state: 'completed', result: null }],
	])('%s', async (_what, script, expected) => {
		const poll = await run(script);
		started.emulator.advance(24 * 60_000);
		expect((await poll()).body).toMatchObject(expected);
	});

	it.each<[string, EvaluationScript, unknown[]]>([
		['hide the evaluation at first', scripts.notFoundFirst(2, 'done'), [404, 404, 'running']],
		['hide it later', scripts.notFoundAfterCompletion('done'), ['completed', 404, 404]],
		['move backwards once', scripts.movingBackwards('done'), ['completed', 'running', 'completed']],
	])('%s', async (_what, script, expected) => expect(await polled(script)).toEqual(expected));

	it('differ by prompt and by run, and each run costs', async () => {
		const { client, emulator } = started;
		emulator.graph.scriptEvaluations('risky', (_prompt, index) => scripts.immediate(`run ${index + 1}`));
		const prompt = emulator.graph.addPrompt({ sessionId: emulator.sessionId, content: 'Who is risky?' });
		const path = `${SESSION}/prompts/${prompt.id}/evaluations`;
		await client.post(path, {});
		await client.post(path, {});
		expect((await client.get(path)).body.value).toMatchObject([
			{ result: { content: 'run 1' } },
			{ result: { content: 'run 2' } },
		]);
		expect(emulator.graph.costs).toHaveLength(2);
	});

	it('move the prompt’s lastModifiedDateTime and leave the session’s alone', async () => {
		const { client, emulator } = started;
		const { lastModifiedDateTime } = (await client.get(SESSION)).body;
		const prompt = emulator.graph.addPrompt({ sessionId: emulator.sessionId });
		const before = prompt.lastModifiedDateTime;
		emulator.advance(1000);
		await client.post(`${SESSION}/prompts/${prompt.id}/evaluations`, {});
		expect(prompt.lastModifiedDateTime > before).toBe(true);
		expect((await client.get(SESSION)).body).toMatchObject({ lastModifiedDateTime });
	});
});
