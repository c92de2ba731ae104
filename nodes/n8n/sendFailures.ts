import { isTemporary, readSignInRefusal, type SignInRefusal } from '../entra/signInRefusal';
import { ConnectionError, SignInError } from '../graph/errors';
import { lowerCaseHeaders, type HttpResponse } from '../graph/http';
import type { Identification } from '../graph/identification';
import { CERTIFICATE_FAILURE } from '../graph/retryPolicy';
import { CancelledError } from '../graph/time';
import { readBody, type BodyStream } from './body';

/**
 * What n8n's helper throws, told apart. It wraps everything in a NodeApiError; the facts are in its cause: axios'
 * error for HTTP, an AuthError of n8n's OAuth client for the token endpoint, or n8n's own for a missing token.
 *
 * Source: n8n-core, `request-helpers/authentication.js` and `oauth.js`; @n8n/client-oauth2, `utils.js` (`AuthError`).
 */

/** The causes of an error, itself first. */
function* causesOf(error: unknown): Generator<Record<string, unknown>> {
	let current = error;
	for (let depth = 0; depth < 8 && typeof current === 'object' && current !== null; depth++) {
		yield current as Record<string, unknown>;
		current = (current as { cause?: unknown }).cause;
	}
}

/** Where n8n's OAuth client sends token requests: the end of the credential's `accessTokenUrl`. */
const TOKEN_ENDPOINT = /\/oauth2\/v2\.0\/token$/;

/**
 * Whether a cause is about a request for a token, not about the one to Graph: both are sent with axios. `ESTATUS` is
 * the OAuth client's own code. Source: @n8n/client-oauth2, `client-oauth2.js` (`accessTokenRequest`).
 */
function isTokenRequest({ code, config }: Record<string, unknown>): boolean {
	const { url } = (config ?? {}) as { url?: unknown };
	return code === 'ESTATUS' || (typeof url === 'string' && TOKEN_ENDPOINT.test(url));
}

/**
 * The answer of Graph inside a failure: the status was thrown, after n8n had refreshed the token once.
 *
 * @param leftMs time for its body, in milliseconds
 * @returns undefined when there was no answer, or only one of Entra
 */
export async function answerInFailure(error: unknown, leftMs: number): Promise<HttpResponse | undefined> {
	for (const cause of causesOf(error)) {
		const response = cause.response as { status?: unknown; headers?: object; data?: unknown } | undefined;
		if (typeof response?.status !== 'number' || isTokenRequest(cause)) continue;
		return {
			status: response.status,
			headers: lowerCaseHeaders(response.headers ?? {}),
			text: await textOf(response.data, leftMs),
		};
	}
	return undefined;
}

/** The body of a refusal is read for its message. */
async function textOf(data: unknown, leftMs: number): Promise<string> {
	if (typeof data === 'string') return data;
	if (typeof (data as Partial<BodyStream> | undefined)?.destroy !== 'function')
		return JSON.stringify(data ?? '');
	return (await readBody(data as BodyStream, leftMs)).text;
}

/** Names the failure behind an error without an answer. */
export function toSendFailure(error: unknown, host: string, signal?: AbortSignal): Error {
	if (signal?.aborted || error instanceof CancelledError) return new CancelledError();
	const causes = [...causesOf(error)];
	return findSignInError(causes) ?? connectionError(causes, host) ?? unexplained(error);
}

function findSignInError(causes: Array<Record<string, unknown>>): SignInError | undefined {
	const messages = causes.map(({ message }) => (typeof message === 'string' ? message : ''));
	if (
		messages.some((message) => /credentials not connected|Unable to sign without access token/i.test(message))
	) {
		return new SignInError('notConnected');
	}
	if (messages.some((message) => /needs to be reconnected/i.test(message)))
		return new SignInError('reconnect');
	const refused = causes.find(({ code }) => code === 'EAUTH');
	if (refused) return refusedSignIn(refused);
	const acquiring = messages.some((message) => message.startsWith('Failed to acquire OAuth2 access token'));
	const unanswered = causes.find(isTokenRequest);
	if (!acquiring && !unanswered) return undefined;
	// Entra in trouble says so in the shape of its refusals; a proxy before it does not.
	const { data } = (unanswered?.response ?? {}) as { data?: unknown };
	const refusal = readSignInRefusal(data);
	const { code, detail = codeIn(causes) } = refusal;
	return new SignInError('unreachable', code, detail, identificationOf(refusal));
}

function refusedSignIn({ body }: Record<string, unknown>): SignInError {
	const refusal = readSignInRefusal(body);
	const { error, code = error, detail } = refusal;
	// In trouble, or asked too often, Microsoft Entra says so in the shape of a refusal.
	const reason = isTemporary(refusal) ? 'unreachable' : 'refused';
	return new SignInError(reason, code, detail, identificationOf(refusal));
}

/** Entra's IDs in Graph's names: Microsoft's support finds a refusal by them. */
function identificationOf({ traceId, correlationId, timestamp }: SignInRefusal): Identification {
	return { requestId: traceId, clientRequestId: correlationId, date: timestamp };
}

/** Codes after which no byte of the request can have reached the server. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

function connectionError(causes: Array<Record<string, unknown>>, host: string): ConnectionError | undefined {
	const requests = causes.map(({ request }) => request).filter(isClientRequest);
	// An agent that gets no tunnel from a proxy gives no code.
	const code = codeIn(causes) ?? (requests.length > 0 ? 'ECONNRESET' : undefined);
	if (code === undefined) return undefined;
	const isConnecting = causes.some(({ syscall }) => syscall === 'connect') || requests.some(hasNoConnection);
	return new ConnectionError(
		code,
		hostOf(causes) ?? host,
		isConnecting || NOT_SENT.has(code) || CERTIFICATE_FAILURE.test(code),
	);
}

/**
 * What axios sent with. Node writes a request when its socket is there and secure. With a proxy, the socket is there when
 * the tunnel is.
 *
 * Source: Node.js, `lib/_http_client.js` (`onSocket`), `lib/_tls_wrap.js` (`secureConnecting`); https-proxy-agent,
 * `parse-proxy-response.js`; axios, `lib/core/AxiosError.js`; follow-redirects, `index.js`.
 */
interface ClientRequest {
	socket?: { secureConnecting?: unknown } | null;
	_currentRequest?: ClientRequest;
}

function isClientRequest(request: unknown): request is ClientRequest {
	return (
		typeof request === 'object' && request !== null && ('socket' in request || '_currentRequest' in request)
	);
}

function hasNoConnection(request: ClientRequest): boolean {
	const { socket } = request._currentRequest ?? request;
	return !socket || socket.secureConnecting === true;
}

/** The host whose name was not found: that of a proxy, where there is one. Source: Node.js docs, `dns` errors. */
function hostOf(causes: Array<Record<string, unknown>>): string | undefined {
	return causes.map(({ hostname }) => hostname).find((hostname) => typeof hostname === 'string');
}

/** The innermost code: n8n and axios put their own around Node's. */
function codeIn(causes: Array<Record<string, unknown>>): string | undefined {
	return causes
		.map(({ code }) => code)
		.filter((code): code is string => typeof code === 'string' && code !== '')
		.at(-1);
}

/** An error that this module does not know; whether the request was sent is unknown too. */
function unexplained(error: unknown): Error {
	return error instanceof Error ? error : new Error('The request could not be sent');
}
