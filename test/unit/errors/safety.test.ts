import fc from 'fast-check';
import type { ErrorContext } from '../../../nodes/errors/ErrorDescription';
import { describeError } from '../../../nodes/errors/describeError';
import { InvalidParameterError } from '../../../nodes/errors/InvalidParameterError';
import { NoAnswerError } from '../../../nodes/copilot/failures';
import { GraphResponseError, SignInError, UnexpectedAnswerError } from '../../../nodes/graph/errors';
import type { HttpRequest } from '../../../nodes/graph/http';
import { InvalidIdError } from '../../../nodes/graph/paths';
import { CONTEXT, graphBody, refused, unreachable } from './failures';
import { leaks, SECRETS } from './secrets';

/** Every failure there is, with one text in each of its fields. */
const FAILURES: ReadonlyArray<readonly [string, (text: string) => unknown]> = [
	...[400, 401, 402, 403, 404, 409, 412, 429, 500, 503].map(
		(status) =>
			[
				`an answer ${status}`,
				(text: string) =>
					new GraphResponseError(
						status,
						{ code: text, message: text, requestId: text, clientRequestId: text, date: text },
						'GET',
						`/beta/security/securityCopilot/workspaces/${text}/sessions/${text}/prompts/${text}`,
						{
							'www-authenticate': `Bearer error="${text}", errorDescription="${text}"`,
							'content-type': text,
						},
					),
			] as const,
	),
	[
		'a sentence of Graph',
		(text) => refused(400, { body: graphBody('BadRequest', `Invalid filter: ${text}`) }),
	],
	['a challenge', (text) => refused(401, { headers: { 'www-authenticate': `Bearer claims="${text}"` } })],
	[
		'a page',
		(text) => refused(403, { body: `<html>${text}</html>`, headers: { 'content-type': 'text/html' } }),
	],
	['a sign-in', (text) => new SignInError('refused', text, text)],
	['an unreachable sign-in', (text) => new SignInError('unreachable', undefined, text)],
	['a connection', (text) => unreachable(text, text)],
	['an unexpected answer', (text) => new UnexpectedAnswerError(text, { message: text, requestId: text })],
	['a foreign link', (text) => new UnexpectedAnswerError(`links to ${text}`)],
	['an ID', (text) => new InvalidIdError('session ID', text)],
	['an evaluation', (text) => new NoAnswerError({ resultType: text }, text, {}, { detail: text })],
	['a parameter', (text) => new InvalidParameterError(text, text, text)],
	['a thrown object', (text) => ({ message: text, description: text })],
	['any other error', (text) => new Error(text, { cause: new Error(text) })],
	['a thrown text', (text) => text],
];

const contextOf = (text: string): ErrorContext => ({
	operation: { resource: text, name: text },
	workspaceId: text,
	sessionId: text,
	promptId: text,
	evaluationId: text,
	credentialName: text,
	grantType: text,
	created: { sessionId: text, promptId: text, evaluationId: text },
});

/** Every text of a description. */
const textOf = (description: object) => Object.values(description).join('\n');

/** What is wrong with the texts of an error, whatever they say. */
function faultsOf(failure: unknown, context: ErrorContext): string[] {
	const { message, description, id } = describeError(failure, context);
	const faults: Array<string | false> = [
		[message, description, id].some((text) => text.trim() === '') && 'empty',
		/[<>]/.test(message + description) && 'markup',
		/undefined|\[object|NaN/.test(message + description) && 'an unfilled place',
		!description.includes('Details: ') && 'no facts',
	];
	return faults.filter((fault) => fault !== false);
}

describe('an error', () => {
	test.each(FAILURES)('of %s shows no secret that the failure or the context holds', (_, make) => {
		fc.assert(
			fc.property(SECRETS, ({ text, secret }) => {
				expect(leaks(textOf(describeError(make(text), contextOf(text))), secret)).toBe(false);
			}),
		);
	});

	test.each(FAILURES)('of %s is sound whatever text it holds', (_, make) => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				// What a text may say is its own affair; the words that betray a broken text are not.
				fc.pre(!/undefined|\[object|NaN/.test(text));
				expect(faultsOf(make(text), CONTEXT)).toEqual([]);
				expect(faultsOf(make(text), contextOf(text))).toEqual([]);
			}),
		);
	});

	it('is sound for any body, header and status', () => {
		const bodies = fc.oneof(
			fc.string(),
			fc.json(),
			fc.object().map((error) => JSON.stringify({ error })),
		);
		const names = fc.constantFrom(
			'www-authenticate',
			'content-type',
			'date',
			'request-id',
			'client-request-id',
		);
		const methods = fc.constantFrom<HttpRequest['method']>('GET', 'POST', 'PATCH');
		const paths = fc.oneof(fc.string(), fc.webPath());
		fc.assert(
			fc.property(
				fc.integer(),
				bodies,
				fc.dictionary(names, fc.string()),
				methods,
				paths,
				(status, body, headers, method, path) => {
					fc.pre(!/undefined|\[object|NaN/.test(`${body}${Object.values(headers).join('')}${path}`));
					expect(faultsOf(refused(status, { body, headers, method, path }), CONTEXT)).toEqual([]);
				},
			),
			{ numRuns: 500 },
		);
	});

	it('comes out of anything that can be thrown', () => {
		const member = fc.anything({ withNullPrototype: true, withDate: true, withMap: true });
		fc.assert(
			fc.property(fc.oneof(member, fc.record({ cause: member })), (thrown) => {
				const { message, description } = describeError(thrown, CONTEXT);
				expect(message).not.toBe('');
				expect(description).toMatch(/\n\nDetails: .*reference \w+\.$/);
			}),
			{ numRuns: 1_000 },
		);
	});
});
