import type { AccessTokens, IssuedToken } from '../entra/tokens';
import type { Switches } from '../switches';
import { GraphError } from './errors';

const AUTHORIZATION_URI = 'https://login.microsoftonline.com/common/oauth2/authorize';
const GRAPH = '00000003-0000-0000-c000-000000000000';
/** Tenant of personal Microsoft accounts (page "Access token claims reference"). */
const PERSONAL_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** Observed header of a plain 401. */
const CHALLENGE = `Bearer realm="", authorization_uri="${AUTHORIZATION_URI}", client_id="${GRAPH}"`;

const unauthenticated = (message: string, challenge = CHALLENGE): GraphError =>
	new GraphError(401, 'InvalidAuthenticationToken', message, { headers: { 'www-authenticate': challenge } });

/**
 * Finds the token of a request.
 * @throws GraphError 401 when it is missing, unknown, for another audience, expired, or revoked under CAE; 403 for a
 * personal account (documented as unsupported, the status is a guess)
 */
export function authenticate(
	authorization: string | undefined,
	tokens: AccessTokens,
	{ cae }: Switches,
): IssuedToken {
	if (!authorization?.trim()) throw unauthenticated('Access token is empty.');
	const text = /^Bearer\s+(\S+)$/i.exec(authorization.trim())?.[1];
	const token = text === undefined ? undefined : tokens.find(text);
	if (!token) throw unauthenticated('CompactToken parsing failed with error code: 80049217');
	if (!tokens.isForGraph(token)) throw unauthenticated('Access token validation failure. Invalid audience.');
	if (tokens.isExpired(token)) throw unauthenticated('Lifetime validation failed, the token is expired.');
	if (cae !== 'off' && token.revoked && token.claims.xms_cc?.includes('cp1'))
		throw claimsChallenge(token, cae);
	if (token.claims.tid === PERSONAL_TENANT) {
		throw new GraphError(403, 'Forbidden', 'Personal Microsoft accounts are not supported.');
	}
	return token;
}

/** Page "Claims challenges, claims requests and client capabilities"; the `on` form was observed on Graph. */
function claimsChallenge(token: IssuedToken, form: 'on' | 'documentedHeader'): GraphError {
	// The space after the comma is in the documented example, and makes this base64 end in padding.
	const claims = Buffer.from(
		`{"access_token":{"nbf":{"essential":true, "value":"${token.claims.iat + 1}"}}}`,
	).toString('base64');
	const cause = 'InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp';
	const message = `Continuous access evaluation resulted in challenge with result: ${cause}`;
	if (form === 'documentedHeader') {
		return unauthenticated(
			message,
			`Bearer realm="", authorization_uri="${AUTHORIZATION_URI}", error="insufficient_claims", claims="${claims}"`,
		);
	}
	return unauthenticated(
		message,
		`Bearer realm="", authorization_uri=${AUTHORIZATION_URI}, client_id="${GRAPH}", error="insufficient_claims", ` +
			`claims="${claims}", errorDescription="Continuous access evaluation resulted in claims challenge with result: ${cause}"`,
	);
}
