import { startEmulator, type Emulator } from '../index';
import { Client } from './client';

describe('answers', () => {
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

	describe('headers', () => {
		it('carry the ids of the exchange, in errors too', async () => {
			const id = '350eedee-c8dd-4d9e-a522-e1d1ab655c3a';
			const { headers, body } = await client.get('/workspaces/nowhere/sessions', {
				headers: { 'client-request-id': id },
			});
			expect(headers.get('client-request-id')).toBe(id);
			expect(body.error.innerError).toEqual({
				date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
				'request-id': headers.get('request-id'),
				'client-request-id': id,
			});
			expect(headers.get('content-type')).toBe('application/json');
			expect(headers.get('odata-version')).toBeNull();
		});

		it('are those of captured answers', async () => {
			const { headers } = await client.get('/workspaces', {
				headers: { prefer: 'include-unknown-enum-members' },
			});
			expect(headers.get('client-request-id')).toBe(headers.get('request-id'));
			expect(JSON.parse(headers.get('x-ms-ags-diagnostic')!)).toHaveProperty('ServerInfo.DataCenter');
			expect(Object.fromEntries(headers)).toMatchObject({
				'content-type':
					'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
				'strict-transport-security': 'max-age=31536000',
				'cache-control': 'no-store',
				'odata-version': '4.0',
				'content-encoding': 'gzip',
				'transfer-encoding': 'chunked',
				vary: 'Accept-Encoding',
				'preference-applied': 'include-unknown-enum-members',
			});
			for (const absent of ['etag', 'location', 'retry-after']) expect(headers.get(absent)).toBeNull();
		});
	});

	describe('batches', () => {
		const batch = async (requests: unknown) =>
			await client.raw('POST', '/beta/$batch', { body: { requests } });
		const part = (id: string, more: object = {}) => ({
			id,
			method: 'GET',
			url: '/security/securityCopilot/workspaces',
			...more,
		});

		it('answer 200 although every part failed, in another order', async () => {
			const ids = Array.from({ length: 20 }, (_, index) => String(index));
			const { status, body } = await batch(
				ids.map((id) => part(id, { url: 'security/securityCopilot/workspaces/nowhere/sessions' })),
			);
			expect(status).toBe(200);
			const answered = body.responses.map(({ id }: { id: string }) => id);
			expect(answered).not.toEqual(ids);
			expect([...answered].sort()).toEqual([...ids].sort());
			expect(new Set(body.responses.map((response: { status: number }) => response.status))).toEqual(
				new Set([404]),
			);
			expect(emulator.graph.requests.filter(({ batchPart }) => batchPart)).toHaveLength(20);
		});

		it.each([
			['no requests', undefined, /payload/],
			['21 parts', Array.from({ length: 21 }, (_, index) => part(String(index))), /20/],
			['a missing id', [{ method: 'GET', url: '/me' }], /id/],
			['the same id twice', [part('a'), part('A')], /unique/],
			['a batch in a batch', [part('1', { url: '/$batch' })], /[Nn]ested/],
		])('refuse %s as a whole', async (_case, requests, message) => {
			const { status, body } = await batch(requests);
			expect(status).toBe(400);
			expect(body.error.message).toMatch(message);
		});

		it('need a token', async () => {
			const { body } = await client.raw('POST', '/beta/$batch', {
				token: undefined,
				body: { requests: [part('1')] },
			});
			expect(body.responses[0].status).toBe(401);
		});
	});
});
