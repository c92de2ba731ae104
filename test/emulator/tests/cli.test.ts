import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(__dirname, '../../..');

/** A child that a failed test leaves behind would keep jest from ending. */
const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

// Node compiles the sources of the emulator first.
jest.setTimeout(90_000);

describe('command line', () => {
	it('prints where it listens as one line of JSON, and ends on SIGTERM', async () => {
		const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'test/emulator/cli.ts', '--port', '0'], {
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		children.push(child);
		const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
		const { graphApiBaseUrl, authorityHost, tenantId, ...rest } = JSON.parse(line) as Record<string, string>;
		expect(graphApiBaseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
		expect(Object.keys(rest)).toEqual([
			'clientId',
			'clientSecret',
			'workspaceId',
			'sessionId',
			'username',
			'password',
		]);
		const discovery = await fetch(`${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`);
		expect(discovery.status).toBe(200);
		child.kill('SIGTERM');
		expect(await once(child, 'exit')).toEqual([0, null]);
	});

	it('refuses a port that is none', async () => {
		const child = spawn(
			process.execPath,
			['--require', 'tsx/cjs', 'test/emulator/cli.ts', '--port', 'many'],
			{
				cwd: ROOT,
				stdio: ['ignore', 'ignore', 'pipe'],
			},
		);
		children.push(child);
		const [message] = (await once(createInterface(child.stderr), 'line')) as [string];
		expect(message).toBe('--port must be 0 to 65534, not many.');
		expect(await once(child, 'exit')).toEqual([1, null]);
	});
});
