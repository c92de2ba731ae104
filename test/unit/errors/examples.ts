import {
	AnswerDataError,
	CancelledWhileEvaluatingError,
	NoAnswerError,
	OutcomeUnknownError,
} from '../../../nodes/copilot/failures';
import type { ErrorContext } from '../../../nodes/errors/ErrorDescription';
import { InvalidParameterError } from '../../../nodes/errors/InvalidParameterError';
import { RetriesExhaustedError, SignInError, UnexpectedAnswerError } from '../../../nodes/graph/errors';
import { pathSegment } from '../../../nodes/graph/paths';
import { CancelledError } from '../../../nodes/graph/time';
import {
	APP_CONTEXT,
	CONTEXT,
	EVALUATION,
	graphBody,
	PATHS,
	PROMPT,
	refused,
	SESSION,
	unreachable,
} from './failures';

/** Asking, after the evaluation was created. */
export const RUN_CREATED: ErrorContext = {
	...CONTEXT,
	operation: { resource: 'session', name: 'ask' },
	promptId: PROMPT,
	evaluationId: EVALUATION,
	created: { sessionId: SESSION, promptId: PROMPT, evaluationId: EVALUATION },
};

/** What an action throws; what it returns when it does not. */
function thrownBy(action: () => unknown): unknown {
	try {
		return action();
	} catch (error) {
		return error;
	}
}

const said = (status: number, code: string, message: string) =>
	refused(status, { body: graphBody(code, message) });
const token = (status: number, message: string) => said(status, 'InvalidAuthenticationToken', message);
const page = { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>Blocked</html>' };
const challenge = (header: string) => ({ headers: { 'www-authenticate': header } });
const ended = (resultType: string) => new NoAnswerError({ resultType }, 'completed', {});
const gaveUp = (status?: number, retryAt = Date.UTC(2026, 9, 21, 14, 5, 20)) =>
	new RetriesExhaustedError(
		{ retryAt },
		{ method: 'GET', url: `https://graph.microsoft.com${PATHS.session}`, headers: {} },
		status === undefined ? 0 : 4,
		status === undefined ? undefined : { status, headers: {}, text: '' },
	);

const CLAIMS = 'eyJhY2Nlc3NfdG9rZW4iOnt9fQ==';

/** A failure by what makes it one, and the entry that must explain it. One row for each rule of the catalogue. */
export const EXAMPLES: ReadonlyArray<
	readonly [id: string, of: string, failure: unknown, context?: ErrorContext]
> = [
	['credentialNotConnected', 'a credential without a token', new SignInError('notConnected')],
	['credentialNeedsReconnect', "n8n's word to reconnect", new SignInError('reconnect')],
	['credentialNeedsReconnect', 'invalid_grant', new SignInError('refused', 'invalid_grant')],
	['clientSecretExpired', 'a number beside it', new SignInError('reconnect', 'AADSTS7000222')],
	['clientSecretWrong', 'invalid_client', new SignInError('refused', 'invalid_client')],
	['certificateNotAccepted', 'AADSTS700027', new SignInError('refused', 'AADSTS700027')],
	['appNotFound', 'AADSTS90002', new SignInError('refused', 'AADSTS90002')],
	['appNotFound', 'AADSTS700016', new SignInError('refused', 'AADSTS700016')],
	['consentRequired', 'AADSTS65001', new SignInError('refused', 'AADSTS65001')],
	['scopeNotValid', 'AADSTS70011', new SignInError('refused', 'AADSTS70011')],
	['credentialNeedsReconnect', 'AADSTS50076', new SignInError('refused', 'AADSTS50076')],
	['conditionalAccessBlocked', 'AADSTS53003', new SignInError('refused', 'AADSTS53003')],
	['accountUnusable', 'AADSTS50057', new SignInError('refused', 'AADSTS50057')],
	['credentialNeedsReconnect', 'AADSTS700082', new SignInError('refused', 'AADSTS700082')],
	['signInUnreachable', 'AADSTS90033', new SignInError('unreachable', 'AADSTS90033')],
	['signInUnreachable', 'no answer', new SignInError('unreachable')],
	['signInRefused', 'an unknown number', new SignInError('refused', 'AADSTS99999')],

	['tokenExpired', '401', token(401, 'Lifetime validation failed, the token is expired.')],
	['tokenExpired', '403', token(403, 'Lifetime validation failed, the token is expired.')],
	['tokenExpired', 'the older text', token(401, 'Access token has expired or is not yet valid.')],
	['tokenExpired', 'as an app', token(401, 'Access token has expired or is not yet valid.'), APP_CONTEXT],
	[
		'claimsChallenge',
		'a challenge',
		refused(401, challenge(`Bearer realm="", error="insufficient_claims", claims="${CLAIMS}"`)),
	],
	[
		'claimsChallenge',
		'without quotes, beside another scheme',
		refused(401, challenge(`Basic realm="x", Bearer error=insufficient_claims, claims=${CLAIMS}`)),
	],
	['claimsChallenge', '403', refused(403, challenge(`Bearer claims="${CLAIMS}"`))],
	[
		'claimsChallenge',
		'a body without the header',
		token(401, 'Continuous access evaluation resulted in challenge with result: InteractionRequired'),
	],
	['tokenRefused', 'the audience', token(401, 'Access token validation failure. Invalid audience.')],
	['tokenRefused', 'an unreadable token', token(401, 'CompactToken parsing failed')],
	['tokenRefused', 'a 401 with a plain challenge', refused(401, challenge('Bearer realm=""'))],
	['tokenRefused', '403 with the code of a 401', token(403, 'x')],
	['missingPermission', "the directory's code", said(403, 'authorization_RequestDenied', 'No role.')],
	[
		'missingPermission',
		'missing scopes',
		said(403, 'Forbidden', "Missing scope permissions on the request. API requires one of 'User.Read'."),
	],
	[
		'accessDenied',
		'both in one sentence',
		refused(403, {
			body: {
				message: 'Auth token does not contain valid permissions or user does not have valid roles',
				code: '403',
			},
		}),
	],
	[
		'accessDenied',
		"the product's own shape",
		refused(403, { body: { message: 'No.', code: '403', traceId: SESSION } }),
	],
	['appOnlyRefused', '401', refused(401), APP_CONTEXT],
	['appOnlyRefused', '403', refused(403), APP_CONTEXT],
	['appOnlyRefused', '412', refused(412), APP_CONTEXT],
	['notJson', '403', refused(403, page)],
	['notJson', '400 of nginx', refused(400, page)],
	['notJson', '404', refused(404, page)],
	['accessDenied', 'an empty body', refused(403)],
	['accessDenied', 'words that nobody has documented', said(403, 'Forbidden', 'The user lacks a role.')],
	['accessDenied', 'a quoted sentence', said(403, 'x', "'Lifetime validation failed, the token is expired'")],
	['accessDenied', 'a poll after creating', refused(403, { path: PATHS.evaluation }), RUN_CREATED],

	['workspaceNotFound', 'a list of sessions', refused(404, { path: PATHS.sessions })],
	['notFound', 'a session', said(404, '', '')],
	['notFound', 'the evaluations of a prompt', refused(404, { path: PATHS.evaluations })],
	['notFound', 'an evaluation', refused(404, { path: PATHS.evaluation })],
	['createdNotVisible', 'what this run created', refused(404, { path: PATHS.evaluation }), RUN_CREATED],
	[
		'notFound',
		'what this run has only found',
		refused(404, { path: PATHS.prompt }),
		{ ...RUN_CREATED, created: { evaluationId: EVALUATION } },
	],
	['securityCopilotNotFound', 'a path without IDs', refused(404, { path: PATHS.workspaces })],
	[
		'securityCopilotNotFound',
		'an unknown segment',
		said(400, 'BadRequest', "Resource not found for the segment 'securityCopilot'."),
	],

	['invalidQuery', 'the filter', said(400, 'BadRequest', 'Invalid filter clause')],
	['invalidQuery', 'the fields', said(400, 'BadRequest', 'Parsing OData Select and Expand failed: x')],
	['incompleteList', '400', refused(400, { isNextPage: true })],
	['incompleteList', '410', refused(410, { isNextPage: true })],
	['unknownError', '400', said(400, 'UnknownError', '')],
	['unknownError', '500', said(500, 'UnknownError', '')],
	...[400, 410, 413, 422].map((status) => ['badRequest', `${status}`, said(status, 'x', 'x')] as const),
	['notJson', '407', refused(407)],
	...[409, 423].map((status) => ['conflict', `${status}`, refused(status)] as const),
	...[402, 405, 412, 418].map((status) => ['badRequest', `${status}`, refused(status)] as const),
	['unexpectedAnswer', '501', refused(501)],
	...[408, 500, 502, 504, 507].map(
		(status) => ['graphUnavailable', `${status}`, said(status, '', 'x')] as const,
	),
	['unexpectedAnswer', '304', refused(304)],
	['throttled', '429', refused(429)],
	['throttled', '429 without a time', gaveUp(429, NaN)],
	['throttled', '429 with a time far ahead', gaveUp(429)],
	['throttled', 'a request that was not sent', gaveUp()],
	['graphUnavailable', '503 with a time far ahead', gaveUp(503)],
	['securityCopilotNotFound', 'the code', said(404, 'OrganizationFromTenantGuidNotFound', 'x')],
	[
		'evaluationCapacityExceeded',
		'the sentence of high usage',
		said(429, 'x', "Security Copilot can't respond to requests due to high usage."),
	],
	['evaluationCapacityExceeded', 'the code', said(403, 'capacityExceeded', 'x')],
	['evaluationCapacityExceeded', 'the result', ended('capacityExceeded')],

	['connectionRefused', 'ENOTFOUND', unreachable('ENOTFOUND')],
	['connectionRefused', 'ECONNREFUSED', unreachable('ECONNREFUSED')],
	['connectionBroken', 'ECONNRESET', unreachable('ECONNRESET')],
	['connectionBroken', 'ETIMEDOUT', unreachable('ETIMEDOUT')],
	['tlsNotTrusted', 'a self-signed certificate', unreachable('DEPTH_ZERO_SELF_SIGNED_CERT')],
	['tlsNotTrusted', 'another name', unreachable('ERR_TLS_CERT_ALTNAME_INVALID')],
	['connectionRefused', 'EPROTO', unreachable('EPROTO')],
	['answerTooLarge', 'ERR_BODY_TOO_LARGE', unreachable('ERR_BODY_TOO_LARGE')],
	['connectionBroken', 'any other code', unreachable('ESOMETHING')],
	['notJson', 'a page', new UnexpectedAnswerError('is not JSON (text/html)')],
	['unexpectedAnswer', 'nothing', new UnexpectedAnswerError('is empty')],
	['incompleteList', 'a circle', new UnexpectedAnswerError('names a page that was already read')],
	['foreignLink', 'a redirect', new UnexpectedAnswerError('redirects to another address')],
	['unexpectedAnswer', 'any other reason', new UnexpectedAnswerError('has no "value"')],
	['foreignLink', 'another host', new UnexpectedAnswerError('links to another host')],

	...['error', 'rejected', 'timedOut'].map(
		(type) => [`evaluation${type[0]!.toUpperCase()}${type.slice(1)}`, type, ended(type)] as const,
	),
	['claimsChallenge', 'needAdditionalClaims', ended('needAdditionalClaims')],
	['evaluationWithoutResult', 'a word', ended('brandNew')],
	['answerNotData', 'an attribute', new AnswerDataError('The attribute "verdict" is missing')],
	['evaluationWithoutResult', 'no result', new NoAnswerError('noResult', 'completed', {})],
	['evaluationCancelled', 'the state', new NoAnswerError('cancelled', 'cancelled', {})],
	['evaluationWaitingForInput', 'the state', new NoAnswerError('waitingForInput', 'waitingForInput', {})],
	['evaluationUnfinished', 'a timeout', new NoAnswerError('timeout', 'running', {})],
	...(['session', 'evaluation'] as const).map(
		(what) => ['outcomeUnknown', what, outcomeUnknown(what)] as const,
	),
	['cancelled', 'nothing under way', new CancelledError()],
	['cancelledWhileEvaluating', 'an evaluation under way', new CancelledWhileEvaluatingError()],

	['invalidParameter', 'a slash', thrownBy(() => pathSegment('session ID', 'a/b'))],
	['invalidParameter', 'an empty prompt', new InvalidParameterError('prompt', 'is empty')],
	['unexpected', 'any other error', new TypeError('x is not a function')],
	['unexpected', 'a thrown text', 'text'],
	['unexpected', 'nothing', undefined],
];

export function outcomeUnknown(what: 'session' | 'prompt' | 'evaluation'): unknown {
	const cause = refused(504, { method: 'POST' });
	return Object.assign(Object.create(OutcomeUnknownError.prototype) as object, { what, cause });
}
