import { race, type Race } from './race';

/**
 * `npx tsx test/engine/workers/measure.ts`: how often the workers of a queue-mode n8n pay for the same event twice.
 * In real time, some minutes long.
 */
const CASES: Array<Pick<Race, 'workers' | 'questions' | 'withinMs' | 'latencyMs'>> = [
	{ workers: 2, questions: 1, withinMs: 0, latencyMs: 50 },
	{ workers: 2, questions: 1, withinMs: 1_000, latencyMs: 100 },
	{ workers: 4, questions: 1, withinMs: 0, latencyMs: 50 },
	{ workers: 4, questions: 1, withinMs: 500, latencyMs: 200 },
	{ workers: 4, questions: 3, withinMs: 500, latencyMs: 50 },
];

const rounds = Number(process.argv[2] ?? 20);

async function measure(): Promise<void> {
	console.log(
		'workers  questions  begin within  latency  rounds  paid twice in  spare sessions  spare prompts  failures',
	);
	for (const entry of CASES) {
		const { roundsPaidTwice, paidTwice, spareSessions, sparePrompts, failures } = await race({
			...entry,
			rounds,
			random: Math.random,
		});
		const cells = [
			entry.workers,
			entry.questions,
			`${entry.withinMs} ms`,
			`${entry.latencyMs} ms`,
			rounds,
			`${roundsPaidTwice} (${paidTwice} evaluations)`,
			spareSessions,
			sparePrompts,
			failures.length,
		];
		console.log(cells.join('  |  '));
		if (failures.length > 0) console.log(JSON.stringify(failures[0]));
	}
}

void measure().then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
