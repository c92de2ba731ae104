import type { ErrorContext } from '../../../../nodes/errors/ErrorDescription';
import { CONTEXT, graphBody, PATHS, refused, SESSION } from '../failures';
import { example, RUN_CREATED, type Example } from './example';

const SESSION_CREATED: ErrorContext = {
	...CONTEXT,
	sessionId: undefined,
	created: { sessionId: SESSION },
};

/** What the run goes on in, but has not created. */
const SESSION_NAMED: ErrorContext = { ...CONTEXT, created: { sessionId: SESSION } };

export const notFoundExamples: Example[] = [
	example('workspaceNotFound', 'a list of sessions', refused(404, { path: PATHS.sessions })),
	example(
		'workspaceNotFound',
		"Graph's own word",
		refused(404, { body: graphBody('NotFound', 'The requested workspace was not found.') }),
	),
	example('sessionNotFound', 'a session', refused(404)),
	example('sessionNotFound', 'an empty code', refused(404, { body: graphBody('', '') })),
	example(
		'sessionNotFound',
		"Graph's own word",
		refused(404, { path: PATHS.prompt, body: graphBody('NotFound', 'The requested session was not found.') }),
	),
	example('sessionNotFound', 'a session that the user has named', refused(404), SESSION_NAMED),
	example('promptNotFound', 'a prompt', refused(404, { path: PATHS.prompt })),
	example(
		'promptNotFound',
		'a list of evaluations',
		refused(404, { path: PATHS.evaluations, method: 'POST' }),
	),
	example(
		'promptNotFound',
		'a session that this run created',
		refused(404, { path: PATHS.prompt, body: graphBody('NotFound', 'No such session.') }),
		SESSION_CREATED,
	),
	example('evaluationNotFound', 'an evaluation', refused(404, { path: PATHS.evaluation })),
	example(
		'createdNotVisible',
		'what this run created',
		refused(404, { path: PATHS.evaluation }),
		RUN_CREATED,
	),
	example('securityCopilotNotFound', 'the list of workspaces', refused(404, { path: PATHS.workspaces })),
	example(
		'securityCopilotNotFound',
		'an unknown segment',
		refused(400, { body: graphBody('BadRequest', "Resource not found for the segment 'securityCopilot'.") }),
	),
];
