import { X509Certificate } from 'node:crypto';

import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';

import type { Clock } from '../clock';
import type { ClientCertificate } from './certificate';
import { applicationOf, type Application, type Directory } from './directory';
import { EntraError, entraErrors } from './errors';

export interface ClientAuthenticationContext {
	directory: Directory;
	clock: Clock;
	/** Token endpoint of this request: the only audience an assertion may have. */
	tokenEndpoint: string;
	/** The jti values seen so far. */
	usedAssertions: Set<string>;
}

/**
 * Finds the application of a token request and proves that the client is it: by secret in the body, by Basic
 * header, or by a signed assertion (page "Microsoft identity platform application authentication certificate
 * credentials").
 * @throws EntraError with the AADSTS number of what is wrong
 */
export async function authenticateClient(
	form: URLSearchParams,
	authorization: string | undefined,
	context: ClientAuthenticationContext,
): Promise<Application> {
	const basic = basicCredentials(authorization);
	const clientId = basic?.clientId ?? form.get('client_id') ?? assertionIssuer(form.get('client_assertion'));
	const application = applicationOf(context.directory, clientId);
	const assertion = form.get('client_assertion');
	const secret = basic?.secret ?? form.get('client_secret');
	if (assertion) await verifyAssertion(assertion, application, context);
	else if (secret) verifySecret(secret, application, context.clock);
	else throw new EntraError(entraErrors.missingClientCredential());
	return application;
}

function basicCredentials(
	authorization: string | undefined,
): { clientId: string; secret: string } | undefined {
	const encoded = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
	if (!encoded) return undefined;
	const text = Buffer.from(encoded, 'base64').toString('utf8');
	const cut = text.indexOf(':');
	return { clientId: formDecode(text.slice(0, cut)), secret: formDecode(text.slice(cut + 1)) };
}

/** RFC 6749 section 2.3.1 asks for form encoding before base64; clients that forget it are common, so both work. */
function formDecode(text: string): string {
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return text;
	}
}

function verifySecret(value: string, { secrets, clientId }: Application, clock: Clock): void {
	const secret = secrets.find((known) => known.value === value || formDecode(known.value) === value);
	if (!secret) throw new EntraError(entraErrors.wrongSecret(clientId));
	if (secret.expires !== undefined && secret.expires <= clock.now()) {
		throw new EntraError(entraErrors.expiredSecret(clientId));
	}
}

function assertionIssuer(assertion: string | null): string | undefined {
	try {
		return assertion ? decodeJwt(assertion).iss : undefined;
	} catch {
		return undefined;
	}
}

/** Seconds that a client's clock may be off; Entra allows five minutes. */
const CLOCK_SKEW = 300;

async function verifyAssertion(
	assertion: string,
	application: Application,
	{ clock, tokenEndpoint, usedAssertions }: ClientAuthenticationContext,
): Promise<void> {
	const { certificate } = application;
	if (!names(assertion, certificate)) throw new EntraError(entraErrors.assertionSignature());
	const key = new X509Certificate(certificate.certificate).publicKey;
	const { payload } = await jwtVerify(assertion, key, {
		algorithms: ['RS256', 'PS256'],
		currentDate: new Date(clock.now()),
		clockTolerance: CLOCK_SKEW,
		requiredClaims: ['exp', 'aud', 'iss', 'sub', 'jti'],
	}).catch((error: unknown) => {
		const expired =
			error instanceof errors.JWTExpired ||
			(error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf');
		throw new EntraError(expired ? entraErrors.assertionTime() : entraErrors.assertionSignature());
	});
	const audiences = [payload.aud].flat();
	if (!audiences.includes(tokenEndpoint)) throw new EntraError(entraErrors.assertionAudience());
	if (payload.iss !== application.clientId || payload.sub !== application.clientId) {
		throw new EntraError(entraErrors.assertionIssuer());
	}
	if (usedAssertions.has(String(payload.jti))) throw new EntraError(entraErrors.replayedAssertion());
	usedAssertions.add(String(payload.jti));
}

/** Whether the header names the certificate by SHA-1 (`x5t`) or SHA-256 (`x5t#S256`) of its DER form, base64url. */
function names(assertion: string, { thumbprint, thumbprintSha256 }: ClientCertificate): boolean {
	try {
		const header: Record<string, unknown> = { ...decodeProtectedHeader(assertion) };
		const named = (name: string): string =>
			Buffer.from(String(header[name] ?? ''), 'base64url')
				.toString('hex')
				.toUpperCase();
		return thumbprint === named('x5t') || thumbprintSha256 === named('x5t#S256');
	} catch {
		return false;
	}
}
