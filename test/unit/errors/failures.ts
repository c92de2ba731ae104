import type { ErrorDescription, ErrorContext } from '../../../nodes/errors/ErrorDescription';
import { describeError } from '../../../nodes/errors/describeError';
import { ConnectionError, GraphResponseError, readErrorDetails } from '../../../nodes/graph/errors';
import { httpResponse, type HttpRequest } from '../../../nodes/graph/http';

export const SESSION = 'f0f54c69-8f8a-4f33-b6e3-386d58b408db';
export const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
export const EVALUATION = 'b2d2c632-e799-4472-9b36-e5c84c065f72';

const ROOT = '/beta/security/securityCopilot/workspaces';

/** Paths of requests, from the outside in. */
export const PATHS = {
	workspaces: ROOT,
	sessions: `${ROOT}/default/sessions`,
	session: `${ROOT}/default/sessions/${SESSION}`,
	prompt: `${ROOT}/default/sessions/${SESSION}/prompts/${PROMPT}`,
	evaluations: `${ROOT}/default/sessions/${SESSION}/prompts/${PROMPT}/evaluations`,
	evaluation: `${ROOT}/default/sessions/${SESSION}/prompts/${PROMPT}/evaluations/${EVALUATION}`,
};

/** Getting a session as a user. */
export const CONTEXT: ErrorContext = {
	operation: { resource: 'session', name: 'get' },
	workspaceId: 'default',
	sessionId: SESSION,
	credentialName: 'SOC',
	grantType: 'authorizationCode',
};

export const APP_CONTEXT: ErrorContext = { ...CONTEXT, grantType: 'clientCredentials' };

/** An answer of Graph, before anything has read it. */
export interface Answer {
	headers?: Record<string, string>;
	method?: HttpRequest['method'];
	path?: string;
	/** Objects become JSON. */
	body?: unknown;
	sentCharacters?: number;
	isNextPage?: boolean;
}

/** The failure that Graph's client makes of an answer. */
export function refused(
	status: number,
	{ headers = {}, method = 'GET', path = PATHS.session, body = '', sentCharacters, isNextPage }: Answer = {},
): GraphResponseError {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const response = httpResponse(status, headers, text);
	return new GraphResponseError(
		status,
		readErrorDetails(response),
		method,
		path,
		headers,
		sentCharacters,
		isNextPage,
	);
}

/** Graph's error body. */
export const graphBody = (code: string, message: string) => ({
	error: {
		code,
		message,
		innerError: {
			date: '2026-07-31T05:11:26',
			'request-id': '7e735704-f16c-49eb-8b65-38d463ec469f',
			'client-request-id': '350eedee-c8dd-cd9e-2522-e1d1ab655c3a',
		},
	},
});

export const unreachable = (code: string, host = 'graph.microsoft.com') =>
	new ConnectionError(code, host, false);

export const described = (failure: unknown, context: ErrorContext = CONTEXT): ErrorDescription =>
	describeError(failure, context);
