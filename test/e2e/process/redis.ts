import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { freePort } from './freePort';
import { stopProgram } from './runProgram';

export interface Redis {
	port: number;
	stop(): Promise<void>;
}

/**
 * Starts the machine's Redis on a free port of loopback; it keeps nothing.
 * @throws Error that says how to install it
 */
export async function startRedis(): Promise<Redis> {
	const port = await freePort();
	const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
	const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
	const kill = () => child.kill('SIGKILL');
	process.once('exit', kill);
	await new Promise<void>((resolve, reject) => {
		child.once('error', (error) =>
			reject(
				new Error(
					`Queue mode was not tested: there is no redis-server on this machine (Debian: apt-get install redis-server). ${error.message}`,
				),
			),
		);
		child.once('exit', (code) => reject(new Error(`redis-server ended with exit code ${code}.`)));
		createInterface({ input: child.stdout }).on('line', (line) => {
			if (line.includes('Ready to accept connections')) resolve();
		});
	});
	return {
		port,
		stop: async () => {
			process.off('exit', kill);
			await stopProgram(child);
		},
	};
}
