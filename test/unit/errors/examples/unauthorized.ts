import { APP_CONTEXT, graphBody, refused } from '../failures';
import { challenge, example, type Example } from './example';

const token = (message: string) => graphBody('InvalidAuthenticationToken', message);

export const unauthorizedExamples: Example[] = [
	example(
		'tokenExpired',
		'the newer text',
		refused(401, { body: token('Lifetime validation failed, the token is expired.') }),
	),
	example(
		'tokenExpired',
		'the older text',
		refused(401, { body: token('Access token has expired or is not yet valid.') }),
	),
	example(
		'tokenRevoked',
		'a challenge after revocation',
		refused(401, { headers: challenge('TokenIssuedBeforeRevocationTimestamp') }),
	),
	example(
		'tokenRevoked',
		'the text without the header',
		refused(401, {
			body: token('result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp'),
		}),
	),
	example(
		'locationNotAllowed',
		'a challenge after a move',
		refused(401, { headers: challenge('LocationConditionEvaluationSatisfied') }),
	),
	example(
		'claimsChallenge',
		'a challenge after a policy',
		refused(401, { headers: challenge('TokenCreatedWithOutdatedPolicies') }),
	),
	example(
		'claimsChallenge',
		'a challenge that speaks of expiry',
		refused(401, { headers: challenge('x'), body: token('the token is expired') }),
	),
	example(
		'tokenForAnotherService',
		'the audience',
		refused(401, { body: token('Access token validation failure. Invalid audience.') }),
	),
	example(
		'tokenFromAnotherCloud',
		'the issuer',
		refused(401, { body: token('Access token validation failure. Invalid issuer.') }),
	),
	example('tokenMissing', 'no token', refused(401, { body: token('Access token is empty.') })),
	example(
		'tokenRefused',
		'an unreadable token',
		refused(401, { body: token('CompactToken parsing failed with error code: 80049217') }),
	),
	example('tokenRefused', 'an empty body', refused(401)),
	example('appOnlyRefused', '401 as an app', refused(401), APP_CONTEXT),
];
