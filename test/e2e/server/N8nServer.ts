import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import type { N8nInstallation } from '../install/N8nInstallation';
import { n8nEnvironment } from '../n8n/environment';
import { freePort } from '../process/freePort';
import { lastLines, stopProgram } from '../process/runProgram';

/** The line that n8n prints when it is ready; `/healthz` answers earlier than the REST routes. */
const READY = { start: 'Editor is now accessible', worker: 'n8n worker is now ready' };

/** Milliseconds for a start with an empty folder, database migrations included. */
const START_TIMEOUT = 240_000;

/**
 * Ends n8n when the process that started it is gone, whatever ended that one: then the channel between the two closes.
 * At once, because a shutdown in good order logs, and nobody reads the log any more.
 */
const END_WITH_PARENT = "process.once('disconnect', () => process.exit(1)); process.channel?.unref();";

export interface N8nServerOptions {
	installation: N8nInstallation;
	/** n8n makes its folder `.n8n` in it. Main and workers of one machine may share it. */
	userFolder: string;
	/** What stands in for the rest of the world, and settings of the scenario. */
	environment: Record<string, string>;
	/** Default: `start`. */
	command?: keyof typeof READY;
	/** Taken when nobody listens on it. */
	preferredPort?: number;
}

/** One process of n8n, which can be started again in the same folder under the same address. */
export class N8nServer {
	private child: ChildProcess | undefined;
	private readonly lines: string[] = [];

	private constructor(
		private readonly options: N8nServerOptions,
		private readonly port: number,
	) {}

	/**
	 * Starts n8n and waits until it is ready.
	 * @throws Error with the end of n8n's log when it ends or does not get there; then it does not run any more
	 */
	static async start(options: N8nServerOptions, signal: AbortSignal): Promise<N8nServer> {
		signal.throwIfAborted();
		const server = new N8nServer(options, await freePort(options.preferredPort));
		await server.start(signal);
		return server;
	}

	/** With `localhost` as its host: n8n names that one in redirect URIs, and the session cookie must fit it. */
	get url(): string {
		return `http://localhost:${this.port}`;
	}

	/** Starts it again after `stop` or `kill`. @throws as the first start */
	async start(signal: AbortSignal): Promise<void> {
		const { installation, userFolder, environment, command = 'start' } = this.options;
		const ports = { port: this.port, brokerPort: await freePort() };
		const env = n8nEnvironment(installation.release, userFolder, ports, environment);
		const preload = `data:text/javascript,${encodeURIComponent(END_WITH_PARENT)}`;
		const child = spawn(installation.node, ['--import', preload, installation.n8n, command], {
			cwd: userFolder,
			env,
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		this.child = child;
		try {
			await this.readiness(child, READY[command], signal);
		} catch (error) {
			await stopProgram(child);
			signal.throwIfAborted();
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`n8n did not start: ${reason}\n${lastLines(this.lines.join('\n'))}`);
		}
		// Migrations and advice; what a failed scenario shows should be of that scenario.
		this.lines.length = 0;
	}

	/** How many lines n8n has logged; give it to `logSince` later. */
	get logLength(): number {
		return this.lines.length;
	}

	logSince(length: number): string {
		return this.lines.slice(length).join('\n');
	}

	/** Ends n8n and its task runner, and returns when it has ended. */
	async stop(): Promise<void> {
		if (this.child) await stopProgram(this.child);
	}

	/** Ends n8n as a crash does. */
	async kill(): Promise<void> {
		const { child } = this;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((resolve) => child.once('exit', resolve));
		child.kill('SIGKILL');
		await ended;
	}

	/** Resolves when n8n is ready; collects its log, then and later. */
	private async readiness(child: ChildProcess, ready: string, signal: AbortSignal): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			for (const input of [child.stdout, child.stderr]) {
				if (!input) continue;
				createInterface({ input }).on('line', (line) => {
					this.lines.push(line);
					if (line.includes(ready)) resolve();
				});
			}
			child.once('error', reject);
			child.once('exit', (code, name) => reject(new Error(`it ended with ${name ?? `exit code ${code}`}.`)));
			signal.addEventListener('abort', () => reject(signal.reason), { once: true });
			const tooLong = new Error(`it was not ready after ${START_TIMEOUT / 1000} s.`);
			setTimeout(() => reject(tooLong), START_TIMEOUT).unref();
		});
	}
}
