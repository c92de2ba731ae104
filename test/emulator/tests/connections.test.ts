import { effects, startEmulator, type Effect, type Emulator } from '../index';
import { Client, SESSION } from './client';

describe('faults of', () => {
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

	describe('connections', () => {
		const wired = (effect: Effect) => {
			emulator.graph.addFault({ effect });
			return client.get(SESSION);
		};

		it.each([
			['reset', effects.reset(), 'ECONNRESET'],
			['closeBeforeHeaders', effects.closeBeforeHeaders(), 'UND_ERR_SOCKET'],
		])('%s', async (_name, effect, code) => {
			await expect(wired(effect)).rejects.toMatchObject({ cause: { code } });
			expect(emulator.graph.requests[0]!.status).toBeUndefined();
		});

		it.each([
			['closeMidBody', effects.closeMidBody()],
			['wrongLength', effects.wrongLength()],
			['brokenGzip', effects.brokenGzip()],
		])('%s', async (_name, effect) => {
			await expect(wired(effect)).rejects.toThrow();
			expect((await client.get(SESSION)).status).toBe(200);
		});

		it('wrongLength that ends within the JSON', async () => {
			const { status, text, body } = await wired(effects.wrongLength(-20));
			expect([status, body]).toEqual([200, undefined]);
			const whole = await client.get(SESSION);
			expect(whole.text.slice(0, -20)).toBe(text);
		});

		it('unknownEncoding', async () => {
			expect((await wired(effects.unknownEncoding())).headers.get('content-encoding')).toBe('zip9');
		});

		it('closeAfterAnswer leaves the answer whole', async () => {
			expect((await wired(effects.closeAfterAnswer())).body.id).toBe(emulator.sessionId);
		});

		it('slowDrip ends at last', async () => {
			expect((await wired(effects.slowDrip(200, 1))).body.id).toBe(emulator.sessionId);
		});

		it('hugeBody streams as much as was ordered', async () => {
			const { text, body } = await wired(effects.hugeBody(3_000_000));
			expect(text.length).toBeGreaterThan(3_000_000);
			expect(body.id).toBe(emulator.sessionId);
		});

		it('hang until the client gives up; stop does not wait for it', async () => {
			const other = await startEmulator();
			other.graph.addFault({ effect: effects.hang() });
			const hanging = new Client(other).get(SESSION);
			const outcome = hanging.catch((error: Error) => error.message);
			while (other.graph.requests.length === 0) await new Promise(setImmediate);
			await other.stop();
			expect(await outcome).toBe('fetch failed');
		});

		it('are refused while the port is closed', async () => {
			// Its own emulator: a kept-alive connection would be cut, not refused.
			const other = await startEmulator();
			await other.graph.refuseConnections();
			await expect(new Client(other).get(SESSION)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
			await other.graph.acceptConnections();
			expect((await new Client(other).get(SESSION)).status).toBe(200);
			await other.stop();
		});
	});
});
