import { once } from 'node:events';
import { request, type ClientRequest } from 'node:http';

import { connectionFaults, startEmulator, startFaultProxy, type Emulator, type FaultProxy } from '../index';
import { SESSIONS } from './client';

describe('the fault proxy breaks a request that is still being sent', () => {
	let emulator: Emulator;
	let proxy: FaultProxy;

	beforeAll(async () => {
		emulator = await startEmulator();
		proxy = await startFaultProxy({ target: emulator.graphApiBaseUrl });
	});
	afterAll(async () => {
		await proxy.stop();
		await emulator.stop();
	});

	const post = (body: string): ClientRequest =>
		request(new URL(`/beta/security/securityCopilot${SESSIONS}`, proxy.origin), {
			method: 'POST',
			agent: false,
			headers: { 'content-type': 'application/json', 'content-length': String(body.length) },
		}).end(body);

	it('after so many bytes: the client sees its connection break, and nothing is carried out', async () => {
		proxy.addFault({ fault: connectionFaults.resetDuringRequest(10_000) });
		const [error] = (await once(post('a'.repeat(3_000_000)), 'error').catch((reason: unknown) => [
			reason,
		])) as [{ code: string }];
		expect(error.code).toMatch(/^(EPIPE|ECONNRESET)$/);
		expect(emulator.graph.requests).toEqual([]);
	});

	it('but not one that is shorter', async () => {
		proxy.addFault({ fault: connectionFaults.resetDuringRequest(10_000) });
		const [response] = (await once(post('{}'), 'response')) as [{ statusCode: number; resume(): void }];
		response.resume();
		expect(response.statusCode).toBe(401);
		expect(emulator.graph.requests).toHaveLength(1);
	});
});
