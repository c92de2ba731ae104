import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { NodeParameters } from '../harness/sessionWorkflow';
import type { Order, Report } from './worker';

/** Several workers of a queue-mode n8n, in real time. */
export class Workers {
	private constructor(private readonly processes: ChildProcess[]) {}

	/** Starts them and waits until all have loaded n8n. @param data a credential that is connected */
	static async start(count: number, data: ICredentialDataDecryptedObject): Promise<Workers> {
		const processes = Array.from({ length: count }, () =>
			// Without the options of jest, which a child would not understand.
			fork(join(__dirname, 'worker.ts'), {
				execArgv: ['--import', 'tsx'],
				stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
			}),
		);
		const workers = new Workers(processes);
		const ready = workers.reports();
		for (const worker of processes) worker.send({ kind: 'credentials', data });
		await ready;
		return workers;
	}

	/**
	 * Lets all of them run the same at the same time.
	 *
	 * @param delaysMs milliseconds by which each of them comes later
	 * @returns the outputs of each
	 */
	async run(parameters: NodeParameters, delaysMs: readonly number[] = []): Promise<unknown[][]> {
		const reports = this.reports();
		for (const [index, worker] of this.processes.entries()) {
			const order: Order = { kind: 'order', parameters, delayMs: delaysMs[index] ?? 0 };
			worker.send(order);
		}
		return (await reports).map((report) => (report.kind === 'done' ? report.outputs : []));
	}

	async stop(): Promise<void> {
		await Promise.all(
			this.processes.map(async (worker) => {
				const exited = once(worker, 'exit');
				worker.disconnect();
				await exited;
			}),
		);
	}

	/** The next report of each. */
	private async reports(): Promise<Report[]> {
		return await Promise.all(this.processes.map(reportOf));
	}
}

/** @throws Error when the worker ends instead */
async function reportOf(worker: ChildProcess): Promise<Report> {
	const settled = new AbortController();
	const { signal } = settled;
	const report = once(worker, 'message', { signal }).then(([message]) => message as Report);
	const exit = once(worker, 'exit', { signal }).then(([code]) => {
		throw new Error(`A worker has ended with ${code}`);
	});
	exit.catch(() => undefined);
	try {
		return await Promise.race([report, exit]);
	} finally {
		settled.abort();
	}
}
