import { X509Certificate } from 'node:crypto';

import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';

import type { Clock } from '../clock';
import type { ClientCertificate } from './certificate';
import { applicationOf, type Application, type Directory } from './directory';
import { EntraError, entraErrors } from './errors';

export interface ClientAuthenticationContext {
	directory: Directory;
	clock: Clock;
	/** Token endpoint of this request: the only audience an assertion may have. */
	tokenEndpoint: string;
}

/**
 * Finds the application of a token request and proves that the client is it: by a secret in the body or a Basic
 * header, or by a signed assertion (page "Microsoft identity platform application authentication certificate credentials").
 * @throws EntraError with the AADSTS number of what is wrong
 */
export async function authenticateClient(
	form: URLSearchParams,
	authorization: string | undefined,
	context: ClientAuthenticationContext,
): Promise<Application> {
	const assertion = form.get('client_assertion');
	const basic = basicCredentials(authorization);
	const secret = basic?.secret ?? form.get('client_secret');
	const clientId =
		basic?.clientId ?? form.get('client_id') ?? (assertion ? decodeJwt(assertion).iss : undefined);
	const application = applicationOf(context.directory, clientId);
	if (assertion) await verifyAssertion(assertion, application, context);
	else if (secret) verifySecret(secret, application, context.clock);
	else throw new EntraError(entraErrors.missingClientCredential());
	return application;
}

/** RFC 6749, section 2.3.1. No ID and no secret here has a character that form encoding changes. */
function basicCredentials(authorization = ''): { clientId: string; secret: string } | undefined {
	const encoded = /^Basic\s+(\S+)$/i.exec(authorization)?.[1];
	if (!encoded) return undefined;
	const [clientId = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 2);
	return { clientId, secret };
}

function verifySecret(value: string, { secrets, clientId }: Application, clock: Clock): void {
	const secret = secrets.find((known) => known.value === value);
	if (!secret) throw new EntraError(entraErrors.wrongSecret(clientId));
	if (secret.expires !== undefined && secret.expires <= clock.now()) {
		throw new EntraError(entraErrors.expiredSecret(clientId));
	}
}

/** Seconds that a client's clock may be off; Entra allows five minutes. */
const CLOCK_SKEW = 300;

async function verifyAssertion(
	assertion: string,
	{ certificate, clientId }: Application,
	{ clock, tokenEndpoint }: ClientAuthenticationContext,
): Promise<void> {
	const refused = new EntraError(entraErrors.assertionSignature());
	if (!names(assertion, certificate)) throw refused;
	await jwtVerify(assertion, new X509Certificate(certificate.certificate).publicKey, {
		algorithms: ['RS256', 'PS256'],
		audience: tokenEndpoint,
		issuer: clientId,
		subject: clientId,
		currentDate: new Date(clock.now()),
		clockTolerance: CLOCK_SKEW,
		requiredClaims: ['exp', 'jti'],
	}).catch(() => {
		throw refused;
	});
}

/** Whether the header names the certificate by SHA-1 (`x5t`) or SHA-256 (`x5t#S256`) of its DER form, base64url. */
function names(assertion: string, { thumbprint, thumbprintSha256 }: ClientCertificate): boolean {
	const header: Record<string, unknown> = { ...decodeProtectedHeader(assertion) };
	const named = (name: string): string =>
		Buffer.from(String(header[name] ?? ''), 'base64url')
			.toString('hex')
			.toUpperCase();
	return thumbprint === named('x5t') || thumbprintSha256 === named('x5t#S256');
}
