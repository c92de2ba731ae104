import type { AccessTokens, IssuedToken } from '../entra/tokens';
import type { Switches } from '../switches';
import { GraphError } from './errors';

const AUTHORIZATION_URI = 'https://login.microsoftonline.com/common/oauth2/authorize';
const GRAPH = '00000003-0000-0000-c000-000000000000';

/** Observed header of a plain 401. */
const CHALLENGE = `Bearer realm="", authorization_uri="${AUTHORIZATION_URI}", client_id="${GRAPH}"`;

const unauthenticated = (message: string, challenge = CHALLENGE): GraphError =>
	new GraphError(401, 'InvalidAuthenticationToken', message, { headers: { 'www-authenticate': challenge } });

/**
 * Finds the token of a request.
 * @throws GraphError 401 when it is missing, unknown, for another audience, expired, or revoked under CAE
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
	if (cae !== 'off' && token.revoked && token.claims.xms_cc?.includes('cp1')) throw claimsChallenge(token);
	return token;
}

/** Header of page "Claims challenges, claims requests and client capabilities". */
function claimsChallenge({ claims: { iat } }: IssuedToken): GraphError {
	// The space after the comma is in the documented example, and makes this base64 end in padding.
	const text = `{"access_token":{"nbf":{"essential":true, "value":"${iat + 1}"}}}`;
	const claims = Buffer.from(text).toString('base64');
	return unauthenticated(
		'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
		`Bearer realm="", authorization_uri="${AUTHORIZATION_URI}", error="insufficient_claims", claims="${claims}"`,
	);
}
