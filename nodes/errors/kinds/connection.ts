import { ConnectionError } from '../../graph/errors';
import { finding, type Entry, type Finding } from '../entry';

/** No answer at all. Node's codes stay out of the messages: n8n replaces a message that holds one by its own. */
export const connectionEntries = {
	hostNotFound: {
		when: 'The name of the server is not known',
		message: 'n8n did not find the server {host}',
		advice: 'Check Graph Endpoint of {credential}, and the name resolution (DNS) of the n8n server.',
	},
	nameResolutionBusy: {
		when: 'The name service did not answer',
		message: 'The name service of the n8n server did not answer for {host}',
		advice: 'Run the workflow again. If it goes on, check the name resolution (DNS) of the n8n server.',
	},
	connectionRefused: {
		when: 'The server refuses connections',
		message: 'The server {host} refused the connection',
		advice:
			'Check Graph Endpoint of {credential} with its port, and that a firewall or proxy lets the n8n server pass.',
	},
	hostUnreachable: {
		when: 'No way leads to the server',
		message: 'The n8n server has no network route to {host}',
		advice: 'Check network, firewall and proxy settings (HTTPS_PROXY) of the n8n server.',
	},
	connectionBroken: {
		when: 'The connection broke off',
		message: 'The connection to {host} broke off before the answer was complete',
		advice:
			'Run the workflow again. If it goes on, look for a firewall or proxy between n8n and the internet that cuts connections.',
	},
	connectionTimedOut: {
		when: 'Nothing came in time',
		message: 'The server {host} did not answer in time',
		advice:
			'Run the workflow again. If it goes on, check network, firewall and proxy settings (HTTPS_PROXY) of the n8n server.',
	},
	tlsNotTrusted: {
		when: 'The TLS certificate of the server is self-signed or of an unknown authority',
		message: 'n8n does not trust the TLS certificate of {host}',
		advice:
			'A proxy that inspects traffic signs with its own authority: give it to the n8n server with NODE_EXTRA_CA_CERTS. Do not switch certificate checks off: tokens would travel unprotected.',
	},
	tlsExpired: {
		when: 'The TLS certificate of the server is expired or not yet valid',
		message: 'The TLS certificate of {host} is outside its period of validity',
		advice:
			'Check the clock of the n8n server first. If it is right, the owner of the server or of the proxy must renew the certificate.',
	},
	tlsWrongHost: {
		when: 'The TLS certificate is for another name',
		message: 'The TLS certificate that was sent for {host} belongs to another name',
		advice:
			'Check Graph Endpoint of {credential} and the proxy: something else answers in place of the server.',
	},
	tlsFailed: {
		when: 'Any other fault of TLS',
		message: 'n8n and {host} did not agree on a secure connection',
		advice: 'Check the proxy settings of n8n (HTTPS_PROXY), and that nothing speaks plain HTTP on that port.',
	},
	answerTooLarge: {
		when: 'The answer is larger than this node accepts',
		message: 'The answer of {host} is too large',
		advice: 'Ask for less: lower Limit, or choose a few fields in Select Fields.',
	},
	answerUnreadable: {
		when: 'The compressed answer is broken',
		message: 'The answer of {host} arrived damaged',
		advice: 'Run the workflow again. If it goes on, a proxy changes answers on their way.',
	},
	noAnswer: {
		when: 'Any other reason for no answer',
		message: 'n8n received no answer from {host}',
		advice: 'Run the workflow again. If it goes on, check network and proxy settings of the n8n server.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof connectionEntries;

/** Source: Node.js documentation, "Common system errors", "X509 certificate error codes", and `dns` error codes. */
const BY_CODE: ReadonlyArray<readonly [RegExp, Id]> = [
	[/^ENOTFOUND$/, 'hostNotFound'],
	[/^EAI_/, 'nameResolutionBusy'],
	[/^ECONNREFUSED$/, 'connectionRefused'],
	[/^(?:EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/, 'hostUnreachable'],
	[/^(?:ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_SOCKET)$/, 'connectionBroken'],
	// axios says ECONNABORTED when its own timeout ends a request.
	[/TIMEDOUT$|TIMEOUT$|^ECONNABORTED$/, 'connectionTimedOut'],
	[/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/, 'tlsExpired'],
	[/^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'tlsWrongHost'],
	[/^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA)/, 'tlsNotTrusted'],
	[/^(?:EPROTO|ERR_TLS_|ERR_SSL_)/, 'tlsFailed'],
	[/^ERR_BODY_TOO_LARGE$/, 'answerTooLarge'],
	[/^(?:Z_|HPE_|ERR_BROTLI|ERR_ZLIB)/, 'answerUnreadable'],
];

export function findConnection(failure: unknown): Finding | undefined {
	if (!(failure instanceof ConnectionError)) return undefined;
	const { code, host } = failure;
	const id = BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'noAnswer';
	return finding(connectionEntries, id, { host });
}
