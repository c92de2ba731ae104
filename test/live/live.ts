import { CancelledError, type Time } from '../../nodes/graph/time';
import { runChecks } from './check';
import { checksFor } from './checks';
import { commandTime, fetchSender } from './fetchSender';
import { readOptions, USAGE, UsageError } from './options';
import { report } from './report';
import { signIn, SignInFailedError, type SignedIn } from './signIn';
import { Tenant } from './Tenant';

/** Where a run takes from and speaks to. */
export interface LiveContext {
	environment: Record<string, string | undefined>;
	/** The report, or the usage. */
	print: (text: string) => void;
	/** What happens meanwhile, line by line; not part of the report. */
	tell: (line: string) => void;
	/** Ends everything. */
	signal: AbortSignal;
	/** Default: the real one. */
	time?: Time;
}

/** Exit codes; 130 is that of a program that Ctrl-C has ended. */
export type ExitCode = 0 | 1 | 2 | 130;

/**
 * `npm run live`: checks the lines of docs/assumptions.md against a real tenant and prints a report that can be made
 * public. Only reads, unless `--write` or `--ask` say otherwise.
 */
export async function live(commandLine: string[], context: LiveContext): Promise<ExitCode> {
	const { print, tell, signal, time = commandTime } = context;
	let options;
	try {
		options = readOptions(commandLine, context.environment);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		tell(`${error.message} \`npm run live\` without options prints the usage.`);
		return 2;
	}
	if (!options) {
		print(USAGE);
		return 0;
	}
	let signedIn: SignedIn;
	try {
		signedIn = await signIn(options, tell, signal);
	} catch (error) {
		if (error instanceof CancelledError) return 130;
		if (!(error instanceof SignInFailedError)) throw error;
		tell(error.message);
		return 1;
	}
	tell(`Signed in as ${signedIn.as === 'app' ? 'the app' : 'a user'}.`);
	if (options.write)
		tell('--write: creates one session and renames it. It costs no compute units; the API cannot delete it.');
	if (options.ask !== undefined)
		tell('--ask: creates one prompt and runs ONE evaluation, which costs security compute units.');

	const tenant = new Tenant(options, signedIn, fetchSender(signedIn.accessToken, signal), time, signal);
	const rows = await runChecks(checksFor(options, signedIn), tenant, tell);
	print(report(rows, { options, signedIn, now: time.now() }));
	if (signal.aborted) return 130;
	return rows.every(({ kind }) => kind === 'answered') ? 0 : 1;
}
