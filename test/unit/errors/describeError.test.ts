import type { ErrorContext } from '../../../nodes/errors/ErrorDescription';
import { SignInError } from '../../../nodes/graph/errors';
import { EXAMPLES } from './examples';
import { challenge, named, RUN_CREATED } from './examples/example';
import {
	APP_CONTEXT,
	CONTEXT,
	diagnosed,
	EVALUATION,
	graphBody,
	PATHS,
	PROMPT,
	refused,
	SESSION,
	unreachable,
} from './failures';

describe('describeError', () => {
	test.each(EXAMPLES)('explains $of as $id', ({ failure, context, id }) => {
		expect(diagnosed(failure, context).id).toBe(id);
	});

	it('gives status, code, words, IDs and time of an answer', () => {
		const described = diagnosed(
			refused(409, { body: graphBody('Conflict', 'An evaluation is already running.') }),
		);
		expect(described).toEqual({
			id: 'conflict',
			message: 'Another change or evaluation is in progress, so n8n could not get the session',
			description:
				'Wait until it has finished and run the operation again. Let one workflow at a time work in one session. Details: HTTP status 409; code Conflict; Microsoft Graph says "An evaluation is already running."; request-id 7e735704-f16c-49eb-8b65-38d463ec469f; client-request-id 350eedee-c8dd-cd9e-2522-e1d1ab655c3a; 2026-07-31 05:11:26 UTC; reference conflict.',
			httpStatus: 409,
			code: 'Conflict',
			requestId: '7e735704-f16c-49eb-8b65-38d463ec469f',
			clientRequestId: '350eedee-c8dd-cd9e-2522-e1d1ab655c3a',
			date: '2026-07-31T05:11:26Z',
		});
	});

	it('leaves out what an answer does not say', () => {
		expect(diagnosed(refused(403))).toEqual({
			id: 'accessDenied',
			message: expect.stringMatching(/^n8n could not get the session/),
			description: expect.stringMatching(/ Details: HTTP status 403; reference accessDenied\.$/),
			httpStatus: 403,
		});
	});

	test.each([
		['GET', CONTEXT, 'lacks SecurityCopilotWorkspaces.Read.All'],
		['POST', CONTEXT, 'lacks SecurityCopilotWorkspaces.ReadWrite.All'],
		['PATCH', CONTEXT, 'lacks SecurityCopilotWorkspaces.ReadWrite.All'],
	] as const)('names the scope that a refused %s needed', (method, context, words) => {
		const body = graphBody('Authorization_RequestDenied', 'Insufficient privileges.');
		expect(diagnosed(refused(403, { method, body }), context).message).toContain(words);
	});

	it('names all scopes of the operation, and whether they are delegated', () => {
		const body = graphBody('Authorization_RequestDenied', 'Insufficient privileges.');
		const { description } = diagnosed(refused(403, { body }), RUN_CREATED);
		expect(description).toContain('the delegated permission SecurityCopilotWorkspaces.Read.All');
		expect(description).toContain(
			'this operation needs SecurityCopilotWorkspaces.Read.All and SecurityCopilotWorkspaces.ReadWrite.All',
		);
	});

	it('names the application permission where the app signs in', () => {
		const { description } = diagnosed(refused(403), APP_CONTEXT);
		expect(description).toContain('the application permission SecurityCopilotWorkspaces.Read.All');
	});

	it('names what was created, so that a run can go on without paying again', () => {
		const { message, description } = diagnosed(refused(403, { path: PATHS.evaluation }), RUN_CREATED);
		expect(message).toBe(
			'n8n could not ask Security Copilot: the access token lacks SecurityCopilotWorkspaces.Read.All',
		);
		expect(description).toContain(
			`This run has created session ${SESSION}, prompt ${PROMPT}, evaluation ${EVALUATION}`,
		);
	});

	it('names all IDs of an evaluation that was only waited for', () => {
		const context: ErrorContext = { ...CONTEXT, promptId: PROMPT, evaluationId: EVALUATION };
		const { description } = diagnosed(named({ name: 'EvaluationError', state: 'running' }), context);
		expect(description).toContain(
			`IDs: workspace default, session ${SESSION}, prompt ${PROMPT}, evaluation ${EVALUATION}.`,
		);
		expect(description).not.toContain('created');
	});

	it('links the session in the portal, and the portal where the session is not known', () => {
		const waiting = named({ name: 'EvaluationError', state: 'waitingForInput' });
		expect(diagnosed(waiting).description).toContain(
			`https://securitycopilot.microsoft.com/sessions/${SESSION} and`,
		);
		expect(diagnosed(waiting, { ...CONTEXT, sessionId: 'a?st=b' }).description).toContain(
			'https://securitycopilot.microsoft.com and',
		);
	});

	it('names the IDs of the request where the caller gives none', () => {
		const bare: ErrorContext = { operation: CONTEXT.operation };
		expect(diagnosed(refused(404, { path: PATHS.prompt }), bare).message).toBe(
			`Security Copilot did not find prompt ${PROMPT} in session ${SESSION} of workspace default`,
		);
	});

	it('hands on the words of an evaluation', () => {
		const failure = named({
			name: 'EvaluationError',
			state: 'completed',
			resultType: 'error',
			content: 'Too long.',
		});
		expect(diagnosed(failure).description).toContain('Security Copilot says "Too long."');
	});

	it('says when to try again, and how often it tried', () => {
		const retryAt = 'Wed, 21 Oct 2026 14:05:20 GMT';
		const throttled = diagnosed(
			named({ name: 'RetriesExhaustedError', cause: refused(429), retryAt, tries: 4 }),
		);
		expect(throttled.message).toBe(
			'Microsoft Graph takes no requests from this app until 2026-10-21 14:05:20 UTC',
		);
		expect(throttled.description).toContain('n8n tried 4 times.');
		const held = diagnosed(named({ name: 'RetriesExhaustedError', retryAt, tries: 0 }));
		expect(held).toMatchObject({ id: 'throttledUntil', message: throttled.message });
		expect(held.description).toContain('n8n did not even send the request');
		const busy = diagnosed(named({ name: 'RetriesExhaustedError', cause: refused(503), retryAt }));
		expect(busy.description).toContain('Microsoft Graph asks to wait until 2026-10-21 14:05:20 UTC.');
		expect(busy).toMatchObject({ id: 'graphUnavailable', httpStatus: 503 });
	});

	test.each([408, 500, 502, 503, 504, 509])('warns that a POST may have worked after %i', (status) => {
		const warning = 'the request may have worked all the same';
		expect(diagnosed(refused(status, { method: 'POST' })).description).toContain(warning);
		expect(diagnosed(refused(status, { method: 'GET' })).description).not.toContain(warning);
	});

	it('does not warn after a POST that was refused', () => {
		expect(diagnosed(refused(409, { method: 'POST' })).description).not.toContain('may have worked');
	});

	test.each(['two words', '<b>', 'A1b2C3d4E5f6G7h8I9j0'])('takes %p for no code', (code) => {
		const described = diagnosed(refused(409, { body: graphBody(code, 'x') }));
		expect(described.code).toBeUndefined();
		expect(described.description).toContain('HTTP status 409; Microsoft Graph says');
	});

	it('says of a 404 without a reason what else can look like it', () => {
		const unexplained = diagnosed(refused(404, { body: graphBody('UnknownError', '') }));
		expect(unexplained.description).toContain('Microsoft Graph gave no reason');
		expect(diagnosed(refused(404, { body: graphBody('NotFound', 'x') })).description).not.toContain(
			'gave no reason',
		);
	});

	it('keeps the number of Microsoft Entra, known or not', () => {
		expect(diagnosed(new SignInError('refused', 'AADSTS7000222', 'Expired.'))).toMatchObject({
			code: 'AADSTS7000222',
			message: 'The client secret of the credential "SOC" has expired (AADSTS7000222)',
			description: expect.stringContaining('Microsoft Entra says "Expired."'),
		});
		expect(diagnosed(new SignInError('refused', 'AADSTS99999')).message).toContain('AADSTS99999');
	});

	it('never shows the claims of a challenge', () => {
		const headers = challenge('TokenCreatedWithOutdatedPolicies');
		expect(JSON.stringify(diagnosed(refused(401, { headers })))).not.toMatch(/eyJ/);
	});

	it("takes a parameter's own advice", () => {
		const parameter = { parameter: 'prompt', reason: 'is empty', advice: 'Write a prompt.' };
		expect(diagnosed({ name: 'InvalidParameterError', ...parameter })).toMatchObject({
			message: 'The parameter "prompt" is empty',
			description: 'Write a prompt. Details: reference invalidParameter.',
		});
	});

	it('shows the words of an unknown error, and who says them', () => {
		expect(diagnosed(new TypeError('x is not a function')).description).toContain(
			'n8n says "x is not a function"',
		);
		const page = { headers: { 'content-type': 'text/html' }, body: '<h1>Bad Gateway</h1>' };
		expect(diagnosed(refused(502, page)).description).toContain('The page says "Bad Gateway"');
	});

	it('ends at a cause that is its own', () => {
		const circle = new Error('round');
		circle.cause = circle;
		expect(diagnosed(circle).id).toBe('unexpected');
	});

	it("keeps Node's codes out of messages, because n8n replaces a message that holds one", () => {
		expect(diagnosed(unreachable('ECONNREFUSED')).message).not.toContain('ECONNREFUSED');
		expect(diagnosed(unreachable('ECONNREFUSED')).code).toBe('ECONNREFUSED');
	});
});
