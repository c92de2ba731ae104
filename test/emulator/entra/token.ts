import { createHash } from 'node:crypto';

import { authenticateClient, type ClientAuthenticationContext } from './clientAuthentication';
import { tenantOf, type Application } from './directory';
import { EntraError, entraErrors } from './errors';
import type { Grant, Grants } from './grants';
import { delegatedScopes, requireDefaultScope } from './scopes';
import { signToken, type SigningKey } from './signing';
import { ACCESS_TOKEN_LIFETIME, type AccessTokens } from './tokens';

export interface TokenContext extends ClientAuthenticationContext {
	grants: Grants;
	tokens: AccessTokens;
	key: SigningKey;
	authorityHost: string;
	refreshTokenReuse: 'accept' | 'refuse';
}

/** A successful answer of the token endpoint. */
export interface TokenAnswer {
	token_type: 'Bearer';
	scope?: string;
	expires_in: number;
	ext_expires_in: number;
	access_token: string;
	refresh_token?: string;
	id_token?: string;
	/** Only on request; Microsoft's own libraries name the account by it. */
	client_info?: string;
}

/**
 * POST `/{tenant}/oauth2/v2.0/token`.
 * @param authorization the Authorization header, for clients that send their secret there
 * @throws EntraError in place of a token
 */
export async function token(
	tenantName: string,
	form: URLSearchParams,
	authorization: string | undefined,
	context: TokenContext,
): Promise<TokenAnswer> {
	const { id: tenantId } = tenantOf(context.directory, tenantName) ?? context.directory.tenant;
	const grantType = required(form, 'grant_type');
	const exchange = exchanges[grantType];
	if (!exchange) throw new EntraError(entraErrors.unsupportedGrant(grantType));
	const application = await authenticateClient(form, authorization, context);
	return exchange(form, application, tenantId, context);
}

type Exchange = (
	form: URLSearchParams,
	application: Application,
	tenantId: string,
	context: TokenContext,
) => TokenAnswer;

const exchanges: Record<string, Exchange> = {
	authorization_code: (form, application, _tenantId, context) => {
		const code = context.grants.redeemCode(required(form, 'code'));
		if (code.clientId !== application.clientId) throw new EntraError(entraErrors.unknownCode());
		const redirectUri = required(form, 'redirect_uri');
		if (redirectUri !== code.redirectUri) {
			throw new EntraError(entraErrors.redirectMismatch(redirectUri, application.clientId));
		}
		verifyProofKey(code.codeChallenge, form.get('code_verifier'));
		return delegatedAnswer(code, form, application, context);
	},

	refresh_token: (form, application, _tenantId, context) => {
		const grant = context.grants.useRefreshToken(required(form, 'refresh_token'), context.refreshTokenReuse);
		if (grant.clientId !== application.clientId) throw new EntraError(entraErrors.unknownCode());
		return delegatedAnswer(grant, form, application, context);
	},

	client_credentials: (form, application, tenantId, context) => {
		requireDefaultScope(required(form, 'scope'));
		const { roles } = application;
		return withLifetime(context.tokens.issue({ tenantId, application, roles }));
	},
};

function required(form: URLSearchParams, name: string): string {
	const value = form.get(name);
	if (!value) throw new EntraError(entraErrors.missingParameter(name));
	return value;
}

/** PKCE with S256 (RFC 7636); optional for a confidential client, but checked once a challenge was sent. */
function verifyProofKey(challenge: string | undefined, verifier: string | null): void {
	if (!challenge) return;
	const computed = createHash('sha256')
		.update(verifier ?? '')
		.digest('base64url');
	if (!verifier || computed !== challenge) throw new EntraError(entraErrors.wrongVerifier());
}

const withLifetime = (access_token: string): TokenAnswer => ({
	token_type: 'Bearer',
	expires_in: ACCESS_TOKEN_LIFETIME,
	ext_expires_in: ACCESS_TOKEN_LIFETIME,
	access_token,
});

function delegatedAnswer(
	grant: Grant,
	form: URLSearchParams,
	application: Application,
	context: TokenContext,
): TokenAnswer {
	const { user, tenantId } = grant;
	const scopes = delegatedScopes(form.get('scope') || grant.scope);
	const offline = delegatedScopes(grant.scope).openid.includes('offline_access');
	return {
		...withLifetime(context.tokens.issue({ tenantId, application, user, scopes: scopes.graph })),
		scope: scopes.granted,
		...(offline && { refresh_token: context.grants.createRefreshToken(grant) }),
		...(scopes.openid.includes('openid') && { id_token: idToken(grant, application, context) }),
		...(form.get('client_info') === '1' && { client_info: encode({ uid: user.id, utid: tenantId }) }),
	};
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Claims: page "ID token claims reference". */
function idToken({ user, tenantId }: Grant, { clientId }: Application, context: TokenContext): string {
	const seconds = Math.floor(context.clock.now() / 1000);
	return signToken(context.key, {
		ver: '2.0',
		iss: `${context.authorityHost}/${tenantId}/v2.0`,
		sub: user.id,
		aud: clientId,
		iat: seconds,
		nbf: seconds,
		exp: seconds + ACCESS_TOKEN_LIFETIME,
		name: user.displayName,
		preferred_username: user.username,
		oid: user.id,
		tid: tenantId,
	});
}
