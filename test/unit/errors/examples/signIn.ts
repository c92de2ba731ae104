import { SIGN_IN_NUMBERS } from '../../../../nodes/entra/signInErrors';
import { SignInError } from '../../../../nodes/graph/errors';
import { example, type Example } from './example';

export const signInExamples: Example[] = [
	example('credentialNotConnected', 'a credential without a token', new SignInError('notConnected')),
	example('credentialNeedsReconnect', "n8n's word to reconnect", new SignInError('reconnect')),
	example(
		'credentialNeedsReconnect',
		'invalid_grant without a number',
		new SignInError('refused', 'invalid_grant'),
	),
	...Object.entries(SIGN_IN_NUMBERS).flatMap(([cause, numbers]) =>
		numbers.map((number) => example(cause, `AADSTS${number}`, new SignInError('refused', `AADSTS${number}`))),
	),
	example(
		'clientSecretExpired',
		'a number beside the word to reconnect',
		new SignInError('reconnect', 'AADSTS7000222'),
	),
	example(
		'clientNotAccepted',
		'invalid_client without a number',
		new SignInError('refused', 'invalid_client'),
	),
	example('signInUnreachable', 'no answer', new SignInError('unreachable', undefined, 'ECONNREFUSED')),
	example('signInRefused', 'an unknown number', new SignInError('refused', 'AADSTS99999')),
	example('signInRefused', 'nothing at all', new SignInError('refused')),
];
