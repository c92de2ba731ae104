import { effects, startEmulator, type Emulator } from '../index';
import { Client, SESSION, SESSIONS } from './client';

describe('the emulator has', () => {
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

	describe('throttling', () => {
		it('counts per token and window, parts of a batch one by one', async () => {
			emulator.graph.addThrottle({ limit: 3, window: 60_000 });
			const requests = [1, 2].map((id) => ({
				id: String(id),
				method: 'GET',
				url: '/security/securityCopilot/workspaces',
			}));
			await client.raw('POST', '/beta/$batch', { body: { requests } });
			expect((await client.get(SESSION)).status).toBe(200);
			emulator.advance(15_000);
			const refused = await client.get(SESSION);
			expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '45']);
			expect((await client.get(SESSION, { token: emulator.entra.issueToken() })).status).toBe(200);
			emulator.advance(45_000);
			expect((await client.get(SESSION)).status).toBe(200);
			expect(emulator.graph.requests.some(({ early }) => early)).toBe(false);
		});

		it('restarts the wait of whoever comes early, with retryPenalty', async () => {
			emulator.graph.switches.retryPenalty = 'on';
			emulator.graph.addFault({ effect: effects.throttled(10) });
			await client.get(SESSION);
			emulator.advance(9000);
			expect((await client.get(SESSIONS)).headers.get('retry-after')).toBe('10');
			emulator.advance(9000);
			expect((await client.get(SESSION)).status).toBe(429);
			emulator.advance(10_000);
			expect((await client.get(SESSION)).status).toBe(200);
		});
	});

	describe('manners', () => {
		const early = () => emulator.graph.requests.map((request) => request.early ?? false);

		it('mark what came before a Retry-After was over, in seconds or as a date', async () => {
			emulator.graph.addFault({
				effect: [effects.throttled(10), effects.throttled('Thu, 15 Jan 2026 09:00:30 GMT')],
			});
			await client.get(SESSION);
			emulator.advance(9999);
			await client.get(SESSIONS);
			emulator.advance(20_000);
			await client.get(SESSION);
			emulator.advance(1);
			await client.get(SESSION);
			expect(early()).toEqual([false, true, true, false]);
		});

		it('count a 503 for its own resource only', async () => {
			emulator.graph.addFault({ effect: effects.graphError(503, { retryAfter: 10 }) });
			await client.get(SESSION);
			await client.get(SESSIONS);
			await client.get(SESSION);
			expect(early()).toEqual([false, false, true]);
		});

		it('mark paging links that were changed or invented', async () => {
			const link = (await client.get(`${SESSIONS}?$top=1`)).body['@odata.nextLink'] as string;
			await client.raw('GET', link);
			await client.raw('GET', `${link}&$count=true`);
			await client.get(`${SESSIONS}?$skiptoken=invented`);
			expect(emulator.graph.requests.map(({ unknownNextLink }) => unknownNextLink ?? false)).toEqual([
				false,
				false,
				true,
				true,
			]);
		});
	});
});
