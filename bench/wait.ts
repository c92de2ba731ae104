import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator } from '../test/emulator';
import { connect, credentialFor, Engine, jsonOf, sessionWorkflow } from '../test/engine/harness';
import { PACKAGE_DIRECTORY } from '../test/engine/harness/packageDirectory';

/**
 * `npx tsx bench/wait.ts`: how late an answer is in the workflow, and how many polls it took. In real time, all evaluations
 * at once, so it takes as long as the longest.
 */

/** Durations of evaluations, in seconds. */
const DURATIONS = [2, 16, 25, 40, 58, 60, 90, 150, 200, 260, 300];

const ASKS_EACH = 3;

/** The exchange that brings the answer comes after the poll. */
const EXCHANGE_MS = 500;

/** Milliseconds between the asks, so that they begin at different fractions of a second. */
const APART_MS = 357;

const MOST_POLLS_IN_300_S = 50;

interface Measured {
	seconds: number;
	/** Milliseconds from the end of the evaluation to the end of the node. */
	lateMs: number;
	polls: number;
}

async function measure(emulator: Emulator, engine: Engine, seconds: number): Promise<Measured> {
	const prompt = `Takes ${seconds} s`;
	const run = await engine.run(sessionWorkflow({ resource: 'session', operation: 'ask', prompt }));
	const endedMs = Date.now();
	const [answer] = jsonOf(run) as Array<{ evaluationId: string; completedDateTime: string }>;
	if (!answer) throw new Error(`No answer after ${seconds} s`);
	const { evaluationId, completedDateTime } = answer;
	return {
		seconds,
		lateMs: endedMs - Date.parse(completedDateTime),
		polls: emulator.graph.requests.filter(({ url }) => url.includes(`/evaluations/${evaluationId}`)).length,
	};
}

async function measureAll(): Promise<Measured[]> {
	const emulator = await startEmulator();
	try {
		const engine = await Engine.start(new Map([['credential', credentialFor(emulator)]]));
		await connect(engine.credentials, 'credential', emulator);
		emulator.graph.scriptEvaluations(/^Takes/, ({ content }) => [
			{ state: 'created' },
			{ after: 300, state: 'running' },
			{
				after: Number(/\d+/.exec(content ?? '')?.[0]) * 1_000,
				state: 'completed',
				result: { content: 'Yes.' },
			},
		]);
		// The first execution loads what the others need.
		await measure(emulator, engine, 1);
		const durations = DURATIONS.flatMap((seconds) => Array.from({ length: ASKS_EACH }, () => seconds));
		return await Promise.all(
			durations.map(async (seconds, index) => {
				await new Promise((resolve) => setTimeout(resolve, index * APART_MS));
				return await measure(emulator, engine, seconds);
			}),
		);
	} finally {
		await emulator.stop();
	}
}

interface Row {
	seconds: number;
	worstMs: number;
	averageMs: number;
	polls: number;
	targetMs: number;
}

function rowOf(all: readonly Measured[], seconds: number): Row {
	const mine = all.filter((measured) => measured.seconds === seconds);
	const late = mine.map(({ lateMs }) => lateMs);
	return {
		seconds,
		worstMs: Math.max(...late),
		averageMs: late.reduce((sum, lateMs) => sum + lateMs, 0) / late.length,
		polls: Math.max(...mine.map(({ polls }) => polls)),
		targetMs: Math.max(1_000, 0.1 * seconds * 1_000) + EXCHANGE_MS,
	};
}

const inSeconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(2)} s`;

function table(rows: readonly Row[]): string {
	const lines = rows.map(({ seconds, worstMs, averageMs, polls, targetMs }) =>
		[
			`${seconds} s`,
			inSeconds(averageMs),
			inSeconds(worstMs),
			`${((worstMs / (seconds * 1_000)) * 100).toFixed(1)} %`,
			inSeconds(targetMs),
			polls,
		].join(' | '),
	);
	const head = [
		'evaluation takes',
		'late on average',
		'late at most',
		'of its time',
		'1 s or 10 %',
		'polls',
	].join(' | ');
	return [`| ${head} |`, '| --- | --- | --- | --- | --- | --- |', ...lines.map((line) => `| ${line} |`)].join(
		'\n',
	);
}

function report(all: readonly Measured[]): string {
	const rows = table(DURATIONS.map((seconds) => rowOf(all, seconds)));
	return `# How late an answer is

Graph tells nobody that an answer is there, so the node polls: every second, later every tenth of the age of the evaluation, at most
every 15 s. The table shows how long an answer was there before the node handed it on, and how many polls it took. Written by
\`npx tsx bench/wait.ts\`: n8n's own engine, the built node and the emulator, real sockets in real time, ${ASKS_EACH} evaluations of
each duration, all at once on a machine with ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}). The
emulator answers at once; Graph takes longer.

Targets: at most 1 s or 10 % of the duration late, whichever is larger, and ${EXCHANGE_MS / 1_000} s for the exchange; at most
${MOST_POLLS_IN_300_S} polls in 300 s.

${rows}
`;
}

async function bench(): Promise<boolean> {
	const all = await measureAll();
	const text = report(all);
	console.log(text);
	await writeFile(join(PACKAGE_DIRECTORY, 'docs/performance-wait.md'), text);
	return DURATIONS.map((seconds) => rowOf(all, seconds)).every(
		({ worstMs, targetMs, polls }) => worstMs <= targetMs && polls <= MOST_POLLS_IN_300_S,
	);
}

bench().then(
	(isOnTarget) => process.exit(isOnTarget ? 0 : 1),
	(error: unknown) => {
		console.error(error);
		process.exit(1);
	},
);
