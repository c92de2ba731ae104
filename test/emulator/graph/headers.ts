import type { ExchangeIds } from './errors';

/** Form seen on captured Graph answers (observed); the values are ours. */
const DIAGNOSTIC = JSON.stringify({
	ServerInfo: {
		DataCenter: 'West Central US',
		Slice: 'E',
		Ring: '1',
		ScaleUnit: '000',
		RoleInstance: 'EMULATOR',
	},
});

/** Headers of every answer, good or bad. No ETag, Location or Retry-After: the examples have none. */
export function commonHeaders({ requestId, clientRequestId, time }: ExchangeIds): Record<string, string> {
	return {
		date: new Date(time).toUTCString(),
		'request-id': requestId,
		'client-request-id': clientRequestId,
		'x-ms-ags-diagnostic': DIAGNOSTIC,
		'strict-transport-security': 'max-age=31536000',
		'cache-control': 'no-store',
		vary: 'Accept-Encoding',
	};
}

/** Page "Evolvable enums": the server says that it honoured the preference. */
export function appliedPreferences(prefer: string | undefined): Record<string, string> {
	const asked = /\binclude-unknown-enum-members\b/i.test(prefer ?? '');
	return asked ? { 'preference-applied': 'include-unknown-enum-members' } : {};
}
