import { errorOf, itemsOf, TestBench } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const EVALUATION = '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const bench = TestBench.set();

const known = { sessionId: SESSION, promptId: PROMPT, evaluationId: EVALUATION };

describe('F-30 An ID with a sharing token', () => {
	const TOKEN = 'c2hhcmluZw';
	const around = [`,st=${TOKEN}`, `:st:${TOKEN}`, `?st=${TOKEN}`];
	const get = { resource: 'evaluation', operation: 'get', ...known };

	it.each(around.flatMap((more) => Object.entries(known).map(([name, id]) => [name, id + more] as const)))(
		'is taken without it: %s %s',
		async (name, value) => {
			const run = await bench.run({ ...get, [name]: value });
			expect(run.status).toBe('success');
			expect(JSON.stringify([bench.sent, itemsOf(run)])).not.toMatch(/\bst[=:]|c2hhcmluZw/);
			expect(bench.sentLines).toEqual([
				`GET /beta/security/securityCopilot/workspaces/default/sessions/${SESSION}/prompts/${PROMPT}/evaluations/${EVALUATION}`,
			]);
		},
	);

	it.each([...around.map((more) => UNKNOWN + more), `st=${TOKEN}`, `x:st:${TOKEN}`])(
		'is not repeated in a message: %s',
		async (sessionId) => {
			const { message, description } = errorOf(await bench.run({ ...get, sessionId }));
			expect(`${message} ${description}`).not.toMatch(/\bst[=:]|c2hhcmluZw/);
			expect(bench.sentLines.join()).not.toMatch(/\bst[=:]|c2hhcmluZw/);
		},
	);
});
