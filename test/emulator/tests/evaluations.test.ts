import { scripts, startEmulator, type Emulator, type EvaluationScript } from '../index';
import { Client, SESSION } from './client';

describe('evaluation scripts', () => {
	let emulator: Emulator;
	let client: Client;

	beforeAll(async () => {
		// A clock that stands still: only advance moves it.
		emulator = await startEmulator({ now: () => Date.UTC(2026, 0, 15, 9) });
	});
	beforeEach(() => {
		emulator.reset();
		client = new Client(emulator);
	});
	afterAll(() => emulator.stop());

	/** Runs a prompt and returns the function that polls it. */
	const run = async (script?: EvaluationScript) => {
		if (script) emulator.graph.scriptEvaluations(/.*/, script);
		const prompt = (await client.post(`${SESSION}/prompts`, { content: 'Which users are risky?' })).body;
		const path = `${SESSION}/prompts/${prompt.id}/evaluations`;
		const { id } = (await client.post(path, {})).body;
		return async () => await client.get(`${path}/${id}`);
	};

	it('follow the documented times by default', async () => {
		const poll = await run();
		const shown = async (milliseconds: number) => {
			emulator.advance(milliseconds);
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
		emulator.graph.switches.evaluationTimeScale = 0;
		expect((await (await run())()).body.state).toBe('completed');
	});

	it('stay in a state', async () => {
		const poll = await run(scripts.stuckIn('unlisted'));
		emulator.advance(24 * 60_000);
		expect((await poll()).body.state).toBe('unlisted');
	});

	it('end in a result type without content', async () => {
		const type = 'unlisted';
		const poll = await run(scripts.endingIn(type));
		emulator.advance(16_500);
		expect((await poll()).body).toMatchObject({ state: 'completed', result: { type, content: null } });
	});

	it('count polls', async () => {
		const poll = await run(scripts.afterPolls(2, { content: 'done' }));
		const states = [await poll(), await poll(), await poll()].map(({ body }) => body.state);
		expect(states).toEqual(['running', 'running', 'completed']);
	});

	it('hide the evaluation before the first polls and after completion', async () => {
		const early = await run(scripts.notFoundFirst(2, 'done'));
		expect([await early(), await early(), await early()].map(({ status }) => status)).toEqual([
			404, 404, 200,
		]);
		const late = await run(scripts.notFoundAfterCompletion('done'));
		expect([await late(), await late()].map(({ status }) => status)).toEqual([200, 404]);
	});

	it('move backwards once', async () => {
		const poll = await run(scripts.movingBackwards('done'));
		const states = [await poll(), await poll(), await poll()].map(({ body }) => body.state);
		expect(states).toEqual(['completed', 'running', 'completed']);
	});

	it('end cancelled, or completed without a result', async () => {
		const cancelled = await run(scripts.cancelled());
		emulator.advance(16_500);
		expect((await cancelled()).body).toMatchObject({ state: 'cancelled', isCancelled: true });
		const empty = await run(scripts.completedWithoutResult());
		emulator.advance(16_500);
		expect((await empty()).body).toMatchObject({ state: 'completed', result: null });
	});

	it('carry any content unchanged', async () => {
		const content = 'half \uD83D \u0000 \u202E {{ $json.secret }} \r\n';
		const poll = await run(scripts.immediate(content));
		expect((await poll()).body.result.content).toBe(content);
	});

	it('differ by prompt and by run', async () => {
		emulator.graph.scriptEvaluations('risky', (_prompt, index) => scripts.immediate(`run ${index + 1}`));
		const prompt = emulator.graph.addPrompt({ sessionId: emulator.sessionId, content: 'Who is risky?' });
		const path = `${SESSION}/prompts/${prompt.id}/evaluations`;
		await client.post(path, {});
		await client.post(path, {});
		const { value } = (await client.get(path)).body;
		expect(value.map(({ result }: { result: { content: string } }) => result.content)).toEqual([
			'run 1',
			'run 2',
		]);
		expect(emulator.graph.costs).toHaveLength(2);
	});

	it('move the prompt’s lastModifiedDateTime and leave the session’s alone', async () => {
		const { body: session } = await client.get(SESSION);
		const prompt = emulator.graph.addPrompt({ sessionId: emulator.sessionId });
		const before = prompt.lastModifiedDateTime;
		emulator.advance(1000);
		await client.post(`${SESSION}/prompts/${prompt.id}/evaluations`, {});
		expect(prompt.lastModifiedDateTime > before).toBe(true);
		expect((await client.get(SESSION)).body.lastModifiedDateTime).toBe(session.lastModifiedDateTime);
	});
});
