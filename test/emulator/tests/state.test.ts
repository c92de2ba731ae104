import { startEmulator, type Emulator } from '../index';
import { Client, SESSIONS } from './client';

describe('emulators', () => {
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

	it('find no port left open when the second one is taken', async () => {
		const port = Number(new URL(emulator.authorityHost).port);
		const probe = await startEmulator();
		const graphPort = Number(new URL(probe.graphApiBaseUrl).port);
		await probe.stop();
		await expect(startEmulator({ graphPort, entraPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
		const free = await startEmulator({ graphPort });
		expect(free.graphApiBaseUrl).toBe(probe.graphApiBaseUrl);
		await free.stop();
	});

	it('are dumped and reset', async () => {
		await client.post(SESSIONS, { displayName: 'x' });
		expect(JSON.stringify(emulator.graph.dump())).toContain('"displayName":"x"');
		emulator.reset();
		expect(JSON.stringify(emulator.graph.dump())).not.toContain('"displayName":"x"');
		expect(emulator.graph.requests).toEqual([]);
	});

	it('make the same ids with the same seed, in emulators side by side', async () => {
		const others = await Promise.all([startEmulator({ seed: 7 }), startEmulator({ seed: 7 })]);
		const answers = await Promise.all(
			others.map((other) => new Client(other).post(SESSIONS, { displayName: 'x' })),
		);
		expect(answers[0]!.body.id).toBe(answers[1]!.body.id);
		await Promise.all(others.map((other) => other.stop()));
	});
});
