import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import type { N8nInstallation } from '../install/N8nInstallation';
import { n8nEnvironment } from '../n8n/environment';
import { n8nProgram } from '../n8n/program';
import { freePorts, portOrAnother } from '../process/freePorts';
import { lastLines, stopProgram } from '../process/runProgram';

/** The line n8n prints when its REST routes are up; `/healthz` answers earlier. */
const READY = 'Editor is now accessible';

/** Milliseconds for a start with an empty folder, database migrations included. */
const START_TIMEOUT = 120_000;

/** A running `n8n start`. */
export class N8nServer {
	private constructor(
		/** With `localhost` as its host: n8n names that one in redirect URIs, and the session cookie must fit it. */
		readonly url: string,
		private readonly child: ChildProcess,
		private readonly lines: string[],
	) {}

	/**
	 * Starts n8n and waits until the editor is accessible.
	 * @param outside what stands in for the rest of the world: the variables of `Outside`
	 * @param preferredPort is taken when nobody listens on it
	 * @throws Error with the end of n8n's log when it ends or does not get there; then it does not run any more
	 */
	static async start(
		installation: N8nInstallation,
		userFolder: string,
		outside: Record<string, string>,
		signal: AbortSignal,
		preferredPort?: number,
	): Promise<N8nServer> {
		signal.throwIfAborted();
		const port = await portOrAnother(preferredPort);
		const [brokerPort = 0] = await freePorts(1);
		const { file, programArguments, stdio } = n8nProgram(installation, ['start']);
		const env = n8nEnvironment(userFolder, { port, brokerPort }, outside);
		const child = spawn(file, programArguments, { cwd: userFolder, env, stdio });
		const lines: string[] = [];
		try {
			await readiness(child, lines, signal);
		} catch (error) {
			await stopProgram(child);
			signal.throwIfAborted();
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`n8n did not start: ${reason}\n${lastLines(lines.join('\n'))}`);
		}
		// Migrations and advice; what a failed scenario shows should be of that scenario.
		lines.length = 0;
		return new N8nServer(`http://localhost:${port}`, child, lines);
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
		await stopProgram(this.child);
	}
}

/** Resolves when n8n is ready; collects its log, then and later. */
async function readiness(child: ChildProcess, lines: string[], signal: AbortSignal): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		for (const input of [child.stdout, child.stderr]) {
			if (!input) continue;
			createInterface({ input }).on('line', (line) => {
				lines.push(line);
				if (line.includes(READY)) resolve();
			});
		}
		child.once('error', reject);
		child.once('exit', (code, name) => reject(new Error(`it ended with ${name ?? `exit code ${code}`}.`)));
		signal.addEventListener('abort', () => reject(signal.reason), { once: true });
		const tooLong = new Error(`it was not ready after ${START_TIMEOUT / 1000} s.`);
		setTimeout(() => reject(tooLong), START_TIMEOUT).unref();
	});
}
