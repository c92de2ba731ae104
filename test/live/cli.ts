import { live } from './live';

const stop = new AbortController();
process.once('SIGINT', () => {
	console.error('Stopping …');
	stop.abort();
	// Whoever presses it twice means it.
	process.once('SIGINT', () => process.exit(130));
});

live(process.argv.slice(2), {
	environment: process.env,
	print: (text) => console.log(text),
	tell: (line) => console.error(line),
	signal: stop.signal,
}).then(
	(code) => {
		// Not `process.exit`, which may cut off a report on its way into a pipe. msal-node's timers must not hold the end up.
		process.exitCode = code;
		process.stdout.write('', () => process.exit(code));
	},
	(error: unknown) => {
		console.error(`npm run live did not work: ${error instanceof Error ? error.name : 'unknown error'}`);
		process.exit(1);
	},
);
