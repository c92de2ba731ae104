import { effects } from '../../../emulator';
import { always, LOST, openOnce, refusedFor, refusedOnce, type FaultCase } from './FaultCase';

export const serverErrors: FaultCase[] = [
	...(
		[
			['F-9', 500],
			['F-10', 502],
			['F-12', 504],
			['F-13', 509],
			['F-14', 408],
		] as const
	).map(([number, status]): FaultCase => ({
		fault: `${number} ${status}`,
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
	{ fault: 'F-13 507', effects: [effects.graphError(507)], ...refusedFor('graphUnavailable') },
	{
		fault: 'F-13 507 as Dev Proxy says it',
		effects: [effects.devProxyError(507)],
		...refusedFor('graphUnavailable'),
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
