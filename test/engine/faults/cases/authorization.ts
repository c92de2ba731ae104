import { effects } from '../../../emulator';
import { always, refusedFor, refusedOnce, type FaultCase } from './FaultCase';

/** With the padding that a split at "=" stumbles over. */
const CLAIMS = Buffer.from('{"access_token":{"nbf":{"essential":true, "value":"1604106651"}}}').toString(
	'base64',
);
const CHALLENGE = `error="insufficient_claims", claims="${CLAIMS}"`;

export const authorization: FaultCase[] = [
	{ fault: 'F-18 401 once', effects: [effects.expiredToken()], ...refusedOnce, withinSeconds: 1 },
	{
		fault: 'F-19 401 again and again',
		effects: always(effects.expiredToken()),
		get: ['tokenExpired', 'GET GET'],
		create: ['tokenExpired', 'POST POST'],
		withinSeconds: 1,
	},
	...(
		[
			['', `Bearer realm="", authorization_uri="https://login.example/common", ${CHALLENGE}`],
			[' without quotes', `Bearer error=insufficient_claims, claims=${CLAIMS}`],
			[' beside another', `Basic realm="x", Bearer error="insufficient_claims", unknown, claims="${CLAIMS}"`],
		] as const
	).map(([how, challenge]): FaultCase => ({
		fault: `F-20 401 with a claims challenge${how}`,
		effects: always(effects.graphError(401, { headers: { 'www-authenticate': challenge } })),
		get: ['claimsChallenge', 'GET GET'],
		create: ['claimsChallenge', 'POST POST'],
		withinSeconds: 1,
	})),
	{
		fault: 'F-21 403',
		effects: [effects.graphError(403, { code: 'Authorization_RequestDenied' })],
		...refusedFor('missingPermission'),
	},
	{
		fault: 'F-22 403 with a trace ID',
		effects: [effects.answer(403, { message: 'No.', code: '403', traceId: 'a' })],
		...refusedFor('missingCopilotRole'),
	},
	{ fault: 'F-22 403 with nothing', effects: [effects.answer(403)], ...refusedFor('accessDenied') },
	{ fault: 'F-22, F-71 403 with a page', effects: [effects.html(403)], ...refusedFor('refusedByPage') },
	{
		fault: 'F-26 401 for a token of another audience',
		effects: always(
			effects.graphError(401, { message: 'Access token validation failure. Invalid audience.' }),
		),
		get: ['tokenForAnotherService', 'GET GET'],
		create: ['tokenForAnotherService', 'POST POST'],
	},
];
