import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { N8nInstallation } from '../install/N8nInstallation';
import { freePorts } from '../process/freePorts';
import { lastLines, runProgram, type ProgramResult } from '../process/runProgram';
import { n8nEnvironment } from './environment';
import { n8nProgram } from './program';
import { parseRawOutput, type Run } from './runData';
import type { Workflow } from './workflows';

export interface PlainCredential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** Milliseconds for one command. The first one in a folder creates the database. */
const TIMEOUT = 120_000;

/** n8n without a server: each command starts it, does one thing and ends it. */
export class N8nCommandLine {
	constructor(
		private readonly installation: N8nInstallation,
		private readonly userFolder: string,
		private readonly outside: Record<string, string>,
		private readonly signal: AbortSignal,
	) {}

	/** Stores credentials, encrypted by n8n, under the ids they have. */
	async importCredentials(...credentials: PlainCredential[]): Promise<void> {
		await this.import('credentials', credentials);
	}

	/** Stores workflows under the ids they have. */
	async importWorkflows(...workflows: Workflow[]): Promise<void> {
		await this.import('workflow', workflows);
	}

	/**
	 * Runs a workflow that starts with a manual trigger.
	 * @throws Error with what n8n printed when the run failed
	 */
	async execute(workflowId: string): Promise<Run> {
		const { exitCode, stdout, stderr } = await this.run(['execute', `--id=${workflowId}`, '--rawOutput']);
		if (exitCode !== 0) throw new Error(`n8n execute failed:\n${lastLines(stdout + stderr)}`);
		return parseRawOutput(stdout);
	}

	private async import(kind: 'credentials' | 'workflow', entries: object[]): Promise<void> {
		const input = join(this.userFolder, `${kind}.json`);
		await writeFile(input, JSON.stringify(entries));
		const { stdout, stderr } = await this.run([`import:${kind}`, `--input=${input}`]);
		// Not the exit code: n8n also ends with 0 when it skipped some.
		if (!stdout.includes(`Successfully imported ${entries.length} `)) {
			throw new Error(`n8n import:${kind} failed:\n${lastLines(stdout + stderr)}`);
		}
	}

	private async run(command: string[]): Promise<ProgramResult> {
		const [port = 0, brokerPort = 0] = await freePorts(2);
		const { file, programArguments, stdio } = n8nProgram(this.installation, command);
		return await runProgram(file, programArguments, {
			cwd: this.userFolder,
			env: n8nEnvironment(this.installation.release, this.userFolder, { port, brokerPort }, this.outside),
			signal: this.signal,
			timeout: TIMEOUT,
			stdio,
		});
	}
}
