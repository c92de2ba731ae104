import { spawn, type ChildProcess } from 'node:child_process';

export interface ProgramOptions {
	cwd: string;
	env?: NodeJS.ProcessEnv;
	/** Ends the program. */
	signal: AbortSignal;
	/** Milliseconds; after them the program is ended. */
	timeout: number;
}

export interface ProgramResult {
	exitCode: number | null;
	stdout: string;
	stderr: string;
}

/**
 * Runs a program to its end and collects what it prints. It has ended when this returns or throws.
 * @returns also when the program failed: look at `exitCode`
 * @throws when it could not be started, took longer than `timeout`, or was interrupted by `signal`
 */
export async function runProgram(
	file: string,
	programArguments: string[],
	{ cwd, env = process.env, signal, timeout }: ProgramOptions,
): Promise<ProgramResult> {
	signal.throwIfAborted();
	const tooLong = AbortSignal.timeout(timeout);
	const child = spawn(file, programArguments, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	const stop = () => void stopProgram(child);
	const anyEnd = AbortSignal.any([signal, tooLong]);
	anyEnd.addEventListener('abort', stop, { once: true });

	const result: ProgramResult = { exitCode: null, stdout: '', stderr: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => (result.stdout += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (result.stderr += text));
	try {
		result.exitCode = await new Promise((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
	} finally {
		anyEnd.removeEventListener('abort', stop);
	}
	signal.throwIfAborted();
	if (tooLong.aborted) {
		throw new Error(`${file} ${programArguments.join(' ')} took longer than ${timeout / 1000} s.`);
	}
	return result;
}

/** How long a program gets to end by itself, milliseconds. n8n waits for running executions and its task runner. */
const GRACE = 10_000;

/** Asks a program to end, ends it by force when it does not, and returns when it has ended. */
export async function stopProgram(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
	const ended = new Promise((resolve) => child.once('exit', resolve));
	const force = setTimeout(() => child.kill('SIGKILL'), GRACE);
	child.kill('SIGTERM');
	await ended;
	clearTimeout(force);
}

/** The end of a program's output, which is where the reason of a failure stands. */
export function lastLines(text: string, count = 30): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}
