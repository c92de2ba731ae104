import { effects } from '../../../emulator';
import { always, inHttp, LOST, openOnce, refusedFor, SESSION, type FaultCase } from './FaultCase';

export const connections: FaultCase[] = [
	...([302, 307] as const).map((status): FaultCase => ({
		fault: `F-63 ${status} to the same origin`,
		effects: [
			effects.redirect(status, `/beta/security/securityCopilot/workspaces/default/sessions/${SESSION}`),
		],
		get: ['redirected', 'GET'],
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
		get: ['redirected', 'GET'],
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
