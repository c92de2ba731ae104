/**
 * `npm run live`: checks the lines of docs/assumptions.md against a real tenant and prints a report that can be made public.
 * Reads only, unless `--write` or `--ask` say otherwise.
 *
 * To try it without a tenant, start `npm run emulator -- --port 0` and hand over what it prints.
 *
 * `readOptions` → `signIn` (device code, or the secret of an app) → each of `checks.ts` through `Tenant` → `report`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findConnectionProblem } from '../../nodes/entra/connection';
import { APP_ONLY_SCOPE, READ_SCOPE, READ_WRITE_SCOPE } from '../../nodes/entra/scopes';
import { InvalidIdError, sessionPath } from '../../nodes/graph/paths';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../nodes/version';
import { ASKING, READING, WRITING, type Check } from './checks';
import { codeName, NothingThereError, RefusedError, Tenant } from './Tenant';

/** Arguments show in process lists, so the secret of an app comes from the environment only. */
export const SECRET_VARIABLE = 'SECURITY_COPILOT_CLIENT_SECRET';

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

/** What the command was asked to do. Hosts are origins without a slash at the end. */
export interface LiveOptions {
	tenantId: string;
	clientId: string;
	/** With a secret the app signs in, without one a user. */
	clientSecret?: string;
	authorityHost: string;
	graphApiBaseUrl: string;
	workspaceId: string;
	sessionId?: string;
	/** Whether one session may be created and renamed. */
	write: boolean;
	/** The text of the one prompt that may be evaluated. */
	ask?: string;
}

export interface SignedIn {
	as: 'a user' | 'the app';
	token: string;
	/** Names of delegated permissions, the claim `scp`. */
	scopes: string[];
	/** Names of application permissions, the claim `roles`. */
	roles: string[];
}

/** Where a run takes from and speaks to. */
export interface LiveContext {
	environment: Record<string, string | undefined>;
	/** The report, or the usage. */
	print: (text: string) => void;
	/** Progress, line by line; not part of the report. */
	tell: (line: string) => void;
	/** Ends everything. */
	signal: AbortSignal;
	/** Waits for milliseconds; rejects when the signal is given. */
	sleep: (milliseconds: number) => Promise<unknown>;
	/** Milliseconds since the epoch. */
	now: () => number;
}

/** The message never repeats a value: it may be a secret in the wrong place. */
class UsageError extends Error {}

/** Entra gave no token. */
class SignInError extends Error {}

/** @returns the exit code; 130 is that of a program that Ctrl-C has ended */
export async function live(commandLine: string[], context: LiveContext): Promise<0 | 1 | 2 | 130> {
	const { print, tell, signal, now } = context;
	try {
		const options = readOptions(commandLine, context.environment);
		if (!options) {
			print(USAGE);
			return 0;
		}
		const signedIn = await signIn(options, context);
		tell(`Signed in as ${signedIn.as}.`);
		if (options.write)
			tell(
				'--write: creates one session and renames it. It costs no compute units; the API cannot delete it.',
			);
		if (options.ask !== undefined)
			tell('--ask: creates one prompt and runs ONE evaluation, which costs security compute units.');
		const tenant = new Tenant(options, signedIn, context);
		const rows: Row[] = [];
		const asking = options.ask === undefined ? [] : [ASKING];
		for (const check of [...READING, ...(options.write ? WRITING : []), ...asking]) {
			tell(`${check.name} …`);
			rows.push(await run(check, tenant));
		}
		print(report(rows, options, signedIn, now()));
		if (signal.aborted) return 130;
		return rows.every(({ made }) => made) ? 0 : 1;
	} catch (error) {
		if (signal.aborted) return 130;
		if (!(error instanceof UsageError || error instanceof SignInError)) throw error;
		tell(error.message);
		return error instanceof UsageError ? 2 : 1;
	}
}

/** @returns undefined where the usage is wanted @throws UsageError */
function readOptions(
	commandLine: string[],
	environment: LiveContext['environment'],
): LiveOptions | undefined {
	const values = parse(commandLine);
	if (commandLine.length === 0 || values.help) return undefined;
	const { tenant, client, workspace: workspaceId, session: sessionId, write, ask } = values;
	if (!tenant?.trim()) throw new UsageError('--tenant is missing.');
	if (!client?.trim()) throw new UsageError('--client is missing.');
	const clientSecret = environment[SECRET_VARIABLE] || undefined;
	const connection = {
		tenantId: tenant.trim(),
		clientId: client.trim(),
		authorityHost: values['authority-host'].trim().replace(/\/$/, ''),
		graphApiBaseUrl: values.graph.trim().replace(/\/$/, ''),
	};
	const grantType = clientSecret === undefined ? 'authorizationCode' : 'clientCredentials';
	const problem = findConnectionProblem({ grantType, ...connection });
	if (problem)
		throw new UsageError(`${problem.message.replace(' of the credential', '')}. ${problem.description}`);
	try {
		sessionPath({ workspaceId, sessionId: sessionId ?? 'none' });
	} catch (error) {
		throw error instanceof InvalidIdError ? new UsageError(`${error.message}.`) : error;
	}
	if (ask?.trim() === '') throw new UsageError('--ask needs the text of a prompt.');
	if (ask !== undefined && sessionId === undefined && !write) {
		throw new UsageError('--ask needs a session: name one with --session, or create one with --write.');
	}
	return { ...connection, clientSecret, workspaceId, sessionId, write, ask };
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
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
			`The command cannot take ${option} like this. A secret belongs in the environment variable ${SECRET_VARIABLE}.`,
		);
	}
}

/**
 * Source: pages "OAuth 2.0 device authorization grant flow" and "OAuth 2.0 client credentials flow" of the Microsoft identity
 * platform.
 *
 * @throws SignInError with Entra's code and what it says
 */
async function signIn(options: LiveOptions, { tell, signal, sleep }: LiveContext): Promise<SignedIn> {
	const { tenantId, clientId: client_id, clientSecret: client_secret, authorityHost } = options;
	const post = async (endpoint: string, form: Record<string, string>): Promise<Record<string, string>> => {
		const address = `${authorityHost}/${tenantId}/oauth2/v2.0/${endpoint}`;
		const limit = AbortSignal.any([signal, AbortSignal.timeout(30_000)]);
		// A redirect would take the secret along.
		const init = {
			method: 'POST',
			body: new URLSearchParams(form),
			redirect: 'error',
			signal: limit,
		} as const;
		try {
			return (await (await fetch(address, init)).json()) as Record<string, string>;
		} catch {
			throw new SignInError('Microsoft Entra could not be reached. Check --authority-host and the network.');
		}
	};
	const signedIn = (as: SignedIn['as'], { access_token: token, error, error_description }: typeof form) => {
		if (token !== undefined) return { as, token, ...permissionsOf(token) };
		const [said = ''] = String(error_description ?? '').split(/ Trace ID:|[\r\n]/);
		throw new SignInError(`Microsoft Entra gave no token (${error}). ${visible(said)}`);
	};

	let form: Record<string, string>;
	if (client_secret !== undefined) {
		form = { client_id, client_secret, grant_type: 'client_credentials', scope: APP_ONLY_SCOPE };
		return signedIn('the app', await post('token', form));
	}
	const isWriting = options.write || options.ask !== undefined;
	const scope = isWriting ? `${READ_SCOPE} ${READ_WRITE_SCOPE}` : READ_SCOPE;
	const device = await post('devicecode', { client_id, scope });
	if (device.device_code === undefined) return signedIn('a user', device);
	const { device_code, verification_uri = '', user_code = '', interval, expires_in } = device;
	tell(
		`To sign in, open ${visible(verification_uri)} and enter the code ${visible(user_code)}, within ${Math.round(Number(expires_in) / 60)} minutes.`,
	);
	form = { client_id, device_code, grant_type: 'urn:ietf:params:oauth:grant-type:device_code' };
	for (;;) {
		await sleep(Number(interval) * 1_000);
		const answer = await post('token', form);
		if (answer.error !== 'authorization_pending') return signedIn('a user', answer);
	}
}

/** Foreign text on a terminal must not steer it. */
const visible = (text: string): string => text.replace(/\p{C}/gu, '');

/** Microsoft calls access tokens opaque to clients: one that cannot be read counts as one without permissions. */
function permissionsOf(token: string): Pick<SignedIn, 'scopes' | 'roles'> {
	try {
		const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
			scp?: string;
			roles?: string[];
		};
		return { scopes: (claims.scp ?? '').split(' ').filter(Boolean), roles: claims.roles ?? [] };
	} catch {
		return { scopes: [], roles: [] };
	}
}

/** The result of a check. */
interface Row {
	check: Check;
	/** Whether the question was answered. */
	made: boolean;
	answer: string;
	status?: number;
	requestId?: string;
}

/** Makes one check; one that fails does not end the others. */
async function run(check: Check, tenant: Tenant): Promise<Row> {
	tenant.last = undefined;
	const row = (made: boolean, answer: string): Row => ({ check, made, answer, ...tenant.last });
	if (tenant.isStopped) return row(false, '**not made:** stopped');
	try {
		return row(true, await check.ask(tenant));
	} catch (error) {
		if (error instanceof NothingThereError) return row(false, `**not made:** ${error.message}`);
		if (error instanceof RefusedError) return row(false, `**refused:** ${error.message}`);
		if (tenant.isStopped) return row(false, '**not made:** stopped on the way');
		// Any other text may quote an answer.
		return row(false, `**refused:** failed (${error instanceof Error ? codeName(error.name) : 'unknown'})`);
	}
}

/** The report as Markdown. What is in it has passed through `codeName` or `memberName`, or is ours. */
function report(rows: readonly Row[], options: LiveOptions, signedIn: SignedIn, now: number): string {
	const isGlobal = options.graphApiBaseUrl === 'https://graph.microsoft.com';
	const extras = { '`--write`': options.write, '`--ask`': options.ask !== undefined };
	const [asked, left] = [true, false].map((is) =>
		Object.entries(extras).flatMap(([name, wanted]) => (wanted === is ? [name] : [])),
	) as [string[], string[]];
	const line = ({ check, answer, status, requestId }: Row) => {
		const id = requestId === undefined ? '' : codeName(requestId);
		const cells = [`\`${check.name}\``, check.question, answer, status ?? '', id, check.settles.join('; ')];
		return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
	};
	return [
		'### Security Copilot in a real tenant',
		'',
		`- ${PACKAGE_NAME} ${PACKAGE_VERSION}, Node.js ${process.version}, ${new Date(now).toISOString()}`,
		`- signed in as ${signedIn.as}; permissions: ${[...signedIn.scopes, ...signedIn.roles].map(codeName).join(', ') || 'none that can be read'}`,
		`- Graph: ${isGlobal ? options.graphApiBaseUrl : 'another endpoint than the global cloud'}`,
		`- asked for: ${['reading', ...asked].join(', ')}; not asked for: ${left.join(', ') || 'nothing'}`,
		'',
		'| check | question | answer | HTTP | request-id | line of docs/assumptions.md |',
		'| --- | --- | --- | --- | --- | --- |',
		...rows.map(line),
		'',
		`${rows.filter(({ made }) => made).length} of ${rows.length} checks could be made.`,
	].join('\n');
}

if (require.main === module) {
	const stop = new AbortController();
	process.once('SIGINT', () => {
		stop.abort();
		process.once('SIGINT', () => process.exit(130));
	});
	void live(process.argv.slice(2), {
		environment: process.env,
		print: (text) => console.log(text),
		tell: (line) => console.error(line),
		signal: stop.signal,
		sleep: async (milliseconds) => await wait(milliseconds, undefined, { signal: stop.signal }),
		now: Date.now,
	}).then((code) => (process.exitCode = code));
}
