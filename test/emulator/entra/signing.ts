import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

import { exportJWK, type JWK } from 'jose';

/** The key that signs tokens, with its public half for the JWKS endpoint. */
export interface SigningKey {
	kid: string;
	privateKey: KeyObject;
	publicKey: KeyObject;
	jwk: JWK;
}

const KEPT = Symbol.for('n8n-nodes-security-copilot.signingKey');
const kept = globalThis as { [KEPT]?: Promise<SigningKey> };

/** The signing key of this process. RSA keys take time: all test files of a worker share it. */
export const processSigningKey = (): Promise<SigningKey> => (kept[KEPT] ??= create());

async function create(): Promise<SigningKey> {
	const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const kid = 'emulator-signing-key';
	return {
		kid,
		privateKey,
		publicKey,
		jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' },
	};
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs a JWT with RS256. Written on node:crypto and not on jose, so that `issueToken` needs no await. */
export function signToken(key: SigningKey, claims: object): string {
	const content = `${encode({ typ: 'JWT', alg: 'RS256', kid: key.kid, x5t: key.kid })}.${encode(claims)}`;
	return `${content}.${sign('RSA-SHA256', Buffer.from(content), key.privateKey).toString('base64url')}`;
}

/** Whether this key signed the JWT. */
export function isSignedBy(key: SigningKey, token: string): boolean {
	const cut = token.lastIndexOf('.');
	const signature = Buffer.from(token.slice(cut + 1), 'base64url');
	return cut > 0 && verify('RSA-SHA256', Buffer.from(token.slice(0, cut)), key.publicKey, signature);
}
