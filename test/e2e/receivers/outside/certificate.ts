import { generate } from 'selfsigned';

import type { ServerCertificate } from '../../../emulator/http/listener';

const DAY = 24 * 60 * 60 * 1000;

/** A certificate for some hosts, made at run time. It issued itself: a client gets `cert` as an authority. */
export async function certificateFor(hosts: string[]): Promise<ServerCertificate> {
	const { private: key, cert } = await generate([{ name: 'commonName', value: hosts[0] ?? '' }], {
		keyType: 'ec',
		algorithm: 'sha256',
		notBeforeDate: new Date(Date.now() - DAY),
		notAfterDate: new Date(Date.now() + DAY),
		extensions: [
			{ name: 'basicConstraints', cA: true },
			{ name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) },
		],
	});
	return { key, cert };
}
