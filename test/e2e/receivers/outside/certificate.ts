import { generate } from 'selfsigned';

import type { ServerCertificate } from '../HttpReceiver';

const DAY = 24 * 60 * 60 * 1000;

/** A certificate for a host, made at run time. It issued itself: who is to trust it gets `cert` as an authority. */
export async function certificateFor(host: string): Promise<ServerCertificate> {
	const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
		keyType: 'ec',
		algorithm: 'sha256',
		notBeforeDate: new Date(Date.now() - DAY),
		notAfterDate: new Date(Date.now() + DAY),
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
		],
	});
	return { key, cert };
}
