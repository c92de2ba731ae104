import { startEmulator, type Emulator } from '../index';
import { Client, PROMPT, SESSION, SESSIONS } from './client';

describe('request', () => {
	let emulator: Emulator;
	let client: Client;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(() => {
		emulator.reset();
		client = new Client(emulator);
	});
	afterAll(() => emulator.stop());

	describe('bodies', () => {
		it.each([
			['broken JSON', 'POST', SESSIONS, '{'],
			['an array', 'POST', SESSIONS, []],
			['another @odata.type', 'POST', SESSIONS, { '@odata.type': '#microsoft.graph.user', displayName: 'x' }],
			['a displayName that is no string', 'POST', SESSIONS, { displayName: 1 }],
			['an unknown property', 'POST', SESSIONS, { displayName: 'x', colour: 'red' }],
			['a read-only property', 'PATCH', SESSION, { id: 'x' }],
			['no content', 'POST', `${SESSION}/prompts`, { type: 'prompt' }],
			['blank content', 'POST', `${SESSION}/prompts`, { type: 'prompt', content: ' \n' }],
			['another prompt type', 'POST', `${SESSION}/prompts`, { type: 'skill', content: 'x' }],
			['unknownFutureValue', 'POST', `${SESSION}/prompts`, { type: 'unknownFutureValue', content: 'x' }],
			['an undeclared prompt type', 'POST', `${SESSION}/prompts`, { type: 'magic', content: 'x' }],
			['a skillName', 'POST', `${SESSION}/prompts`, { content: 'x', skillName: 'y' }],
			['a property of an evaluation', 'POST', `${PROMPT}/evaluations`, { state: 'created' }],
		])('refuse %s', async (_case, method, path, body) => {
			const answer = await client.send(method, path, { body });
			expect(answer.status).toBe(400);
			expect(answer.body.error.code).toBe('BadRequest');
			expect(emulator.graph.costs).toEqual([]);
		});

		it('must be called JSON', async () => {
			const { status } = await client.post(
				SESSIONS,
				{ displayName: 'x' },
				{ headers: { 'content-type': 'text/plain' } },
			);
			expect(status).toBe(400);
		});

		it('may be missing for an evaluation', async () => {
			expect((await client.send('POST', `${PROMPT}/evaluations`)).status).toBe(201);
		});

		it('may be empty for a change, which then changes nothing', async () => {
			const before = (await client.get(`${SESSION}?$select=lastModifiedDateTime`)).body.lastModifiedDateTime;
			const { status, body } = await client.patch(SESSION, {});
			expect(status).toBe(200);
			expect(body.lastModifiedDateTime).toBe(before);
		});

		it('accept null as displayName', async () => {
			expect((await client.post(SESSIONS, { displayName: null })).body.displayName).toBeNull();
		});

		it('have a limit', async () => {
			emulator.graph.switches.maxBodySize = 1000;
			expect((await client.post(SESSIONS, { displayName: 'x'.repeat(1000) })).status).toBe(413);
		});
	});
});
