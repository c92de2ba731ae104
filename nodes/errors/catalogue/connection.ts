import { ConnectionError, UnexpectedAnswerError } from '../../graph/errors';
import { ForeignLinkError } from '../../graph/origin';
import { finding, type Entry, type Finding } from '../entry';

/**
 * No answer, or one that cannot be used. Node's codes stay out of the messages: n8n replaces a message that holds one by
 * its own.
 */
export const connectionEntries = {
	hostNotFound: {
		when: 'The name of the server, or of the proxy, is not known',
		message: 'n8n did not find the server {host}',
		advice:
			'If that is a proxy, check the proxy settings of n8n (HTTPS_PROXY), else Graph Endpoint of {credential}. Check the name resolution (DNS) of the n8n server.',
	},
	connectionRefused: {
		when: 'The server, or the proxy, refuses connections or is out of reach',
		message: 'n8n could not connect to {host}',
		advice:
			'Check Graph Endpoint of {credential} with its port, the proxy settings of n8n (HTTPS_PROXY), and that a firewall lets the n8n server pass.',
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
		when: 'The TLS certificate is self-signed, of an unknown authority, expired, or for another name',
		message: 'n8n does not trust the TLS certificate of {host}',
		advice:
			'A proxy that inspects traffic signs with its own authority: give it to the n8n server with NODE_EXTRA_CA_CERTS. Check the clock of the n8n server, and Graph Endpoint of {credential}. Do not switch certificate checks off: tokens would travel unprotected.',
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
	noAnswer: {
		when: 'Any other reason for no answer',
		message: 'n8n received no answer from {host}',
		advice: 'Run the workflow again. If it goes on, check network and proxy settings of the n8n server.',
	},
	notJson: {
		when: '200, but the body is no JSON: a sign-in page, the page of a proxy, or a text',
		message: 'The answer was not JSON from Microsoft Graph',
		advice:
			'A proxy or a sign-in page between n8n and the internet may have answered: the answer {reason}. Check Graph Endpoint of {credential} and the proxy settings of n8n (HTTPS_PROXY).',
	},
	emptyAnswer: {
		when: 'A success status with an empty body',
		message: 'Microsoft Graph answered the request to {operation} with nothing',
		advice:
			'If the operation creates something, look whether it exists before you run it again. Otherwise run it again.',
	},
	endlessList: {
		when: 'The pages of a list run in a circle or never end',
		message: 'The list of Microsoft Graph does not end',
		advice: 'The answer {reason}. Turn Return All off and set a Limit.',
	},
	redirected: {
		when: 'A redirect; none is followed with a token',
		message: 'Microsoft Graph redirected the request to {operation}',
		advice:
			'The answer {reason}. Check Graph Endpoint of {credential}, and whether a proxy redirects to its sign-in page.',
	},
	foreignLink: {
		when: 'A link of an answer leads to another host; nothing was sent there',
		message: 'An answer pointed n8n to an address that must not receive the access token',
		advice:
			'What was found: {reason}. Nothing was sent there. Check Graph Endpoint of {credential} and what stands between n8n and Microsoft Graph.',
	},
	unexpectedAnswer: {
		when: 'Any other answer that is not what Microsoft Graph documents',
		message: 'Microsoft Graph answered the request to {operation} in an unexpected form',
		advice:
			'The answer {reason}. The beta API may have changed: update this package, and report the facts below if it is up to date.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof connectionEntries;

/** Source: Node.js documentation, "Common system errors", "X509 certificate error codes", and `dns` error codes. */
const BY_CODE: ReadonlyArray<readonly [RegExp, Id]> = [
	[/^(?:ENOTFOUND|EAI_)/, 'hostNotFound'],
	[/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/, 'connectionRefused'],
	[/^(?:ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_SOCKET)$/, 'connectionBroken'],
	// axios says ECONNABORTED when its own timeout ends a request.
	[/TIMEDOUT$|TIMEOUT$|^ECONNABORTED$/, 'connectionTimedOut'],
	[
		/^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/,
		'tlsNotTrusted',
	],
	[/^(?:EPROTO|ERR_TLS_|ERR_SSL_)/, 'tlsFailed'],
	[/^ERR_BODY_TOO_LARGE$/, 'answerTooLarge'],
];

/** The reasons that the client of Graph gives, by their words. */
const BY_REASON: ReadonlyArray<readonly [RegExp, Id]> = [
	[/^is not JSON\b/, 'notJson'],
	[/^is empty$/, 'emptyAnswer'],
	[/already read|more than \d+ pages/, 'endlessList'],
	[/^redirects\b/, 'redirected'],
];

/** Finds the entry of a connection that failed, or of an answer with a success status that cannot be used. */
export function findConnection(failure: unknown): Finding | undefined {
	if (failure instanceof ConnectionError) {
		const { code, host } = failure;
		return finding(connectionEntries, BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'noAnswer', {
			host,
		});
	}
	if (failure instanceof ForeignLinkError) {
		return finding(connectionEntries, 'foreignLink', { reason: failure.message });
	}
	if (!(failure instanceof UnexpectedAnswerError)) return undefined;
	const { reason } = failure;
	const id = BY_REASON.find(([pattern]) => pattern.test(reason))?.[1] ?? 'unexpectedAnswer';
	return finding(connectionEntries, id, { reason });
}
