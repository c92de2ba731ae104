import { findScenarios } from './scenarios/Scenario';
import { Harness } from './fixture/Harness';
import { runScenario } from './fixture/runScenario';

/**
 * `npm run e2e` runs all scenarios, `npm run e2e -- getSession` those that are named. The exit code is 0 only when all
 * of them passed; 130 after Ctrl-C.
 */
async function main(): Promise<void> {
	const interruption = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM'] as const) {
		process.on(name, () => interruption.abort(new Error('Interrupted.')));
	}
	const { signal } = interruption;
	const say = (line: string) => console.log(line);

	const scenarios = await findScenarios(process.argv.slice(2));
	let passed = 0;
	try {
		const harness = await Harness.prepare(signal, say);
		try {
			for (const scenario of scenarios) {
				if (await runScenario(harness, scenario, signal, say)) passed++;
			}
		} finally {
			await harness.close();
		}
	} catch (error) {
		process.exitCode = signal.aborted ? 130 : 1;
		say(error instanceof Error ? error.message : String(error));
		if (signal.aborted) return;
	}
	// What could not be run has not passed.
	const failed = scenarios.length - passed;
	if (failed > 0) process.exitCode = 1;
	say(`${passed} passed, ${failed} failed`);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
