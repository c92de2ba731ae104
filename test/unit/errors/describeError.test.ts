import { NoAnswerError } from '../../../nodes/copilot/failures';
import { InvalidParameterError } from '../../../nodes/errors/InvalidParameterError';
import { RetriesExhaustedError, SignInError } from '../../../nodes/graph/errors';
import { EXAMPLES, outcomeUnknown, RUN_CREATED } from './examples';
import {
	APP_CONTEXT,
	CONTEXT,
	described,
	EVALUATION,
	graphBody,
	PATHS,
	PROMPT,
	refused,
	SESSION,
	unreachable,
} from './failures';

const IDS = `IDs: workspace default, session ${SESSION}, prompt ${PROMPT}, evaluation ${EVALUATION}`;

describe('describeError', () => {
	test.each(EXAMPLES.map(([id, of, failure, context = CONTEXT]) => ({ id, of, failure, context })))(
		'explains $of as $id',
		({ id, failure, context }) => {
			expect(described(failure, context).id).toBe(id);
		},
	);

	it('gives status, code, words, IDs and time of an answer', () => {
		const body = graphBody('Conflict', 'An evaluation is already running.');
		expect(described(refused(409, { body }))).toEqual({
			id: 'conflict',
			message: 'Another change or evaluation is in progress, so n8n could not get the session',
			description:
				'Wait until it has finished and run the operation again. Let one workflow at a time work in one session.\n\nDetails: HTTP status 409; code Conflict; Microsoft Graph says "An evaluation is already running."; request-id 7e735704-f16c-49eb-8b65-38d463ec469f; client-request-id 350eedee-c8dd-cd9e-2522-e1d1ab655c3a; 2026-07-31 05:11:26 UTC; reference conflict.',
			httpStatus: 409,
			code: 'Conflict',
			requestId: '7e735704-f16c-49eb-8b65-38d463ec469f',
			clientRequestId: '350eedee-c8dd-cd9e-2522-e1d1ab655c3a',
			date: '2026-07-31T05:11:26Z',
		});
	});

	it('leaves out what an answer does not say', () => {
		expect(described(refused(403))).toEqual({
			id: 'accessDenied',
			message: 'n8n could not get the session: Microsoft Graph denied access',
			description: expect.stringMatching(/\n\nDetails: HTTP status 403; reference accessDenied\.$/),
			httpStatus: 403,
		});
	});

	test.each([
		['GET', 'lacks SecurityCopilotWorkspaces.Read.All'],
		['POST', 'lacks SecurityCopilotWorkspaces.ReadWrite.All'],
	] as const)('names the scope that a refused %s needed, and those of the operation', (method, words) => {
		const body = graphBody('Authorization_RequestDenied', 'Insufficient privileges.');
		const { message, description } = described(refused(403, { method, body }), RUN_CREATED);
		expect(message).toContain(words);
		expect(description).toContain(
			'this operation needs SecurityCopilotWorkspaces.Read.All and SecurityCopilotWorkspaces.ReadWrite.All',
		);
	});

	it('names the application permission where the app signs in', () => {
		expect(described(refused(403), APP_CONTEXT).description).toContain(
			'the application permission SecurityCopilotWorkspaces.Read.All',
		);
	});

	it('does not advise a user to sign in as a user', () => {
		const body = graphBody('PreconditionFailed', 'Requested API is not supported in delegated context');
		expect(described(refused(412, { body })).description).not.toMatch(/User \(Delegated\)|Sign In As/);
	});

	it('does not blame the prompt for the page of a server before Graph', () => {
		const headers = { 'content-type': 'text/html' };
		const body = '<html><title>400 Request Header Or Cookie Too Large</title></html>';
		const { description } = described(refused(400, { headers, body }));
		expect(description).toContain('The page says "400 Request Header Or Cookie Too Large"');
		expect(description).not.toContain('prompt');
	});

	it('names as created what this run created, and nothing else', () => {
		const found = { ...RUN_CREATED, created: { evaluationId: EVALUATION } };
		expect(described(refused(409), found).description).toContain(
			`This run has created evaluation ${EVALUATION}: go on`,
		);
		expect(described(refused(409), { ...RUN_CREATED, created: {} }).description).not.toContain('created');
	});

	it.each([
		['no answer', new NoAnswerError('timeout', 'running', {}, { waitedSeconds: 40 }), 'Do not ask again'],
		['an unknown outcome', outcomeUnknown('evaluation'), 'Do not run it again before you have looked'],
		['no capacity', new NoAnswerError({ resultType: 'capacityExceeded' }, 'completed', {}), 'Do not try'],
		['throttling', refused(429), 'Try again after some minutes'],
	])('says in the message of %s whether to try again, and the IDs', (_what, failure, again) => {
		const { message } = described(failure, RUN_CREATED);
		expect(message).toMatch(new RegExp(`^[^.]+\\. ${again}`));
		expect(message).toContain(IDS);
	});

	it('says both ways in which capacity comes back', () => {
		const { description } = described(new NoAnswerError({ resultType: 'capacityExceeded' }, 'completed', {}));
		expect(description).toMatch(/next full hour[^]*Microsoft 365 E5[^]*per month and tenant/);
	});

	test.each([403, 429, 503])('names capacity as what may stand behind a %i to an evaluation', (status) => {
		const words = 'compute units (capacity) can look like this';
		const posted = refused(status, { method: 'POST', path: PATHS.evaluations });
		expect(described(posted).description).toContain(words);
		expect(described(refused(status)).description).not.toContain(words);
		const body = graphBody('capacityExceeded', 'x');
		expect(
			described(refused(status, { method: 'POST', path: PATHS.evaluations, body })).description,
		).not.toContain(words);
	});

	it('names the length of what was sent where it may be the reason', () => {
		const sent = { method: 'POST', sentCharacters: 70_000 } as const;
		expect(described(refused(413, sent)).description).toContain('had 70000 characters');
		expect(described(refused(409, sent)).description).not.toContain('characters');
	});

	it('links the session in the portal, and the portal where the session is not known', () => {
		const waiting = new NoAnswerError('waitingForInput', 'waitingForInput', {});
		expect(described(waiting).description).toContain(
			`https://securitycopilot.microsoft.com/sessions/${SESSION} and`,
		);
		expect(described(waiting, { ...CONTEXT, sessionId: 'a?st=b' }).description).toContain(
			'https://securitycopilot.microsoft.com and',
		);
	});

	it('names the IDs of the request where the caller gives none', () => {
		const { message } = described(refused(404, { path: PATHS.prompt }), { operation: CONTEXT.operation });
		expect(message).toBe(
			`Security Copilot did not find prompt ${PROMPT} of session ${SESSION} in workspace default`,
		);
	});

	it('names the parameter that a query comes from', () => {
		const { message } = described(refused(400, { body: graphBody('BadRequest', 'Invalid filter clause') }));
		expect(message).toBe('Microsoft Graph did not understand Filter');
	});

	it('hands on the words of an evaluation', () => {
		const failure = new NoAnswerError({ resultType: 'error' }, 'completed', {}, { detail: 'Too long.' });
		expect(described(failure).description).toContain('Security Copilot says "Too long."');
	});

	it('says when to try again once, and how often it tried', () => {
		const retryAt = Date.UTC(2026, 9, 21, 14, 5, 20);
		const time = '2026-10-21 14:05:20 UTC';
		const gaveUp = (status: number) =>
			new RetriesExhaustedError(
				{ retryAt },
				{ method: 'GET', url: `https://graph.microsoft.com${PATHS.session}`, headers: {} },
				4,
				{ status, headers: {}, text: '' },
			);
		const { message, description } = described(gaveUp(429));
		expect(message).toContain(`Try again after ${time}`);
		expect(description).toContain('n8n tried 4 times.');
		expect(description).not.toContain(time);
		expect(described(gaveUp(503)).description).toContain(`Microsoft Graph asks to wait until ${time}.`);
	});

	test.each(['two words', '<b>', 'eyJhbGciOiJub25l'])('takes %p for no code', (code) => {
		expect(described(refused(409, { body: graphBody(code, 'x') })).code).toBeUndefined();
	});

	it('keeps the number of Microsoft Entra, and gives the address that explains an unknown one', () => {
		expect(
			described(new SignInError('refused', 'AADSTS7000222', 'Expired.', { requestId: '7e735704' })),
		).toMatchObject({
			code: 'AADSTS7000222',
			message: 'The client secret of the credential "SOC" has expired (AADSTS7000222)',
			description: expect.stringContaining('Microsoft Entra says "Expired."; Trace ID 7e735704;'),
		});
		const unknown = described(new SignInError('refused', 'AADSTS99999'));
		expect(unknown.message).toContain('AADSTS99999');
		expect(unknown.description).toContain('https://login.microsoftonline.com/error?code=99999.');
	});

	it("takes a parameter's own advice, and its label", () => {
		const failedAt = '2026-07-31T05:11:26Z';
		const failure = new InvalidParameterError('Prompt', 'is empty', 'Write a prompt.');
		expect(described(failure, { ...CONTEXT, failedAt })).toMatchObject({
			message: 'The parameter "Prompt" is empty',
			description: 'Write a prompt.\n\nDetails: reference invalidParameter.',
		});
	});

	it('shows the words of an unknown error', () => {
		expect(described(new TypeError('x is not a function')).description).toContain(
			'n8n says "x is not a function"',
		);
	});

	it('explains what an error wraps, and ends at a cause that is its own', () => {
		expect(described(new Error('x', { cause: refused(409) })).id).toBe('conflict');
		const circle = new Error('round');
		circle.cause = circle;
		expect(described(circle).id).toBe('unexpected');
	});

	it("keeps Node's codes out of messages, because n8n replaces a message that holds one", () => {
		expect(described(unreachable('ECONNREFUSED'))).toMatchObject({
			code: 'ECONNREFUSED',
			message: expect.not.stringContaining('ECONNREFUSED'),
		});
	});
});
