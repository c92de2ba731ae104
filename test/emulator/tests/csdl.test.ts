import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { startEmulator, type Emulator } from '../index';
import { Client, PROMPT, SESSION, SESSIONS } from './client';
import { Csdl } from './csdl';

// Microsoft's type description lies beside the checkout, if at all; it is not part of this package.
const PATH = resolve(__dirname, '../../../../shared/contract/security-copilot.csdl.xml');
const present = existsSync(PATH);
if (!present)
	console.log('Skipped the check against the CSDL: ../shared/contract/security-copilot.csdl.xml is absent.');

(present ? describe : describe.skip)('answers fit the published types', () => {
	let emulator: Emulator;
	let csdl: Csdl;

	beforeAll(async () => {
		csdl = new Csdl(readFileSync(PATH, 'utf8'));
		emulator = await startEmulator();
	});
	afterAll(() => emulator.stop());

	it('finds faults, so that its silence means something', () => {
		const problems = csdl.problems(
			{ id: 1, displayName: null, createdDateTime: null, colour: 'red' },
			'session',
		);
		expect(problems).toEqual([
			'session/colour is not declared',
			'session/id is no Edm.String: 1',
			'session/createdDateTime is null',
			'session/lastModifiedDateTime is missing',
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
		const { status, body: answer } = await new Client(emulator).send(method, path, { body });
		expect(status).toBe(method === 'POST' ? 201 : 200);
		const entities = Array.isArray(answer.value) ? answer.value : [answer];
		expect(entities.length).toBeGreaterThan(0);
		expect(entities.flatMap((entity: Record<string, unknown>) => csdl.problems(entity, type))).toEqual([]);
	});

	it('evaluation: at every step of the documented run', async () => {
		const client = new Client(emulator);
		const { body: created } = await client.post(`${PROMPT}/evaluations`, {});
		const states: string[] = [];
		for (const milliseconds of [0, 300, 16_200]) {
			emulator.advance(milliseconds);
			const { body } = await client.get(`${PROMPT}/evaluations/${created.id}`);
			expect(csdl.problems(body, 'evaluation')).toEqual([]);
			states.push(body.state);
		}
		expect(states).toEqual(expect.arrayContaining(['running', 'completed']));
	});
});
