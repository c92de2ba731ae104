import { ConnectionError, UnexpectedAnswerError } from '../../graph/errors';
import { ForeignLinkError } from '../../graph/origin';
import { finding, type Entry, type Finding } from '../entry';

/**
 * No answer, or one that cannot be used. Node's codes stay out of the messages: n8n replaces a message that holds one by
 * its own.
 */
export const connectionEntries = {
	connectionRefused: {
		when: 'The server, or the proxy, is not found, refuses connections, is out of reach, or does not speak TLS',
		message: 'n8n could not connect to {host}',
		advice:
			'If that is a proxy, check the proxy settings of n8n (HTTPS_PROXY), else Graph Endpoint of {credential} with its port. Check the name resolution (DNS) of the n8n server, and that a firewall lets it pass.',
	},
	connectionBroken: {
		when: 'The connection broke off, nothing came in time, or any other reason for no answer',
		message: 'n8n received no complete answer from {host}',
		advice:
			'Run the workflow again. If it goes on, look for a firewall or proxy between n8n and the internet that cuts connections, and check the proxy settings of n8n (HTTPS_PROXY).',
	},
	tlsNotTrusted: {
		when: 'The TLS certificate is self-signed, of an unknown authority, expired, or for another name',
		message: 'n8n does not trust the TLS certificate of {host}',
		advice:
			'A proxy that inspects traffic signs with its own authority: give it to the n8n server with NODE_EXTRA_CA_CERTS. Check the clock of the n8n server, and Graph Endpoint of {credential}. Do not switch certificate checks off: tokens would travel unprotected.',
	},
	answerTooLarge: {
		when: 'The answer is larger than this node accepts',
		message: 'The answer of {host} is too large',
		advice: 'Ask for less: lower Limit, or choose a few fields in Select Fields.',
	},
	notJson: {
		when: 'The body is no JSON: a sign-in page, the page of a proxy or firewall, or a text',
		message: 'The answer was not JSON from Microsoft Graph',
		advice:
			'A proxy or a sign-in page between n8n and the internet may have answered: the answer {reason}. Check Graph Endpoint of {credential} and the proxy settings of n8n (HTTPS_PROXY).',
	},
	endlessList: {
		when: 'The pages of a list run in a circle or never end',
		message: 'The list of Microsoft Graph does not end',
		advice: 'The answer {reason}. Turn Return All off and set a Limit.',
	},
	foreignLink: {
		when: 'A redirect, or a link of an answer to another host; none is followed with a token',
		message: 'An answer pointed n8n to an address that must not receive the access token',
		advice:
			'What was found: {reason}. Nothing was sent there. Check Graph Endpoint of {credential}, and whether a proxy redirects to its sign-in page.',
	},
	unexpectedAnswer: {
		when: 'Any other answer that is not what Microsoft Graph documents, such as an empty body or another status',
		message: 'Microsoft Graph answered the request to {operation} in an unexpected form',
		advice:
			'The answer {reason}. If the operation creates something, look whether it exists before you run it again. The beta API may have changed: update this package, and report the facts below if it is up to date.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof connectionEntries;

/** Source: Node.js documentation, "Common system errors", "X509 certificate error codes", and `dns` error codes. */
const BY_CODE: ReadonlyArray<readonly [RegExp, Id]> = [
	[
		/^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/,
		'tlsNotTrusted',
	],
	[
		/^(?:ENOTFOUND|EAI_|ECONNREFUSED|E(?:HOST|NET)(?:UNREACH|DOWN)|EADDRNOTAVAIL|EPROTO|ERR_TLS_|ERR_SSL_)/,
		'connectionRefused',
	],
	[/^ERR_BODY_TOO_LARGE$/, 'answerTooLarge'],
];

/** The reasons that the client of Graph gives, by their words. */
const BY_REASON: ReadonlyArray<readonly [RegExp, Id]> = [
	[/^is not JSON\b/, 'notJson'],
	[/already read|more than \d+ pages/, 'endlessList'],
	[/^redirects\b/, 'foreignLink'],
];

/** Finds the entry of a connection that failed, or of an answer with a success status that cannot be used. */
export function findConnection(failure: unknown): Finding | undefined {
	if (failure instanceof ConnectionError) {
		const { code, host } = failure;
		const id = BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'connectionBroken';
		return finding(connectionEntries, id, { host });
	}
	if (failure instanceof ForeignLinkError) {
		return finding(connectionEntries, 'foreignLink', { reason: failure.message });
	}
	if (!(failure instanceof UnexpectedAnswerError)) return undefined;
	const { reason } = failure;
	const id = BY_REASON.find(([pattern]) => pattern.test(reason))?.[1] ?? 'unexpectedAnswer';
	return finding(connectionEntries, id, { reason: id === 'foreignLink' ? `an answer ${reason}` : reason });
}
