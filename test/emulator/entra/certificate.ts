import { createHash, X509Certificate } from 'node:crypto';

import { generate } from 'selfsigned';

/** A certificate registered for an application, with its key for the client under test. PEMs. */
export interface ClientCertificate {
	privateKey: string;
	certificate: string;
	/** SHA-1 of the DER form in upper-case hexadecimal, as the Entra portal shows it. */
	thumbprint: string;
	/** SHA-256 of the DER form in upper-case hexadecimal. */
	thumbprintSha256: string;
}

const thumbprint = (algorithm: 'sha1' | 'sha256', { raw }: X509Certificate): string =>
	createHash(algorithm).update(raw).digest('hex').toUpperCase();

async function create(): Promise<ClientCertificate> {
	const pems = await generate([{ name: 'commonName', value: 'security-copilot-emulator' }], {
		algorithm: 'sha256',
		extensions: [
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
				],
			},
		],
	});
	const certificate = new X509Certificate(pems.cert);
	return {
		privateKey: pems.private,
		certificate: pems.cert,
		thumbprint: thumbprint('sha1', certificate),
		thumbprintSha256: thumbprint('sha256', certificate),
	};
}

const KEPT = Symbol.for('n8n-nodes-security-copilot.clientCertificate');
const kept = globalThis as { [KEPT]?: Promise<ClientCertificate> };

/** The certificate of this process. RSA keys take a quarter of a second: all test files of a worker share it. */
export const processCertificate = (): Promise<ClientCertificate> => (kept[KEPT] ??= create());
