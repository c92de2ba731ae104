import {
	ConfidentialClientApplication,
	PublicClientApplication,
	type AuthenticationResult,
	type Configuration,
	type DeviceCodeRequest,
} from '@azure/msal-node';
import { APP_ONLY_SCOPE, READ_SCOPE, READ_WRITE_SCOPE } from '../../nodes/entra/scopes';
import { signInCause, type SignInRefusal } from '../../nodes/entra/signInErrors';
import { CancelledError } from '../../nodes/graph/time';
import { EntraNetwork } from './EntraNetwork';
import type { LiveOptions } from './options';

/** A token, and what may be told of it. */
export interface SignedIn {
	accessToken: string;
	as: 'user' | 'app';
	/** Names of delegated permissions, the claim `scp`. */
	scopes: string[];
	/** Names of application permissions, the claim `roles`. */
	roles: string[];
}

/** Entra gave no token. The message says why and what to do. */
export class SignInFailedError extends Error {
	override readonly name = 'SignInFailedError';
}

/**
 * Signs in with Microsoft's own client: the app where there is a secret, else a user with a device code.
 *
 * @param tell shows the user where to sign in
 * @throws SignInFailedError; CancelledError as soon as the signal is given
 */
export async function signIn(
	options: LiveOptions,
	tell: (line: string) => void,
	signal: AbortSignal,
): Promise<SignedIn> {
	const network = new EntraNetwork(options.authorityHost, signal);
	const pending =
		options.clientSecret === undefined ? asUser(options, network, tell, signal) : asApp(options, network);
	const outcome = await endedBy(signal, pending).catch((error: unknown) => error);
	if (signal.aborted) throw new CancelledError();
	const accessToken = (outcome as AuthenticationResult | null)?.accessToken;
	if (outcome instanceof Error || !accessToken) throw failure(network.refusal, outcome);
	return {
		accessToken,
		as: options.clientSecret === undefined ? 'user' : 'app',
		...permissionsOf(accessToken),
	};
}

function configuration(
	{ tenantId, clientId, authorityHost }: LiveOptions,
	network: EntraNetwork,
): Configuration {
	const origin = authorityHost.replace(/^http:/, 'https:');
	const isLoopback = origin !== authorityHost;
	return {
		auth: {
			clientId,
			authority: `${origin}/${tenantId}`,
			// For a host that it does not know, msal-node would ask Microsoft.
			...(isLoopback && { knownAuthorities: [new URL(origin).host] }),
		},
		system: { networkClient: network },
	};
}

async function asUser(
	options: LiveOptions,
	network: EntraNetwork,
	tell: (line: string) => void,
	signal: AbortSignal,
): Promise<AuthenticationResult | null> {
	const request: DeviceCodeRequest = {
		scopes: options.write || options.ask !== undefined ? [READ_SCOPE, READ_WRITE_SCOPE] : [READ_SCOPE],
		deviceCodeCallback: ({ verificationUri, userCode, expiresIn }) =>
			tell(
				`To sign in, open ${visible(verificationUri)} and enter the code ${visible(userCode)}, within ${Math.round(expiresIn / 60)} minutes.`,
			),
	};
	signal.addEventListener('abort', () => (request.cancel = true), { once: true });
	return await new PublicClientApplication(configuration(options, network)).acquireTokenByDeviceCode(request);
}

async function asApp(options: LiveOptions, network: EntraNetwork): Promise<AuthenticationResult | null> {
	const { auth, ...rest } = configuration(options, network);
	const { clientSecret } = options;
	const client = new ConfidentialClientApplication({ auth: { ...auth, clientSecret }, ...rest });
	return await client.acquireTokenByClientCredential({ scopes: [APP_ONLY_SCOPE] });
}

/** msal-node sleeps between two requests for the token and does not hear of the end. */
async function endedBy<T>(signal: AbortSignal, pending: Promise<T>): Promise<T> {
	let end!: () => void;
	const ended = new Promise<never>((_resolve, reject) => {
		end = () => reject(new CancelledError());
	});
	if (signal.aborted) end();
	signal.addEventListener('abort', end, { once: true });
	return await Promise.race([pending, ended]).finally(() => signal.removeEventListener('abort', end));
}

/** What to do, by what Entra says. Source of the words: page "OAuth 2.0 device authorization grant flow". */
const ADVICE: Readonly<Record<string, string>> = {
	AADSTS7000218:
		'In the app registration, under Authentication, switch "Allow public client flows" on, or let the app sign in with its secret.',
	clientSecretWrong: 'Take the value of the secret, not its ID.',
	clientSecretExpired: 'Create a new client secret.',
	tenantNotFound: 'Check --tenant.',
	appNotFound: 'Check --client and --tenant.',
	consentRequired: 'Consent to the permissions in the app registration, or let an administrator do so.',
	conditionalAccessBlocked:
		'A Conditional Access policy blocks this sign-in; many tenants block device codes.',
	authorization_declined: 'The sign-in was cancelled in the browser. Start again.',
	expired_token: 'Nobody entered the code in time. Start again.',
};

function failure({ code, error, detail }: SignInRefusal = {}, cause: unknown): SignInFailedError {
	const reason = code ?? error;
	if (reason === undefined) {
		const why = (cause as { cause?: { code?: unknown } }).cause?.code;
		return new SignInFailedError(
			`Microsoft Entra could not be reached, or did not answer as it should${typeof why === 'string' ? ` (${visible(why)})` : ''}. Check --authority-host and the network.`,
		);
	}
	const advice = ADVICE[reason] ?? ADVICE[error ?? ''] ?? ADVICE[signInCause(reason) ?? ''] ?? '';
	return new SignInFailedError(
		[`Microsoft Entra gave no token (${reason}).`, detail && visible(detail), advice]
			.filter(Boolean)
			.join(' '),
	);
}

/** Foreign text on a terminal must not steer it. */
const visible = (text: string): string => text.replace(/\p{C}/gu, '');

/**
 * Names of the permissions in a token. Microsoft calls access tokens opaque to clients, so one that cannot be read
 * counts as one without any.
 */
export function permissionsOf(accessToken: string): Pick<SignedIn, 'scopes' | 'roles'> {
	try {
		const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
			scp?: unknown;
			roles?: unknown;
		};
		return {
			scopes: String(claims.scp ?? '')
				.split(' ')
				.filter(Boolean),
			roles: [claims.roles ?? []].flat().map(String),
		};
	} catch {
		return { scopes: [], roles: [] };
	}
}
