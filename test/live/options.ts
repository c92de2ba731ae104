import { parseArgs } from 'node:util';
import { findConnectionProblem } from '../../nodes/entra/connection';
import { InvalidIdError, sessionPath } from '../../nodes/graph/paths';

/** Arguments show in process lists, so the secret of an app comes from the environment only. */
export const SECRET_VARIABLE = 'SECURITY_COPILOT_CLIENT_SECRET';

/** What the command was asked to do. */
export interface LiveOptions {
	tenantId: string;
	clientId: string;
	/** With a secret the app signs in, without one a user. */
	clientSecret?: string;
	/** Origin, without a slash at the end. */
	authorityHost: string;
	/** Origin of Graph, without a slash at the end. */
	graphApiBaseUrl: string;
	workspaceId: string;
	sessionId?: string;
	/** Whether one session may be created and renamed. */
	write: boolean;
	/** The text of the one prompt that may be evaluated. */
	ask?: string;
}

export const USAGE = `Checks what docs/assumptions.md assumes, against a real tenant. Reads only, unless told otherwise.

  npm run live -- --tenant <id> --client <id> [options]

  --tenant <id>            Directory (tenant) ID, a verified domain, or organizations
  --client <id>            Application (client) ID. Under Authentication, "Allow public client flows" must be on for a user
                           to sign in with a device code
  --workspace <id>         Workspace to look at; default: default
  --session <id>           Session to look at; default: the first of the list that has prompts
  --write                  Also creates one session and renames it. That costs no compute units; the API cannot delete it
  --ask "<prompt>"         Also creates one prompt, in the session of --session or --write, and runs ONE evaluation of it,
                           which costs security compute units
  --authority-host <url>   default: https://login.microsoftonline.com
  --graph <url>            default: https://graph.microsoft.com. Plain http: on localhost only

A user signs in with a device code. With a client secret in the environment variable ${SECRET_VARIABLE}
the app itself signs in. What is found is printed as a Markdown table without content, names, tokens or tenant: it can be
pasted into an issue. Exit code 0: all checks could be made. 1: sign-in failed, or some could not. 2: wrong options.`;

/** The options do not make sense. The message never repeats a value: it may be a secret in the wrong place. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

/**
 * Reads the command line. Nothing is sent.
 *
 * @returns undefined where the usage is wanted
 * @throws UsageError
 */
export function readOptions(
	commandLine: string[],
	environment: Record<string, string | undefined>,
): LiveOptions | undefined {
	const values = parse(commandLine);
	if (commandLine.length === 0 || values.help) return undefined;
	const options: LiveOptions = {
		tenantId: required('--tenant', values.tenant),
		clientId: required('--client', values.client),
		clientSecret: environment[SECRET_VARIABLE] || undefined,
		authorityHost: originOf(values['authority-host']),
		graphApiBaseUrl: originOf(values.graph),
		workspaceId: values.workspace,
		sessionId: values.session,
		write: values.write,
		ask: values.ask,
	};
	check(options);
	return options;
}

function parse(commandLine: string[]) {
	try {
		return parseArgs({
			args: commandLine,
			options: {
				tenant: { type: 'string' },
				client: { type: 'string' },
				'authority-host': { type: 'string', default: 'https://login.microsoftonline.com' },
				graph: { type: 'string', default: 'https://graph.microsoft.com' },
				workspace: { type: 'string', default: 'default' },
				session: { type: 'string' },
				write: { type: 'boolean', default: false },
				ask: { type: 'string' },
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		const option = /'(--?[a-z-]{1,30})/.exec(String(error))?.[1] ?? 'an argument';
		throw new UsageError(
			`The command cannot take ${option} like this. A secret belongs into the environment variable ${SECRET_VARIABLE}.`,
		);
	}
}

function required(name: string, value: string | undefined): string {
	if (value === undefined || value.trim() === '') throw new UsageError(`${name} is missing.`);
	return value.trim();
}

const originOf = (value: string): string => value.trim().replace(/\/$/, '');

function check(options: LiveOptions): void {
	const grantType = options.clientSecret === undefined ? 'authorizationCode' : 'clientCredentials';
	const problem = findConnectionProblem({ grantType, ...options });
	if (problem) {
		throw new UsageError(`${problem.message.replace(' of the credential', '')}. ${problem.description}`);
	}
	try {
		sessionPath({ workspaceId: options.workspaceId, sessionId: options.sessionId ?? 'none' });
	} catch (error) {
		if (error instanceof InvalidIdError) throw new UsageError(`${error.message}.`);
		throw error;
	}
	if (options.ask === undefined) return;
	if (options.ask.trim() === '') throw new UsageError('--ask needs the text of a prompt.');
	if (options.sessionId === undefined && !options.write) {
		throw new UsageError(
			'--ask needs a session to ask in: name one with --session, or create one with --write.',
		);
	}
}
