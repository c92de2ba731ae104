import { startEmulator, type Emulator } from '../index';
import { Client, PROMPT, SESSION } from './client';
import { revoked, switchCases } from './switchCases';

describe('switches', () => {
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

	it.each(switchCases)('%s', async (_name, switches, act, expected) => {
		Object.assign(emulator.graph.switches, switches);
		expect(await act(client, emulator)).toMatchObject(expected);
	});

	it('tips never', async () => {
		emulator.graph.switches.tips = 'never';
		expect((await client.get(SESSION)).body).not.toHaveProperty(['@microsoft.graph.tips']);
	});

	it('secondEvaluation 409 only while one runs', async () => {
		emulator.graph.switches.secondEvaluation = '409';
		expect((await client.post(`${PROMPT}/evaluations`, {})).status).toBe(201);
		expect((await client.post(`${PROMPT}/evaluations`, {})).status).toBe(409);
		emulator.advance(16_500);
		expect((await client.post(`${PROMPT}/evaluations`, {})).status).toBe(201);
	});

	it('cae: headers as observed and as documented; a token from after the revocation passes', async () => {
		emulator.graph.switches.cae = 'on';
		const observed = (await revoked(client, emulator)).headers.get('www-authenticate')!;
		expect(observed).toMatch(
			/^Bearer realm="", authorization_uri=https:\/\/\S+, client_id="[0-9a-f-]{36}", error="insufficient_claims", claims="[\w+/]+=+", errorDescription=".+"$/,
		);
		const claims = JSON.parse(Buffer.from(/claims="([^"]+)"/.exec(observed)![1]!, 'base64').toString());
		expect(claims).toEqual({
			access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d+$/) } },
		});
		emulator.graph.switches.cae = 'documentedHeader';
		const documented = (await revoked(client, emulator)).headers.get('www-authenticate')!;
		expect(documented).toMatch(
			/^Bearer realm="", authorization_uri="[^"]+", error="insufficient_claims", claims="[^"]+"$/,
		);
		const fresh = emulator.entra.issueToken({ cp1: true });
		expect((await client.get(SESSION, { token: fresh })).status).toBe(200);
		expect((await client.get(SESSION)).status).toBe(200);
	});

	it('start as given and return to that on reset', async () => {
		const other = await startEmulator({ switches: { pageSize: 1 } });
		other.graph.switches.pageSize = 5;
		other.reset();
		expect(other.graph.switches.pageSize).toBe(1);
		await other.stop();
	});
});
