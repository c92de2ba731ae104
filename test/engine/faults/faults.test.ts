import { effects, scripts, type Effect } from '../../emulator';
import { Fixture, itemsOf, type NodeParameters } from '../harness';
import { PROMPT, SESSION } from '../harness/documented';
import { CONTINUING, expectProtocolRules, methodsOf, outcomesOf, sessionsNamed } from '../harness/outcomes';

const NAME = 'Incident 4711';

/** Seconds that the clock may jump by itself while a request is under way on a machine that is busy. */
const CLOCK_SLACK = 5;

const fixture = Fixture.use();

interface Kind {
	parameters: NodeParameters;
	/** Where the requests go that are counted. */
	path: RegExp;
	/** Whether it took effect. */
	isDone: () => boolean;
}

/** A read, a change that has the same result twice, a creation, and a creation that is paid for. */
const kinds: Record<'read' | 'change' | 'creation' | 'evaluation', Kind> = {
	read: { parameters: { sessionId: SESSION }, path: /sessions/, isDone: () => true },
	change: {
		parameters: { operation: 'update', sessionId: SESSION, displayName: NAME },
		path: /sessions/,
		isDone: () => sessionsNamed(fixture, NAME) === 1,
	},
	creation: {
		parameters: { operation: 'create', displayName: NAME },
		path: /sessions$/,
		isDone: () => sessionsNamed(fixture, NAME) === 1,
	},
	evaluation: {
		parameters: { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT },
		path: /evaluations$/,
		isDone: () => fixture.graph.costs.length === 1,
	},
};

interface Case {
	fault: string;
	effect: Effect;
	/** How often it strikes; default 1. */
	count?: number;
	/** The request takes effect, and the client cannot know. */
	after?: boolean;
	/** What comes out, and the methods of the requests, by kind of request. */
	expected: Partial<Record<keyof typeof kinds, string>>;
	/** Shortest and longest time that passes, in seconds; default: three retries without being told how long. */
	seconds?: [number, number];
}

/** As many retries as the default allows, and more. */
const ALWAYS = 30;

const refused = (outcome: string): Case['expected'] => ({
	read: `${outcome}: GET`,
	change: `${outcome}: PATCH`,
	creation: `${outcome}: POST`,
	evaluation: `${outcome}: POST`,
});
const sentAgain: Case['expected'] = {
	read: 'result: GET GET',
	change: 'result: PATCH PATCH',
	creation: 'result: POST POST',
	evaluation: 'result: POST POST',
};
const lost: Case['expected'] = {
	read: 'result: GET GET',
	change: 'result: PATCH PATCH',
	creation: 'outcomeUnknown: POST GET GET GET',
	evaluation: 'outcomeUnknown: POST GET GET GET',
};
const found: Case['expected'] = {
	change: 'result: PATCH PATCH',
	creation: 'result: POST GET',
	evaluation: 'result: POST GET',
};
const harmless: Case['expected'] = { read: 'result: GET', creation: 'result: POST' };

const challenge = {
	'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${Buffer.from('{"a":1}').toString('base64')}"`,
};

/** One for each class of faults; `retryPolicy.test.ts` has them row by row. */
const cases: Case[] = [
	{ fault: '429 with a time', effect: effects.throttled(10), expected: sentAgain, seconds: [10, 12] },
	{ fault: '429 without one', effect: effects.throttled(), expected: sentAgain, seconds: [5, 8] },
	{
		fault: '429 with an hour',
		effect: effects.throttled(3_600),
		expected: refused('throttled'),
		seconds: [0, 1],
	},
	{
		fault: '429 for ever',
		effect: effects.throttled(2),
		count: ALWAYS,
		expected: { read: 'throttled: GET GET GET GET', creation: 'throttled: POST POST POST POST' },
		seconds: [6, 12],
	},
	{ fault: '502', effect: effects.html(502), expected: lost },
	{ fault: '504 although it took effect', effect: effects.graphError(504), after: true, expected: found },
	{
		fault: '500 for ever',
		effect: effects.graphError(500),
		count: ALWAYS,
		expected: {
			read: 'graphUnavailable: GET GET GET GET',
			creation: 'outcomeUnknown: POST GET GET GET GET',
		},
	},
	{
		fault: '503 with a time',
		effect: effects.graphError(503, { retryAfter: 7 }),
		expected: {
			read: 'result: GET GET',
			creation: 'result: POST GET GET GET POST',
			evaluation: 'result: POST GET GET GET POST',
		},
		seconds: [7, 45],
	},
	{ fault: 'an expired token', effect: effects.expiredToken(), expected: sentAgain, seconds: [0, 1] },
	{
		fault: 'an expired token for ever',
		effect: effects.expiredToken(),
		count: ALWAYS,
		expected: { read: 'tokenExpired: GET GET', creation: 'tokenExpired: POST POST' },
		seconds: [0, 1],
	},
	{
		fault: 'a claims challenge',
		effect: effects.graphError(401, { headers: challenge }),
		count: ALWAYS,
		expected: { read: 'claimsChallenge: GET GET', creation: 'claimsChallenge: POST POST' },
	},
	{
		fault: '403',
		effect: effects.graphError(403, { code: 'Authorization_RequestDenied' }),
		expected: refused('missingPermission'),
	},
	{
		fault: '404',
		effect: effects.graphError(404),
		expected: {
			read: 'notFound: GET',
			creation: 'workspaceNotFound: POST',
			evaluation: 'notFound: POST',
		},
	},
	{
		fault: '409 without an error of Graph',
		effect: effects.answer(409, null),
		expected: refused('conflict'),
	},
	{ fault: '501', effect: effects.graphError(501), expected: refused('unexpectedAnswer') },
	{
		fault: 'a redirect',
		effect: effects.redirect(307, 'https://evil.example/a'),
		expected: refused('foreignLink'),
	},
	{
		fault: 'half of the JSON',
		effect: effects.truncatedJson(),
		expected: { ...found, read: sentAgain.read! },
	},
	{ fault: 'a broken compression', effect: effects.brokenGzip(), expected: { read: sentAgain.read! } },
	{
		fault: 'a page for an answer, always',
		effect: effects.html(200),
		count: ALWAYS,
		after: true,
		expected: { read: 'notJson: GET GET', creation: 'outcomeUnknown: POST GET GET' },
	},
	{ fault: 'a reset', effect: effects.reset(), expected: lost },
	{
		fault: 'a reset for ever',
		effect: effects.reset(),
		count: ALWAYS,
		expected: {
			read: 'connectionBroken: GET GET GET GET',
			creation: 'outcomeUnknown: POST GET GET GET GET',
		},
	},
	{ fault: 'no answer', effect: effects.hang(), expected: lost, seconds: [30, 60] },
	{ fault: 'a byte order mark', effect: effects.byteOrderMark(), expected: harmless },
	{ fault: 'another content type', effect: effects.contentType('text/plain'), expected: harmless },
	{
		fault: 'a connection that is closed behind the answer',
		effect: effects.closeAfterAnswer(),
		expected: harmless,
	},
	{
		fault: 'RateLimit headers of a success',
		effect: effects.headers({ 'ratelimit-remaining': '0', 'ratelimit-reset': '3600' }),
		expected: harmless,
		seconds: [0, 1],
	},
];

const rows = cases.flatMap(({ expected, ...rest }) =>
	Object.entries(expected).map(([kind, outcome]) => ({ kind: kind as keyof typeof kinds, outcome, ...rest })),
);

it.each(rows)('$fault, $kind', async ({ kind, outcome, effect, count, after, seconds = [0, 45] }) => {
	const { parameters, path, isDone } = kinds[kind];
	fixture.graph.scriptEvaluations(/who am I/, scripts.immediate('Yes.'));
	// What is read before a creation is as it is.
	let isSent = !path.source.endsWith('$');
	const predicate = ({ method, url }: { method: string; url: string }) =>
		path.test(url.split('?')[0]!) && (isSent ||= method === 'POST');
	const moment = effect.moment === 'during' ? undefined : after ? 'after' : effect.moment;
	fixture.graph.addFault({ match: { predicate }, effect, count, moment });
	const started = fixture.clock.now();
	const run = await fixture.run(parameters, { settings: CONTINUING });

	const evaluations = fixture.sent.filter(({ url }) => path.test(url)).map(({ method }) => method);
	const counted = kind === 'evaluation' ? evaluations.slice(evaluations.indexOf('POST')) : methodsOf(fixture);
	expect(`${outcomesOf(run).join()}: ${counted.join(' ')}`).toBe(outcome);
	expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
	expect(JSON.stringify(itemsOf(run)[0]?.json)).not.toMatch(/undefined|\[object|NaN/);
	const mayBeDone = outcome.startsWith('result') || after === true || effect.moment === 'during';
	expect(kind === 'read' || isDone()).toBe(kind === 'read' || mayBeDone);
	const passed = (fixture.clock.now() - started) / 1_000;
	expect(passed).toBeGreaterThanOrEqual(seconds[0]);
	expect(passed).toBeLessThanOrEqual(seconds[1] + CLOCK_SLACK);
	expectProtocolRules(fixture, run);
});
