import { signInCause } from '../../entra/signInErrors';
import { SignInError } from '../../graph/errors';
import { finding, type Entry, type Finding } from '../entry';
import { refusalEntries } from './signInRefusals';

export const signInEntries = {
	credentialNotConnected: {
		when: 'The credential was saved but never connected; n8n itself says "Unable to sign without access token"',
		message: 'Nobody has connected {credential} yet',
		advice: 'Open {credential}, connect it, and sign in with the account that may use Security Copilot.',
	},
	credentialNeedsReconnect: {
		when: 'n8n could not renew the token and does not say why: it drops what Microsoft Entra says of an invalid_grant, such as AADSTS50173, AADSTS700082 or AADSTS70043',
		message: 'The sign-in of {credential} has ended',
		advice:
			'Open {credential} and connect it again. The sign-in logs of Microsoft Entra hold the AADSTS number. If this comes back after about an hour, Enabled Scopes lacks offline_access; if it comes back later, ask your administrator about sign-in policies.',
	},
	...refusalEntries,
	clientNotAccepted: {
		when: 'Microsoft Entra did not accept the app, with a number that this node does not know',
		message: 'Microsoft Entra did not accept the app of {credential} ({code})',
		advice:
			'Check Client ID, and that the client secret or the certificate belongs to that app and has not expired.',
	},
	signInUnreachable: {
		when: 'No answer from the sign-in service',
		message: 'n8n did not reach Microsoft Entra to get a token',
		advice:
			'Check Authority Host of {credential} and that the n8n server may reach https://login.microsoftonline.com, through its proxy if it has one.',
	},
	signInRefused: {
		when: 'Any other number of Microsoft Entra',
		message: 'Microsoft Entra issued no token for {credential} ({code})',
		advice:
			'Look the number up at https://login.microsoftonline.com/error, correct the app registration or the credential, and connect it again.',
	},
} as const satisfies Record<string, Entry>;

/** By why there is no token; Entra's number tells more, where there is one. */
const BY_REASON = {
	notConnected: 'credentialNotConnected',
	reconnect: 'credentialNeedsReconnect',
	refused: 'signInRefused',
	unreachable: 'signInUnreachable',
} as const satisfies Record<SignInError['reason'], keyof typeof signInEntries>;

/** OAuth's words that say no more than this. */
const BY_WORD: ReadonlyMap<string, keyof typeof signInEntries> = new Map([
	['invalid_grant', 'credentialNeedsReconnect'],
	['invalid_client', 'clientNotAccepted'],
]);

export function findSignIn(failure: unknown): Finding | undefined {
	if (!(failure instanceof SignInError)) return undefined;
	const { code, reason } = failure;
	const id = signInCause(code) ?? BY_WORD.get(code ?? '') ?? BY_REASON[reason] ?? 'signInRefused';
	return finding(signInEntries, id, { code });
}
