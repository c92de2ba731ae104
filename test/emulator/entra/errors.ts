import type { Clock } from '../clock';
import type { Identifiers } from '../identifiers';

/** Why Entra refused, before it is written in Entra's shape. */
export interface EntraFailure {
	status: number;
	/** OAuth 2.0 error code. */
	error: string;
	/** Starts with `AADSTS` and the number. */
	error_description: string;
	/** Some failures are refined, for example `bad_token`. */
	suberror?: string;
}

export class EntraError extends Error {
	constructor(readonly failure: EntraFailure) {
		super(failure.error_description);
	}
}

/** Failures with one HTTP status and one OAuth 2.0 error code, each by its AADSTS number. */
const failures =
	(status: number, error: string) =>
	(number: number, text: string): EntraFailure => ({
		status,
		error,
		error_description: `AADSTS${number}: ${text}`,
	});

const invalidClient = failures(401, 'invalid_client');
const invalidGrant = failures(400, 'invalid_grant');
const invalidRequest = failures(400, 'invalid_request');
const invalidScope = failures(400, 'invalid_scope');

/**
 * Failures by what went wrong. Numbers and meanings: page "Microsoft Entra authentication and authorization error
 * codes" (documented); statuses, OAuth codes and wording follow answers seen in public issue reports (observed).
 */
export const entraErrors = {
	unknownTenant: (tenant: string) =>
		invalidRequest(
			90002,
			`Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
		),
	missingParameter: (name: string) =>
		invalidRequest(900144, `The request body must contain the following parameter: '${name}'.`),
	redirectMismatch: (redirectUri: string, clientId: string) =>
		invalidRequest(
			50011,
			`The redirect URI '${redirectUri}' specified in the request does not match the redirect URIs configured for the application '${clientId}'.`,
		),
	unknownApplication: (clientId: string, tenant: string) =>
		failures(400, 'unauthorized_client')(
			700016,
			`Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
		),
	wrongSecret: (clientId: string) =>
		invalidClient(
			7000215,
			`Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
		),
	expiredSecret: (clientId: string) =>
		invalidClient(
			7000222,
			`The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app.`,
		),
	missingClientCredential: () =>
		invalidClient(
			7000218,
			"The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
		),
	assertionSignature: () =>
		invalidClient(
			700027,
			'The certificate with identifier used to sign the client assertion is not registered on application, or the client assertion failed signature validation.',
		),
	unsupportedGrant: (grantType: string) =>
		failures(400, 'unsupported_grant_type')(
			70003,
			`The app requested an unsupported grant type '${grantType}'.`,
		),
	invalidScope: (scope: string) =>
		invalidScope(
			70011,
			`The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
		),
	scopeNeedsDefault: (scope: string) =>
		invalidScope(
			1002012,
			`The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
		),
	unknownResource: (resource: string) =>
		failures(400, 'invalid_resource')(
			500011,
			`The resource principal named ${resource} was not found in the tenant.`,
		),
	unknownCode: () => invalidGrant(9002313, 'Invalid request. Request is malformed or invalid.'),
	expiredCode: () =>
		invalidGrant(
			70008,
			'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
		),
	expiredRefreshToken: () =>
		invalidGrant(
			700082,
			'The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.',
		),
	redeemedCode: () =>
		invalidGrant(
			54005,
			'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
		),
	redeemedRefreshToken: () => ({
		...invalidGrant(70000, 'Provided grant is invalid or malformed.'),
		suberror: 'bad_token',
	}),
	revoked: () =>
		invalidGrant(
			50173,
			'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
		),
	wrongVerifier: () =>
		invalidGrant(
			501481,
			'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
		),
	wrongPassword: () =>
		invalidGrant(50126, 'Error validating credentials due to invalid username or password.'),
	multifactorRequired: () =>
		failures(400, 'interaction_required')(
			50076,
			"Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.",
		),
	unavailable: () =>
		failures(503, 'temporarily_unavailable')(90033, 'A transient error has occurred. Please try again.'),
} satisfies Record<string, (...parts: string[]) => EntraFailure>;

/** A failure in the shape of Entra's token endpoint (page "OAuth 2.0 authorization code flow", error response). */
export function entraErrorBody(
	failed: EntraFailure,
	clock: Clock,
	identifiers: Identifiers,
	correlationId?: string,
) {
	const traceId = identifiers.guid();
	const correlation = correlationId ?? identifiers.guid();
	const timestamp = `${new Date(clock.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`;
	const number = /^AADSTS(\d+)/.exec(failed.error_description)?.[1];
	return {
		error: failed.error,
		error_description: `${failed.error_description} Trace ID: ${traceId} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
		error_codes: number ? [Number(number)] : [],
		timestamp,
		trace_id: traceId,
		correlation_id: correlation,
		...(number && { error_uri: `https://login.microsoftonline.com/error?code=${number}` }),
		...(failed.suberror && { suberror: failed.suberror }),
	};
}
