import { PROMPT, SESSION, SESSIONS, startForEachTest } from './client';
import { problemsOf } from './publishedTypes';

describe('answers fit the published types', () => {
	const started = startForEachTest();

	it('finds what does not fit, so that its silence means something', () => {
		const session = { id: 1, displayName: null, createdDateTime: null, colour: 'red' };
		expect(problemsOf(session, 'session')).toEqual([
			'session/colour is not declared',
			'session/id is no String: 1',
			'session/createdDateTime is no DateTimeOffset: null',
			'session/lastModifiedDateTime is missing',
		]);
		expect(problemsOf({ content: null, type: 'magic', previewState: 'ga' }, 'evaluationResult')).toEqual([
			'evaluationResult/type is no evaluationResultType: "magic"',
		]);
	});

	it.each([
		['workspace', 'GET', '/workspaces', undefined],
		['plugin', 'GET', '/workspaces/default/plugins', undefined],
		['session', 'GET', SESSIONS, undefined],
		['session', 'POST', SESSIONS, { displayName: 'New' }],
		['session', 'GET', SESSION, undefined],
		['session', 'PATCH', SESSION, { displayName: 'Other' }],
		['prompt', 'GET', `${SESSION}/prompts`, undefined],
		['prompt', 'POST', `${SESSION}/prompts`, { type: 'prompt', content: 'who am I' }],
		['prompt', 'GET', PROMPT, undefined],
		['evaluation', 'GET', `${PROMPT}/evaluations`, undefined],
		['evaluation', 'POST', `${PROMPT}/evaluations`, {}],
		['evaluation', 'GET', `${PROMPT}/evaluations/5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7`, undefined],
	])('%s: %s %s', async (type, method, path, body) => {
		const { status, body: answer } = await started.client.send(method, path, { body });
		expect(status).toBe(method === 'POST' ? 201 : 200);
		const entities = Array.isArray(answer.value) ? answer.value : [answer];
		expect(entities.length).toBeGreaterThan(0);
		expect(entities.flatMap((entity: Record<string, unknown>) => problemsOf(entity, type))).toEqual([]);
	});

	it('evaluation: at every step of the documented run', async () => {
		const { client, emulator } = started;
		const { body: created } = await client.post(`${PROMPT}/evaluations`, {});
		const states: string[] = [];
		for (const milliseconds of [0, 300, 16_200]) {
			emulator.advance(milliseconds);
			const { body } = await client.get(`${PROMPT}/evaluations/${created.id}`);
			expect(problemsOf(body, 'evaluation')).toEqual([]);
			states.push(body.state);
		}
		expect(states).toEqual(['created', 'running', 'completed']);
	});
});
