import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CONTENDERS, type Arena, type ContenderName, type Round, type Task } from './Arena';
import { median } from './statistics';

/** Medians of some rounds. */
export interface Result extends Round {
	rounds: number;
}

export type Results = Partial<Record<ContenderName, Result>>;

/** Lets the contenders take turns, so that a machine that becomes slower is slower for all. */
export async function compare(
	arena: Arena,
	task: Task,
	rounds: number,
	contenders: readonly ContenderName[] = CONTENDERS,
): Promise<Results> {
	const measured = new Map<ContenderName, Round[]>(contenders.map((name) => [name, []]));
	for (let round = 0; round < rounds; round++) {
		for (const name of contenders) measured.get(name)!.push(await arena.run(name, task));
	}
	return Object.fromEntries([...measured].map(([name, results]) => [name, medians(results)]));
}

function medians(rounds: readonly Round[]): Result {
	const of = (figure: keyof Round) => median(rounds.map((round) => round[figure]));
	return {
		rounds: rounds.length,
		delivered: of('delivered'),
		wallMs: of('wallMs'),
		cpuMs: of('cpuMs'),
		mostInFlight: of('mostInFlight'),
		peakMemoryMb: of('peakMemoryMb'),
		requests: of('requests'),
		early: of('early'),
	};
}

/** What loading the built node adds to a process that has n8n-workflow. */
export interface Loading {
	loadMs: number;
	memoryMb: number;
}

/** Loads the built node in new processes, and takes medians. */
export async function measureLoading(rounds: number): Promise<Loading> {
	const measured: Loading[] = [];
	for (let round = 0; round < rounds; round++) {
		const { stdout } = await promisify(execFile)(process.execPath, [
			'--expose-gc',
			join(__dirname, 'loading.cjs'),
		]);
		measured.push(JSON.parse(stdout) as Loading);
	}
	return {
		loadMs: median(measured.map(({ loadMs }) => loadMs)),
		memoryMb: median(measured.map(({ memoryMb }) => memoryMb)),
	};
}
