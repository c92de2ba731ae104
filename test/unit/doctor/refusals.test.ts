import type { DiagnosisContext } from '../../../nodes/doctor/Diagnosis';
import type { HttpMethod } from '../../../nodes/graph/http';
import { CONTEXT, diagnosed, graphBody, PATHS, refused } from './failures';

/** A refusal as a service sends it: status, code and message, what was asked, and the kind that must be told. */
type Refusal = readonly [
	status: number,
	code: string,
	message: string,
	method: HttpMethod,
	path: string,
	kind: string,
];

const { session, sessions, evaluation } = PATHS;

const ROUTES: Refusal[] = [
	...['security', 'securityCopilot', 'workspaces', 'sessions', 'prompts', 'evaluations', 'plugins'].flatMap(
		(segment) =>
			[404, 400].map((status): Refusal => [
				status,
				'BadRequest',
				`Resource not found for the segment '${segment}'.`,
				'GET',
				evaluation,
				'securityCopilotNotFound',
			]),
	),
	[404, '', "Resource not found for the segment 'workspaces'.", 'GET', session, 'securityCopilotNotFound'],
	[
		400,
		'BadRequest',
		"Resource not found for the segment 'contacts",
		'POST',
		sessions,
		'securityCopilotNotFound',
	],
	[
		404,
		'UnknownError',
		"No HTTP resource was found that matches the request URI 'https://service.example/api/sessions'.",
		'GET',
		session,
		'securityCopilotNotFound',
	],
	// Whoever names a session so must not hide it.
	[
		404,
		'NotFound',
		"Session 'Resource not found for the segment' was not found.",
		'GET',
		session,
		'sessionNotFound',
	],
	[
		404,
		'NotFound',
		'Session Resource not found for the segment was not found.',
		'GET',
		session,
		'sessionNotFound',
	],
];

const TABLE: ReadonlyArray<readonly [group: string, refusals: readonly Refusal[]]> = [['routes', ROUTES]];

describe.each(TABLE)('The cause of refusals: %s', (_, refusals) => {
	it.each(refusals)('%i %s "%s" to %s %s: %s', (status, code, message, method, path, kind) => {
		const failure = refused(status, { body: graphBody(code, message), method, path });
		expect(diagnosed(failure).id).toBe(kind);
	});
});

it('tells a missing route from a Log Analytics workspace', () => {
	const context: DiagnosisContext = { ...CONTEXT, looksLikeLogAnalyticsWorkspace: true };
	const body = graphBody('BadRequest', "Resource not found for the segment 'securityCopilot'.");
	expect(diagnosed(refused(404, { body }), context).id).toBe('securityCopilotNotFound');
});
