import type { Clock } from '../clock';
import type { Identifiers } from '../identifiers';
import { applicationOf, tenantOf, type Application, type Directory, type User } from './directory';
import { EntraError, entraErrors } from './errors';
import type { Grant } from './grants';
import { delegatedScopes } from './scopes';

/** The grant type that redeems a device code: as the page says, and as Microsoft's own libraries send it. */
export const DEVICE_CODE_GRANTS = ['urn:ietf:params:oauth:grant-type:device_code', 'device_code'];

/** Answer of the `/devicecode` endpoint (page "OAuth 2.0 device authorization grant flow"). */
export interface DeviceCodeAnswer {
	user_code: string;
	device_code: string;
	verification_uri: string;
	/** Seconds. */
	expires_in: number;
	/** Seconds between two requests for the token. */
	interval: number;
	message: string;
}

interface DeviceCode {
	scope: string;
	userCode: string;
	/** Milliseconds since the epoch. */
	expires: number;
	/** What the user did at the verification page. */
	decision?: { user: User } | 'declined';
	redeemed: boolean;
}

// Documented: the page names 15 minutes as the default of `expires_in`; answers that people have published say 900 and 5.
const LIFETIME_SECONDS = 900;
const INTERVAL_SECONDS = 5;

/** Letters and digits that nobody mixes up; nine of them, as published codes have. */
const USER_CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXYZ23456789';

/** Device codes that were handed out, and what their users said. */
export class DeviceCodes {
	private readonly codes = new Map<string, DeviceCode>();
	/** Seconds that a client is told to wait between two requests. */
	intervalSeconds = INTERVAL_SECONDS;

	constructor(
		private readonly directory: Directory,
		private readonly clock: Clock,
		private readonly identifiers: Identifiers,
	) {}

	/**
	 * POST `/{tenant}/oauth2/v2.0/devicecode`.
	 * @param verificationUri where the user types the code in
	 * @throws EntraError for an unknown tenant, client or scope
	 */
	request(tenantName: string, form: URLSearchParams, verificationUri: string): DeviceCodeAnswer {
		tenantOf(this.directory, tenantName);
		applicationOf(this.directory, form.get('client_id'));
		const scope = form.get('scope');
		if (!scope) throw new EntraError(entraErrors.missingParameter('scope'));
		delegatedScopes(scope);

		const deviceCode = `2.D${this.identifiers.hex(80)}`;
		const letter = () =>
			USER_CODE_LETTERS.charAt(Math.floor(this.identifiers.fraction() * USER_CODE_LETTERS.length));
		const userCode = Array.from({ length: 9 }, letter).join('');
		const expires = this.clock.now() + LIFETIME_SECONDS * 1000;
		this.codes.set(deviceCode, { scope, userCode, expires, redeemed: false });
		return {
			user_code: userCode,
			device_code: deviceCode,
			verification_uri: verificationUri,
			expires_in: LIFETIME_SECONDS,
			interval: this.intervalSeconds,
			message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate.`,
		};
	}

	/**
	 * What the user does at the verification page.
	 * @throws EntraError for a code that nobody was given or that has expired
	 */
	decide(userCode: string, decision: { user: User } | 'declined'): void {
		const wanted = userCode.trim().toUpperCase();
		const code = [...this.codes.values()].find((known) => known.userCode === wanted && !known.decision);
		if (!code || code.expires <= this.clock.now()) throw new EntraError(entraErrors.badVerificationCode());
		code.decision = decision;
	}

	/**
	 * What a client gets for its device code, once.
	 * @throws EntraError `authorization_pending` until the user has decided, and for every other end
	 */
	redeem(deviceCode: string, { clientId }: Application): Grant {
		const code = this.codes.get(deviceCode);
		if (!code) throw new EntraError(entraErrors.badVerificationCode());
		if (code.expires <= this.clock.now()) throw new EntraError(entraErrors.expiredDeviceCode());
		if (!code.decision) throw new EntraError(entraErrors.authorizationPending());
		if (code.decision === 'declined') throw new EntraError(entraErrors.authorizationDeclined());
		if (code.redeemed) throw new EntraError(entraErrors.redeemedCode());
		code.redeemed = true;
		const { user } = code.decision;
		const { id: tenantId } = this.directory.tenant;
		return { clientId, tenantId, user, scope: code.scope, isPublicClient: true };
	}

	reset(): void {
		this.codes.clear();
		this.intervalSeconds = INTERVAL_SECONDS;
	}
}
