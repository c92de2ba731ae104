import { UnexpectedAnswerError } from '../../graph/errors';
import { ForeignLinkError } from '../../graph/origin';
import { finding, type Entry, type Finding } from '../entry';

/** An answer with a success status that cannot be used, or that points elsewhere. */
export const answerEntries = {
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
		when: 'A redirect that must not or cannot be followed',
		message: 'Microsoft Graph redirected the request to {operation} in a way that n8n does not follow',
		advice:
			'The answer {reason}. Check Graph Endpoint of {credential}, and whether a proxy redirects to its sign-in page.',
	},
	foreignLink: {
		when: 'A link or redirect of an answer leads to another host; nothing was sent there',
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

/** The reasons that the client of Graph gives, by their words. */
const BY_REASON: ReadonlyArray<readonly [RegExp, keyof typeof answerEntries]> = [
	[/^is not JSON\b/, 'notJson'],
	[/^is empty$/, 'emptyAnswer'],
	[/already read|more than \d+ pages/, 'endlessList'],
	[/^redirects\b/, 'redirected'],
];

export function findAnswer(failure: unknown): Finding | undefined {
	if (failure instanceof ForeignLinkError) {
		return finding(answerEntries, 'foreignLink', { reason: failure.message });
	}
	if (!(failure instanceof UnexpectedAnswerError)) return undefined;
	const { reason } = failure;
	const id = BY_REASON.find(([pattern]) => pattern.test(reason))?.[1] ?? 'unexpectedAnswer';
	return finding(answerEntries, id, { reason });
}
