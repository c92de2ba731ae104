import { setTimeout as sleep } from 'node:timers/promises';

import { lastLines } from '../process/runProgram';
import type { Scenario } from '../scenarios/Scenario';
import type { Harness } from './Harness';
import { Stage } from './Stage';

/** Milliseconds; a scenario takes a few seconds, and the first one of a kind waits for a start of n8n. */
const TIMEOUT = 180_000;

/** Milliseconds for what an interrupted scenario has under way; n8n gets ten seconds of them. */
const GRACE = 15_000;

/**
 * Runs one scenario and says how it went: one line, and below it, when it failed, why and what n8n logged meanwhile.
 * @returns whether it passed
 * @throws only when the run was interrupted
 */
export async function runScenario(
	harness: Harness,
	{ name, run }: Scenario,
	signal: AbortSignal,
	say: (line: string) => void,
): Promise<boolean> {
	const start = Date.now();
	const timeout = AbortSignal.timeout(TIMEOUT);
	const serverLog = harness.watchServerLog();
	try {
		await onStage(harness, run, AbortSignal.any([signal, timeout]));
		harness.outside.assertNobodyLeft();
		say(`passed  ${name} (${seconds(start)})`);
		return true;
	} catch (error) {
		signal.throwIfAborted();
		say(`FAILED  ${name} (${seconds(start)})`);
		say(indent(describe(timeout.aborted ? new Error(`It took longer than ${TIMEOUT / 1000} s.`) : error)));
		const log = lastLines(serverLog());
		if (log) say(indent(`n8n logged:\n${log}`));
		return false;
	}
}

async function onStage(harness: Harness, run: Scenario['run'], signal: AbortSignal): Promise<void> {
	const stage = await Stage.open(harness, signal);
	const running = run(stage);
	try {
		await Promise.race([running, rejection(signal)]);
	} finally {
		// What the scenario started must have ended before its folders go; a wait that ignores the signal must not stop that.
		await Promise.race([running.catch(() => undefined), sleep(GRACE, undefined, { ref: false })]);
		await stage.close();
	}
}

async function rejection(signal: AbortSignal): Promise<never> {
	return await new Promise((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason), { once: true });
	});
}

const describe = (error: unknown): string =>
	error instanceof Error ? (error.stack ?? error.message) : String(error);

const indent = (text: string): string => text.replace(/^/gm, '    ');

const seconds = (start: number): string => `${((Date.now() - start) / 1000).toFixed(1)} s`;
