import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_DIRECTORY } from '../test/engine/harness/packageDirectory';
import { Arena } from './Arena';
import { growthChart } from './chart';
import { compare, measureLoading, type Results } from './measure';
import { nodesBaseFolder } from './nodesBase';
import { performanceDocument, type Figures } from './report';

/** Rounds of the short comparisons; medians are quoted. */
const ROUNDS = 3;

/** A throttled round takes 40 s by itself. */
const THROTTLED_ROUNDS = 1;

const GROWTH = [10, 100, 1_000, 10_000];

/** `npm run bench`: all figures in one run, on one machine, written into docs/performance.md. */
async function bench(): Promise<void> {
	const say = (line: string) => console.log(line);
	const nodesBase = await nodesBaseFolder(new AbortController().signal, say);
	say('Loading the node …');
	const loading = await measureLoading(ROUNDS * 2 + 1);
	const arena = await Arena.open(nodesBase);
	try {
		const figures: Figures = {
			loading,
			distinct: await measured('1,000 distinct sessions', async () =>
				compare(arena, { items: 1_000, distinct: 1_000, warmUp: true }, ROUNDS),
			),
			repeated: await measured('1,000 items naming 100 sessions', async () =>
				compare(arena, { items: 1_000, distinct: 100, warmUp: true }, ROUNDS),
			),
			single: await measured('one session', async () =>
				compare(arena, { items: 1, distinct: 1, warmUp: true }, ROUNDS * 5),
			),
			throttled: await measured('1,000 sessions, throttled at 200 per 10 s', async () =>
				compare(arena, { items: 1_000, distinct: 1_000, limit: 200, warmUp: false }, THROTTLED_ROUNDS),
			),
			growth: [],
			machine: `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`,
		};
		for (const items of GROWTH) {
			const results = await measured(`${items} distinct sessions`, async () =>
				compare(arena, { items, distinct: items, warmUp: true }, items > 1_000 ? 1 : ROUNDS),
			);
			figures.growth.push({ items, results });
		}
		await writeFile(join(PACKAGE_DIRECTORY, 'docs/performance.svg'), growthChart(figures.growth));
		await writeFile(join(PACKAGE_DIRECTORY, 'docs/performance.md'), performanceDocument(figures));
		say('Written: docs/performance.md, docs/performance.svg');
	} finally {
		await arena.close();
	}
}

async function measured(title: string, work: () => Promise<Results>): Promise<Results> {
	console.log(`${title} …`);
	const results = await work();
	console.table(
		Object.fromEntries(
			Object.entries(results).map(([name, result]) => [
				name,
				Object.fromEntries(Object.entries(result).map(([figure, value]) => [figure, Math.round(value)])),
			]),
		),
	);
	return results;
}

bench().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
