import { effects } from '../../../emulator';
import { always, inHttp, refusedFor, refusedOnce, type FaultCase } from './FaultCase';

export const throttling: FaultCase[] = [
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
		// It is not RFC 9110's, so the wait is the one without `Retry-After`.
		afterSeconds: 5,
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
