import { delimiter, dirname } from 'node:path';

import { lastLines, runProgram } from './runProgram';

export interface NpmOptions {
	cwd: string;
	signal: AbortSignal;
	/** The Node binary that npm and the scripts it starts run on. Default: the one that runs this. */
	node?: string;
}

const TIMEOUT = 30 * 60_000;

/**
 * Runs the npm that started the end-to-end tests, so that its configuration holds here too.
 * @returns what npm printed to its standard output
 * @throws Error with the end of npm's output when it failed
 */
export async function npm(
	npmArguments: string[],
	{ cwd, signal, node = process.execPath }: NpmOptions,
): Promise<string> {
	const npmScript = process.env['npm_execpath'];
	if (!npmScript) throw new Error('Start the end-to-end tests with "npm run e2e": they use that npm.');
	const quiet = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
	const { exitCode, stdout, stderr } = await runProgram(node, [npmScript, ...npmArguments, ...quiet], {
		cwd,
		env: { ...process.env, PATH: [dirname(node), process.env['PATH']].join(delimiter) },
		signal,
		timeout: TIMEOUT,
	});
	if (exitCode === 0) return stdout;
	throw new Error(`npm ${npmArguments.join(' ')} failed:\n${lastLines(stdout + stderr)}`);
}
