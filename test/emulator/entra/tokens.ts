import type { Clock } from '../clock';
import type { Identifiers } from '../identifiers';
import { GRAPH_APPLICATION_ID, type Application, type User } from './directory';
import { isSignedBy, signToken, type SigningKey } from './signing';

/** The audience of Graph tokens; it stays the real one although the emulator answers on loopback. */
export const GRAPH_AUDIENCE = 'https://graph.microsoft.com';

/** Seconds. */
export const ACCESS_TOKEN_LIFETIME = 3600;

/** Claims of a Graph access token (page "Access token claims reference", version 1.0). */
export interface AccessTokenClaims {
	aud: string;
	iat: number;
	exp: number;
	idtyp: 'user' | 'app';
	/** Delegated scopes, separated by spaces. */
	scp?: string;
	/** Application permissions. */
	roles?: string[];
	/** `cp1`: the client understands claims challenges (page "Claims challenges"). */
	xms_cc?: string[];
	[more: string]: unknown;
}

export interface AccessTokenRequest {
	tenantId: string;
	application: Application;
	/** Absent for an app-only token. */
	user?: User;
	scopes?: string[];
	roles?: string[];
	audience?: string;
	/** Seconds; negative for a token that has expired already. Default: an hour, as Entra's are by default. */
	lifetime?: number;
	/** The client understands claims challenges. */
	cp1?: boolean;
}

/** A token this emulator issued, found by its text. */
export interface IssuedToken {
	label: string;
	token: string;
	claims: AccessTokenClaims;
	/** Taken back by an administrator; only a `cp1` client learns it before the token expires. */
	revoked: boolean;
	/** Ended by `expireAccessTokens`. */
	expired: boolean;
}

/** Signs access tokens and knows every one it issued. */
export class AccessTokens {
	private readonly issued = new Map<string, IssuedToken>();
	/** Verified before: ten thousand requests come with the same one. */
	private readonly signed = new Set<string>();

	constructor(
		private readonly key: SigningKey,
		private readonly clock: Clock,
		private readonly identifiers: Identifiers,
	) {}

	issue(request: AccessTokenRequest): string {
		const { application, user, tenantId } = request;
		const seconds = Math.floor(this.clock.now() / 1000);
		const subject = user?.id ?? application.clientId;
		const claims: AccessTokenClaims = {
			aud: request.audience ?? GRAPH_AUDIENCE,
			iss: `https://sts.windows.net/${tenantId}/`,
			iat: seconds,
			nbf: seconds,
			exp: seconds + (request.lifetime ?? ACCESS_TOKEN_LIFETIME),
			tid: tenantId,
			appid: application.clientId,
			app_displayname: application.displayName,
			idtyp: user ? 'user' : 'app',
			oid: subject,
			sub: subject,
			uti: this.identifiers.hex(22),
			ver: '1.0',
			...(request.scopes && { scp: request.scopes.join(' ') }),
			...(request.roles && { roles: request.roles }),
			...(user && { upn: user.username, name: user.displayName }),
			...(request.cp1 && { xms_cc: ['cp1'] }),
		};
		const token = signToken(this.key, claims);
		const label = `<token:${this.issued.size + 1}>`;
		this.issued.set(token, { label, token, claims, revoked: false, expired: false });
		return token;
	}

	/** The issued token, if this emulator signed it; otherwise undefined. */
	find(token: string): IssuedToken | undefined {
		const found = this.issued.get(token);
		if (!found) return undefined;
		if (!this.signed.has(token) && isSignedBy(this.key, token)) this.signed.add(token);
		return this.signed.has(token) ? found : undefined;
	}

	isExpired({ claims, expired }: IssuedToken): boolean {
		return expired || claims.exp * 1000 <= this.clock.now();
	}

	isForGraph({ claims }: IssuedToken): boolean {
		return claims.aud === GRAPH_AUDIENCE || claims.aud === GRAPH_APPLICATION_ID;
	}

	/** `Bearer <token:3>` for an issued token; other values are named, never repeated. */
	labelOf(authorization: string): string {
		const [scheme = '', credential = ''] = authorization.split(/\s+/, 2);
		return `${scheme} ${this.issued.get(credential)?.label ?? (credential ? '<unknown>' : '')}`.trim();
	}

	expireAll(): void {
		for (const token of this.issued.values()) token.expired = true;
	}

	revokeAll(): void {
		for (const token of this.issued.values()) token.revoked = true;
	}

	reset(): void {
		this.issued.clear();
		this.signed.clear();
	}
}
