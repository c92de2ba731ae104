import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator } from '../test/emulator';
import type { Assignment } from './contenders/contender';
import type { Measurement } from './contenders/run';

export const CONTENDERS = ['ours', 'httpRequestNode', 'bareFetch'] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** What is asked of a contender. */
export interface Task {
	items: number;
	/** Number of different sessions among the items. */
	distinct: number;
	/** Requests that Graph takes in ten seconds; undefined for no limit. */
	limit?: number;
	/** Whether a small run comes before the measured one. A throttled one would use up its limit. */
	warmUp: boolean;
}

/** What was measured in the contender's process, and what the server saw. */
export interface Round extends Measurement {
	/** Requests on the wire: a batch counts once. */
	requests: number;
	/** Requests that came before the server's time. */
	early: number;
}

/** Real milliseconds before each answer of the emulator. */
export const LATENCY_MS = 50;

/** Lets contenders run one after another, each in a process of its own, against one emulator in this one. */
export class Arena {
	private readonly sessionIds: string[] = [];

	private constructor(
		private readonly emulator: Emulator,
		private readonly folder: string,
		private readonly nodesBase: string,
	) {}

	static async open(nodesBase: string): Promise<Arena> {
		const emulator = await startEmulator({ latency: LATENCY_MS });
		return new Arena(emulator, await mkdtemp(join(tmpdir(), 'security-copilot-bench-')), nodesBase);
	}

	async close(): Promise<void> {
		await this.emulator.stop();
		await rm(this.folder, { recursive: true, force: true });
	}

	async run(contender: ContenderName, { items, distinct, limit, warmUp }: Task): Promise<Round> {
		this.seed(distinct);
		const { graphApiBaseUrl, authorityHost, tenantId, graph, entra } = this.emulator;
		const assignment: Assignment & { warmUp: boolean } = {
			graphApiBaseUrl,
			authorityHost,
			tenantId,
			accessToken: entra.issueToken({ scopes: ['SecurityCopilotWorkspaces.Read.All'] }),
			sessionIds: Array.from({ length: items }, (_, index) => this.sessionIds[index % distinct]!),
			nodesBase: this.nodesBase,
			warmUp,
		};
		const file = join(this.folder, 'assignment.json');
		await writeFile(file, JSON.stringify(assignment));
		const measurement = await this.fork(contender, file, () => {
			graph.requests.length = 0;
			if (limit !== undefined) graph.addThrottle({ limit, window: 10_000 });
		});
		const requests = graph.requests.filter(({ batchPart }) => !batchPart);
		const early = graph.requests.filter((request) => request.early).length;
		graph.removeThrottles();
		graph.requests.length = 0;
		return { ...measurement, requests: requests.length, early };
	}

	private seed(distinct: number): void {
		while (this.sessionIds.length < distinct) {
			const number = this.sessionIds.length;
			this.sessionIds.push(this.emulator.graph.addSession({ displayName: `Incident ${number}` }).id);
		}
	}

	private async fork(contender: ContenderName, file: string, onReady: () => void): Promise<Measurement> {
		return await new Promise((resolve, reject) => {
			const child = fork(join(__dirname, 'contenders', 'run.ts'), [contender, file], {
				execArgv: ['--import', 'tsx'],
				stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
			});
			let measurement: Measurement | undefined;
			child.on('message', (message) => {
				if (message === 'ready') {
					onReady();
					child.send('go');
				} else measurement = message as Measurement;
			});
			child.once('error', reject);
			child.once('exit', (code, signal) => {
				if (measurement) resolve(measurement);
				else reject(new Error(`${contender} ended with ${signal ?? `exit status ${code}`}`));
			});
		});
	}
}
