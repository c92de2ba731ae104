import type { Clock } from '../clock';
import type { Identifiers } from '../identifiers';
import type { User } from './directory';
import { EntraError, entraErrors } from './errors';

/** What a user agreed to, carried by an authorization code and by the refresh tokens that follow it. */
export interface Grant {
	clientId: string;
	tenantId: string;
	user: User;
	/** As the client wrote them. */
	scope: string;
}

interface Code extends Grant {
	redirectUri: string;
	codeChallenge?: string;
	expires: number;
	redeemed: boolean;
}

interface RefreshToken extends Grant {
	expires: number;
	used: boolean;
	revoked: boolean;
}

// Both documented: page "OAuth 2.0 authorization code flow" (about ten minutes), page "Refresh tokens" (90 days).
const CODE_LIFETIME = 10 * 60_000;
const REFRESH_TOKEN_LIFETIME = 90 * 24 * 3_600_000;

/** Authorization codes and refresh tokens. */
export class Grants {
	private readonly codes = new Map<string, Code>();
	private readonly refreshTokens = new Map<string, RefreshToken>();
	/** How often a refresh token was used again after it had been replaced. */
	reusedRefreshTokens = 0;

	constructor(
		private readonly clock: Clock,
		private readonly identifiers: Identifiers,
	) {}

	createCode(grant: Grant & Pick<Code, 'redirectUri' | 'codeChallenge'>): string {
		const code = `1.A${this.identifiers.hex(60)}`;
		this.codes.set(code, { ...grant, expires: this.clock.now() + CODE_LIFETIME, redeemed: false });
		return code;
	}

	/** @throws EntraError for an unknown, expired or redeemed code */
	redeemCode(text: string): Code {
		const code = this.codes.get(text);
		if (!code) throw new EntraError(entraErrors.unknownCode());
		if (code.redeemed) throw new EntraError(entraErrors.redeemedCode());
		if (code.expires <= this.clock.now()) throw new EntraError(entraErrors.expiredCode());
		code.redeemed = true;
		return code;
	}

	createRefreshToken(grant: Grant): string {
		const token = `1.B${this.identifiers.hex(80)}`;
		const expires = this.clock.now() + REFRESH_TOKEN_LIFETIME;
		this.refreshTokens.set(token, { ...grant, expires, used: false, revoked: false });
		return token;
	}

	/**
	 * Uses a refresh token; the caller issues a new one. Entra documents that the old one keeps working, so reuse is
	 * counted and only refused on request.
	 * @throws EntraError for an unknown, expired, revoked or (on request) used token
	 */
	useRefreshToken(text: string, reuse: 'accept' | 'refuse'): Grant {
		const token = this.refreshTokens.get(text);
		if (!token) throw new EntraError(entraErrors.unknownCode());
		if (token.revoked) throw new EntraError(entraErrors.revoked());
		if (token.expires <= this.clock.now()) throw new EntraError(entraErrors.expiredRefreshToken());
		if (token.used) {
			this.reusedRefreshTokens += 1;
			if (reuse === 'refuse') throw new EntraError(entraErrors.redeemedRefreshToken());
		}
		token.used = true;
		return token;
	}

	revokeAll(): void {
		for (const token of this.refreshTokens.values()) token.revoked = true;
	}

	reset(): void {
		this.codes.clear();
		this.refreshTokens.clear();
		this.reusedRefreshTokens = 0;
	}
}
