import { race, type Race } from './race';

/**
 * `npx tsx test/engine/workers/measure.ts`: how often the workers of a queue-mode n8n pay for the same event twice.
 * In real time, some minutes long. Arguments: the number of rounds, and the cases to run, by their positions.
 */
const CASES: Array<Omit<Race, 'rounds' | 'random'>> = [
	{ workers: 2, questions: 1, withinMs: 0, latencyMs: 50, lagMs: 0 },
	{ workers: 2, questions: 1, withinMs: 1_000, latencyMs: 100, lagMs: 0 },
	{ workers: 4, questions: 1, withinMs: 0, latencyMs: 50, lagMs: 0 },
	{ workers: 4, questions: 1, withinMs: 500, latencyMs: 200, lagMs: 0 },
	{ workers: 4, questions: 3, withinMs: 500, latencyMs: 50, lagMs: 0 },
	{ workers: 2, questions: 1, withinMs: 1_000, latencyMs: 100, lagMs: 250 },
	{ workers: 2, questions: 1, withinMs: 1_000, latencyMs: 100, lagMs: 2_000 },
];

const rounds = Number(process.argv[2] ?? 20);
const only = process.argv[3]?.split(',').map(Number);

const HEADINGS = [
	'workers',
	'questions',
	'begin within',
	'latency',
	'lists lag',
	'rounds',
	'paid twice in',
	'spare sessions',
	'spare prompts',
	'failures',
];

const row = (cells: unknown[]): void => console.log(`| ${cells.join(' | ')} |`);

async function measure(): Promise<void> {
	row(HEADINGS);
	row(HEADINGS.map(() => '---'));
	for (const entry of CASES.filter((_, index) => only?.includes(index) ?? true)) {
		const result = await race({ ...entry, rounds, random: Math.random });
		row([
			entry.workers,
			entry.questions,
			`${entry.withinMs} ms`,
			`${entry.latencyMs} ms`,
			`${entry.lagMs} ms`,
			rounds,
			`${result.roundsPaidTwice} rounds (${result.paidTwice} evaluations)`,
			result.spareSessions,
			result.sparePrompts,
			result.failures.length,
		]);
		if (result.failures.length > 0) console.log(JSON.stringify(result.failures[0]));
	}
}

void measure().then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
