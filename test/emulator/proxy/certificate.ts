import { generate } from 'selfsigned';

/** What is wrong with a certificate, for a client that trusts who issued it (F-68). `nothing`: it works then. */
export type CertificateDefect = 'nothing' | 'expired' | 'wrongHost';

/** A certificate that issued itself, and its key. PEMs. */
export interface ServerCertificate {
	key: string;
	cert: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** Makes a certificate for loopback, or one that such a client must refuse. */
export async function serverCertificate(defect: CertificateDefect): Promise<ServerCertificate> {
	const [from, until] = defect === 'expired' ? [-2 * DAY, -DAY] : [-DAY, DAY];
	const names =
		defect === 'wrongHost'
			? [{ type: 2 as const, value: 'graph.invalid' }]
			: [
					{ type: 2 as const, value: 'localhost' },
					{ type: 7 as const, ip: '127.0.0.1' },
				];
	const { private: key, cert } = await generate([{ name: 'commonName', value: 'fault proxy' }], {
		keyType: 'ec',
		algorithm: 'sha256',
		notBeforeDate: new Date(Date.now() + from),
		notAfterDate: new Date(Date.now() + until),
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{ name: 'subjectAltName', altNames: names },
		],
	});
	return { key, cert };
}
