import { performance } from 'node:perf_hooks';

import { generate } from 'selfsigned';

/** What is wrong with a certificate, for a client that trusts who issued it. `nothing`: it works then. */
export type CertificateDefect = 'nothing' | 'expired' | 'wrongHost';

/**
 * Who signed a certificate: itself, or an authority whose own certificate is sent along, as by a proxy that inspects
 * traffic.
 */
export type CertificateIssuer = 'itself' | 'authority';

/** A certificate and its key. PEMs. */
export interface ServerCertificate {
	key: string;
	/** What is sent, the certificate of an authority too. */
	cert: string;
	/** What a client must trust to accept `cert`, where that has no defect. */
	authority: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** Days from now, the first and the last. */
const VALIDITY: Record<CertificateDefect, [from: number, until: number]> = {
	nothing: [-1, 1],
	expired: [-2, -1],
	wrongHost: [-1, 1],
};

/**
 * Makes a certificate for loopback, or one that a client must refuse.
 * @param issuer default: itself
 */
export async function serverCertificate(
	defect: CertificateDefect,
	issuer: CertificateIssuer = 'itself',
): Promise<ServerCertificate> {
	const signer = issuer === 'itself' ? undefined : await pems('an authority', 'nothing', { cA: true });
	const { key, cert } = await pems('fault proxy', defect, { cA: !signer, signer });
	return { key, cert: signer ? `${cert}\n${signer.cert}` : cert, authority: signer?.cert ?? cert };
}

interface Pems {
	key: string;
	cert: string;
}

async function pems(
	commonName: string,
	defect: CertificateDefect,
	{ cA, signer }: { cA: boolean; signer?: Pems },
): Promise<Pems> {
	const [from, until] = VALIDITY[defect];
	const names =
		defect === 'wrongHost'
			? [{ type: 2 as const, value: 'graph.invalid' }]
			: [
					{ type: 2 as const, value: 'localhost' },
					{ type: 7 as const, ip: '127.0.0.1' },
				];
	const { private: key, cert } = await generate([{ name: 'commonName', value: commonName }], {
		keyType: 'ec',
		algorithm: 'sha256',
		notBeforeDate: new Date(realNow() + from * DAY),
		notAfterDate: new Date(realNow() + until * DAY),
		extensions: [
			{ name: 'basicConstraints', cA },
			{ name: 'subjectAltName', altNames: names },
		],
		...(signer && { ca: signer }),
	});
	return { key, cert };
}

/** OpenSSL asks the operating system for the time; `Date.now` may be a test's. */
const realNow = (): number => performance.timeOrigin + performance.now();
