import type { Clock } from '../clock';
import type { Identifiers } from '../identifiers';
import { findTenant, type Application, type Directory, type User } from './directory';
import { EntraError, entraErrors } from './errors';
import type { Grant } from './grants';
import { delegatedScopes } from './scopes';

/** The grant type that redeems a device code: as the page says, and as Microsoft's own libraries send it. */
export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const SHORT_DEVICE_CODE_GRANT = 'device_code';

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
	application: Application;
	/** Undefined where the client asked at `organizations` or `common`. */
	tenantId: string | undefined;
	scope: string;
	cp1: boolean;
	userCode: string;
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
	private codes = new Map<string, DeviceCode>();
	/** Seconds that a client is told to wait between two requests. */
	intervalSeconds = INTERVAL_SECONDS;

	constructor(
		private readonly clock: Clock,
		private readonly identifiers: Identifiers,
	) {}

	/**
	 * POST `/{tenant}/oauth2/v2.0/devicecode`.
	 * @param verificationUri where the user types the code in
	 * @throws EntraError for an unknown tenant, client or scope
	 */
	request(
		tenantName: string,
		form: URLSearchParams,
		directory: Directory,
		verificationUri: string,
		cp1: boolean,
	): DeviceCodeAnswer {
		const tenant = findTenant(directory, tenantName);
		const multiTenant = ['organizations', 'common'].includes(tenantName.toLowerCase());
		if (!tenant && !multiTenant) throw new EntraError(entraErrors.unknownTenant(tenantName));
		const clientId = form.get('client_id');
		if (!clientId) throw new EntraError(entraErrors.missingParameter('client_id'));
		const application = directory.applications.find((known) => known.clientId === clientId);
		if (!application || (tenant && !application.tenantIds.includes(tenant.id))) {
			throw new EntraError(entraErrors.unknownApplication(clientId, tenant?.displayName ?? 'organizations'));
		}
		const scope = form.get('scope');
		if (!scope) throw new EntraError(entraErrors.missingParameter('scope'));
		delegatedScopes(scope);

		const deviceCode = `2.D${this.identifiers.hex(80)}`;
		const userCode = this.userCode();
		const expires = this.clock.now() + LIFETIME_SECONDS * 1000;
		this.codes.set(deviceCode, {
			application,
			tenantId: tenant?.id,
			scope,
			cp1,
			userCode,
			expires,
			redeemed: false,
		});
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
	 * @throws EntraError for a code that nobody was given or that has expired, and for a user of another tenant
	 */
	decide(userCode: string, decision: { user: User } | 'declined'): void {
		const wanted = userCode.trim().toUpperCase();
		const code = [...this.codes.values()].find((known) => known.userCode === wanted && !known.decision);
		if (!code || code.expires <= this.clock.now()) throw new EntraError(entraErrors.badVerificationCode());
		if (decision !== 'declined' && code.tenantId && decision.user.tenantId !== code.tenantId) {
			throw new EntraError(entraErrors.loginRequired());
		}
		code.decision = decision;
	}

	/**
	 * What a client gets for its device code, once.
	 * @throws EntraError `authorization_pending` until the user has decided, and for every other end
	 */
	redeem(deviceCode: string, application: Application): Grant {
		const code = this.codes.get(deviceCode);
		if (!code || code.application.clientId !== application.clientId) {
			throw new EntraError(entraErrors.badVerificationCode());
		}
		if (code.expires <= this.clock.now()) throw new EntraError(entraErrors.expiredDeviceCode());
		if (!code.decision) throw new EntraError(entraErrors.authorizationPending());
		if (code.decision === 'declined') throw new EntraError(entraErrors.authorizationDeclined());
		if (code.redeemed) throw new EntraError(entraErrors.redeemedCode());
		code.redeemed = true;
		const { user } = code.decision;
		const { scope, cp1 } = code;
		return {
			clientId: application.clientId,
			tenantId: user.tenantId,
			user,
			scope,
			cp1,
			isPublicClient: true,
		};
	}

	reset(): void {
		this.codes.clear();
		this.intervalSeconds = INTERVAL_SECONDS;
	}

	private userCode(): string {
		const letter = () =>
			USER_CODE_LETTERS.charAt(Math.floor(this.identifiers.fraction() * USER_CODE_LETTERS.length));
		return Array.from({ length: 9 }, letter).join('');
	}
}
