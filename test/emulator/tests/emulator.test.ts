import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { startEmulator } from '../index';
import { SESSIONS, startForEachTest } from './client';

describe('the emulator', () => {
	const started = startForEachTest();

	it('leaves no port open when the second one is taken', async () => {
		const entraPort = Number(new URL(started.emulator.authorityHost).port);
		const probe = await startEmulator();
		const graphPort = Number(new URL(probe.graphApiBaseUrl).port);
		await probe.stop();
		await expect(startEmulator({ graphPort, entraPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
		const free = await startEmulator({ graphPort });
		expect(free.graphApiBaseUrl).toBe(probe.graphApiBaseUrl);
		await free.stop();
	});

	it('is as at its start after a reset', async () => {
		const { emulator, client } = started;
		const before = emulator.graph.dump();
		await client.post(SESSIONS, { displayName: 'x' });
		expect(emulator.graph.dump()).not.toEqual(before);
		emulator.graph.switches.pageSize = 1;
		emulator.reset();
		expect(emulator.graph.dump()).toEqual(before);
		expect([emulator.graph.requests, emulator.graph.switches.pageSize]).toEqual([[], 20]);
	});

	it('runs from the command line: prints where it listens as one line of JSON, and ends on SIGTERM', async () => {
		const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'test/emulator/cli.ts', '--port', '0'], {
			cwd: resolve(__dirname, '../../..'),
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		try {
			const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
			const { graphApiBaseUrl, authorityHost, tenantId } = JSON.parse(line) as Record<string, string>;
			expect(graphApiBaseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
			const discovery = await fetch(`${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`);
			expect(discovery.status).toBe(200);
			child.kill('SIGTERM');
			expect(await once(child, 'exit')).toEqual([0, null]);
		} finally {
			child.kill('SIGKILL');
		}
		// Node compiles the sources of the emulator first.
	}, 90_000);
});
