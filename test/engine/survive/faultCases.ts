import { effects, type Effect } from '../../emulator';

/** Is there from the beginning. */
export const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

/** What comes out, and the methods of the requests that it took. */
type Expected = [outcome: string, requests: string];

export interface FaultCase {
	/** Number and name in the list of faults. */
	fault: string;
	effects: Effect[];
	/** Reading a session. */
	get: Expected;
	/** Creating one, where the fault strikes before it exists. */
	create?: Expected;
	/** Creating one, where the fault hides that it exists. Not for what refuses a request. */
	created?: Expected;
	/** Longest time that passes, in seconds; default: three retries without being told how long. */
	withinSeconds?: number;
	/** Shortest time that passes, in seconds. */
	afterSeconds?: number;
}

const always = (effect: Effect): Effect[] => Array<Effect>(30).fill(effect);

const inHttp = (seconds: number): string => new Date(Date.UTC(2026, 10, 2, 3, 0, seconds)).toUTCString();

const LOST = 'sessionOutcomeUnknown';

/** Passes after one retry; a POST is sent again too, because it was refused before work. */
const refusedOnce: Pick<FaultCase, 'get' | 'create'> = {
	get: ['result', 'GET GET'],
	create: ['result', 'POST POST'],
};

/** Passes after one retry; what became of a POST is looked up. */
const openOnce: Pick<FaultCase, 'get' | 'create' | 'created'> = {
	get: ['result', 'GET GET'],
	create: [LOST, 'POST GET GET GET'],
	created: ['result', 'POST GET'],
};

/** Ends at once. */
const refusedFor = (outcome: string): Pick<FaultCase, 'get' | 'create'> => ({
	get: [outcome, 'GET'],
	create: [outcome, 'POST'],
});

const throttling: FaultCase[] = [
	{
		fault: 'F-1 429 with seconds',
		effects: [effects.throttled(10)],
		...refusedOnce,
		afterSeconds: 10,
		withinSeconds: 12,
	},
	{
		fault: 'F-2 429 with a date ahead',
		effects: [effects.throttled(inHttp(8))],
		...refusedOnce,
		afterSeconds: 7,
		withinSeconds: 10,
	},
	{
		fault: 'F-2 429 with a date that has passed',
		effects: [effects.throttled(inHttp(-60))],
		...refusedOnce,
		afterSeconds: 1,
		withinSeconds: 3,
	},
	{
		fault: 'F-2 429 with a date that is none',
		effects: [effects.throttled('Wed, 41 Oct 2026 27:28:00 GMT')],
		...refusedOnce,
		afterSeconds: 5,
		withinSeconds: 8,
	},
	{
		fault: 'F-3 429 without a header',
		effects: [effects.throttled()],
		...refusedOnce,
		afterSeconds: 5,
		withinSeconds: 8,
	},
	{
		fault: 'F-4 Retry-After 0',
		effects: [effects.throttled(0)],
		...refusedOnce,
		afterSeconds: 1,
		withinSeconds: 3,
	},
	{
		fault: 'F-4 Retry-After negative',
		effects: [effects.throttled('-5')],
		...refusedOnce,
		afterSeconds: 5,
		withinSeconds: 8,
	},
	{
		fault: 'F-4 Retry-After 1.5',
		effects: [effects.throttled('1.5')],
		...refusedOnce,
		afterSeconds: 2,
		withinSeconds: 4,
	},
	{
		fault: 'F-4 two times in one Retry-After',
		effects: [effects.throttled('2, 6')],
		...refusedOnce,
		afterSeconds: 2,
		withinSeconds: 8,
	},
	{
		// Node's client keeps the first of two Retry-After headers.
		fault: 'F-4 Retry-After twice',
		effects: [effects.throttled(['6', '2'])],
		...refusedOnce,
		afterSeconds: 6,
		withinSeconds: 8,
	},
	{
		fault: 'F-4 Retry-After an hour',
		effects: [effects.throttled(3_600)],
		...refusedFor('throttledUntil'),
		withinSeconds: 1,
	},
	{
		fault: 'F-6 429 for ever',
		effects: always(effects.throttled(2)),
		get: ['throttledUntil', 'GET GET GET GET'],
		create: ['throttledUntil', 'POST POST POST POST'],
		afterSeconds: 6,
		withinSeconds: 12,
	},
	{
		fault: 'F-8 RateLimit headers',
		effects: [
			effects.headers({ 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': '3600' }),
		],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
		withinSeconds: 1,
	},
];

const serverErrors: FaultCase[] = [
	...[500, 502, 504, 408, 509].map((status): FaultCase => ({
		fault: `F-9 to F-14 ${status}`,
		effects: [effects.graphError(status)],
		...openOnce,
	})),
	...[500, 502].map((status): FaultCase => ({
		fault: `F-9, F-10 ${status} for ever`,
		effects: always(effects.graphError(status)),
		get: ['graphUnavailable', 'GET GET GET GET'],
		create: [LOST, 'POST GET GET GET GET'],
		created: [LOST, 'POST GET GET GET GET'],
	})),
	{ fault: 'F-10 502 with a page', effects: [effects.html(502)], ...openOnce },
	{ fault: 'F-11 503', effects: [effects.graphError(503)], ...openOnce },
	{
		fault: 'F-11 503 with Retry-After',
		effects: [effects.graphError(503, { retryAfter: 7 })],
		get: ['result', 'GET GET'],
		create: ['result', 'POST GET GET GET POST'],
		created: ['result', 'POST GET'],
		afterSeconds: 7,
	},
	{ fault: 'F-13 507', effects: [effects.graphError(507)], ...refusedFor('storageFull') },
	{
		fault: 'F-13 507 as Dev Proxy says it',
		effects: [effects.devProxyError(507)],
		...refusedFor('storageFull'),
	},
	{ fault: 'F-14 501', effects: [effects.graphError(501)], ...refusedFor('requestNotSupported') },
	{ fault: 'F-14 505', effects: [effects.graphError(505)], ...refusedFor('requestNotSupported') },
	{ fault: 'F-15 UnknownError 400', effects: [effects.unknownError(400)], ...refusedFor('unknownError') },
	{ fault: 'F-15 UnknownError 403', effects: [effects.unknownError(403)], ...refusedFor('accessDenied') },
	{
		fault: 'F-15 UnknownError 404',
		effects: [effects.unknownError(404)],
		get: ['sessionNotFound', 'GET'],
		create: ['workspaceNotFound', 'POST'],
	},
	{ fault: 'F-15 UnknownError 500', effects: [effects.unknownError(500)], ...openOnce },
	...[
		{ error: { code: '', message: '' } },
		{ error: 'broken' },
		{ message: 'No.', code: '403', traceId: 'a' },
		{},
		null,
		[],
		{ error: null },
		{ error: { code: 7, message: { value: 'No.' }, innerError: { innerError: { innerError: [] } } } },
	].map((body): FaultCase => ({
		fault: `F-16 409 with ${JSON.stringify(body)}`,
		effects: [effects.answer(409, body)],
		...refusedFor('conflict'),
	})),
	...[500, 502, 503, 504].map((status): FaultCase => ({
		fault: `F-17 ${status} as Dev Proxy says it`,
		effects: [effects.devProxyError(status)],
		...openOnce,
	})),
	{
		fault: 'F-17 429 as Dev Proxy says it',
		effects: [effects.devProxyError(429)],
		...refusedOnce,
		afterSeconds: 5,
	},
];

const authorization: FaultCase[] = [
	{ fault: 'F-18 401 once', effects: [effects.expiredToken()], ...refusedOnce, withinSeconds: 1 },
	{
		fault: 'F-19 401 again and again',
		effects: always(effects.expiredToken()),
		get: ['tokenExpired', 'GET GET'],
		create: ['tokenExpired', 'POST POST'],
		withinSeconds: 1,
	},
	...[
		'Bearer realm="", authorization_uri="https://login.example/common", error="insufficient_claims", claims="eyJh=="',
		'Bearer error=insufficient_claims, claims=eyJh==',
		'Basic realm="x", Bearer error="insufficient_claims", unknown, claims="eyJh"',
	].map((challenge): FaultCase => ({
		fault: `F-20 401 with the challenge ${challenge}`,
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

const refusals: FaultCase[] = [
	{
		fault: 'F-27 404',
		effects: [effects.graphError(404)],
		get: ['sessionNotFound', 'GET'],
		create: ['workspaceNotFound', 'POST'],
	},
	...(
		[
			[402, 'licenceMissing'],
			[405, 'requestNotSupported'],
			[406, 'requestNotSupported'],
			[407, 'proxyAuthentication'],
			[409, 'conflict'],
			[410, 'gone'],
			[412, 'preconditionFailed'],
			[413, 'tooLarge'],
			[415, 'requestNotSupported'],
			[422, 'invalidContent'],
			[423, 'locked'],
			[451, 'legallyRestricted'],
		] as const
	).map(([status, outcome]): FaultCase => ({
		fault: `F-32 ${status}`,
		effects: [effects.graphError(status)],
		...refusedFor(outcome),
	})),
	{
		fault: 'F-31 400 for a field',
		effects: [
			effects.graphError(400, { message: 'Parsing OData Select and Expand failed: no such property' }),
		],
		...refusedFor('invalidSelect'),
	},
	{ fault: 'F-33 400', effects: [effects.graphError(400)], ...refusedFor('badRequest') },
];

const brokenAnswers: FaultCase[] = [
	...(
		[
			['F-34 200 or 201 with nothing', effects.emptyBody()],
			['F-34 204', effects.emptyBody(204)],
			['F-34 202 with nothing', effects.emptyBody(202)],
			['F-35 half of the JSON', effects.truncatedJson()],
			['F-35 a Content-Length too long', effects.wrongLength(100)],
			['F-35 a Content-Length too short', effects.wrongLength(-10)],
			['F-35 closed within the body', effects.closeMidBody()],
			['F-36 a page with 200', effects.html(200)],
			['F-38 broken gzip', effects.brokenGzip()],
		] as const
	).map(([fault, effect]): FaultCase => ({
		fault,
		effects: [effect],
		get: ['result', 'GET GET'],
		created: ['result', 'POST GET'],
		...(fault.startsWith('F-36') && { create: [LOST, 'POST GET GET GET'], created: ['result', 'POST GET'] }),
	})),
	...(
		[
			['F-34 200 with nothing, always', effects.emptyBody(200), 'emptyAnswer'],
			['F-35 half of the JSON, always', effects.truncatedJson(), 'notJson'],
			['F-36 a page with 200, always', effects.html(200), 'notJson'],
		] as const
	).map(([fault, effect, outcome]): FaultCase => ({
		fault,
		effects: always(effect),
		get: [outcome, 'GET GET'],
		created: [LOST, 'POST GET GET'],
	})),
	{
		fault: 'F-35 a byte order mark',
		effects: [effects.byteOrderMark()],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
	{
		fault: 'F-37 another content type',
		effects: [effects.contentType('text/plain')],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
	{
		fault: 'F-38 an unknown encoding',
		effects: [effects.unknownEncoding()],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
	{
		fault: 'F-39 no ID',
		effects: [effects.change((body) => ({ ...body, id: undefined }))],
		get: ['result', 'GET'],
		created: ['result', 'POST GET'],
	},
	{
		fault: 'F-39 a list for an object',
		effects: [effects.change((body) => [body])],
		get: ['result', 'GET GET'],
		created: ['result', 'POST GET'],
	},
	{
		fault: 'F-39 a list for an object, always',
		effects: always(effects.change((body) => [body])),
		get: ['unexpectedAnswer', 'GET GET'],
		created: [LOST, 'POST GET GET'],
	},
	{
		fault: 'F-41 more, in another order',
		effects: [
			effects.change((body) => ({ '@odata.etag': 'x', later: 1, ...body, '@microsoft.graph.tips': 'tip' })),
		],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
	{
		fault: 'F-44 odd dates',
		effects: [
			effects.change((body) => ({
				...body,
				createdDateTime: '0001-01-01T00:00:00Z',
				lastModifiedDateTime: 'soon',
			})),
		],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
];

const connections: FaultCase[] = [
	...([302, 307] as const).map((status): FaultCase => ({
		fault: `F-63 ${status} to the same origin`,
		effects: [
			effects.redirect(status, `/beta/security/securityCopilot/workspaces/default/sessions/${SESSION}`),
		],
		get: ['result', 'GET GET'],
		create: ['redirected', 'POST'],
	})),
	...([301, 303, 308] as const).map((status): FaultCase => ({
		fault: `F-64 ${status} to nowhere`,
		effects: [effects.redirect(status)],
		...refusedFor('redirected'),
	})),
	{
		fault: 'F-64 a redirect to another origin',
		effects: [effects.redirect(307, 'https://evil.example/a')],
		get: ['foreignLink', 'GET'],
		create: ['redirected', 'POST'],
	},
	{ fault: 'F-66 reset', effects: [effects.reset()], ...openOnce },
	{ fault: 'F-66 closed before the headers', effects: [effects.closeBeforeHeaders()], ...openOnce },
	{
		fault: 'F-66 reset for ever',
		effects: always(effects.reset()),
		get: ['connectionBroken', 'GET GET GET GET'],
		create: [LOST, 'POST GET GET GET GET'],
	},
	{
		fault: 'F-67 closed behind the answer',
		effects: [effects.closeAfterAnswer()],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
	{ fault: 'F-69 no answer', effects: [effects.hang()], ...openOnce, afterSeconds: 30, withinSeconds: 60 },
	{
		fault: 'F-72 a clock that is hours ahead',
		effects: always(effects.headers({ date: inHttp(20_000) })),
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
];

/** Faults of a single request, in the order of the list. */
export const faultCases: FaultCase[] = [
	...throttling,
	...serverErrors,
	...authorization,
	...refusals,
	...brokenAnswers,
	...connections,
];
