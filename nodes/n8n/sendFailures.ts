import { isTemporary, readSignInRefusal } from '../entra/signInRefusal';
import { ConnectionError, SignInError } from '../graph/errors';
import { CancelledError } from '../graph/time';
import type { Received } from './readAnswer';

/**
 * What n8n's helper throws, told apart. It wraps everything in a NodeApiError; the facts are in its cause: axios'
 * error for HTTP, an AuthError of n8n's OAuth client for the token endpoint, or n8n's own for a missing token.
 *
 * Source: n8n-core, `request-helpers/authentication.js` and `oauth.js`; @n8n/client-oauth2, `utils.js` (`AuthError`).
 */

/** The causes of an error, itself first. */
function causesOf(error: unknown): Array<Record<string, unknown>> {
	const causes: Array<Record<string, unknown>> = [];
	for (let current = error; typeof current === 'object' && current !== null && causes.length < 8;) {
		causes.push(current as Record<string, unknown>);
		current = (current as { cause?: unknown }).cause;
	}
	return causes;
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
 * The answer of Graph inside a failure of n8n's helper: the status was thrown, after n8n had refreshed the token once.
 *
 * @param host that the request went to
 * @throws CancelledError, SignInError, ConnectionError, or the failure itself where it is none of these
 */
export function receivedIn(failure: unknown, host: string, signal?: AbortSignal): Received {
	const causes = causesOf(failure);
	for (const cause of causes) {
		const { status, headers, data } = (cause.response ?? {}) as {
			status?: unknown;
			headers?: object;
			data?: unknown;
		};
		if (typeof status === 'number' && !isTokenRequest(cause)) {
			return { statusCode: status, headers: headers ?? {}, body: data };
		}
	}
	if (signal?.aborted) throw new CancelledError();
	throw signInError(causes) ?? connectionError(causes, host) ?? (failure as Error);
}

function signInError(causes: Array<Record<string, unknown>>): SignInError | undefined {
	const says = (pattern: RegExp) => causes.some(({ message }) => pattern.test(String(message)));
	if (says(/credentials not connected|Unable to sign without access token/i))
		return new SignInError('notConnected');
	if (says(/needs to be reconnected/i)) return new SignInError('reconnect');
	const refused = causes.find(({ code }) => code === 'EAUTH');
	const unanswered = causes.find(isTokenRequest);
	if (!refused && !unanswered && !says(/^Failed to acquire OAuth2 access token/)) return undefined;
	// In trouble, or asked too often, Microsoft Entra says so in the shape of a refusal; a proxy before it does not.
	const { data } = (unanswered?.response ?? {}) as { data?: unknown };
	const refusal = readSignInRefusal(refused ? refused.body : data);
	const { error, code = error, detail = refused ? undefined : codeIn(causes) } = refusal;
	const { traceId: requestId, correlationId: clientRequestId, timestamp: date } = refusal;
	return new SignInError(refused && !isTemporary(refusal) ? 'refused' : 'unreachable', code, detail, {
		requestId,
		clientRequestId,
		date,
	});
}

/** Codes after which no byte of the request can have reached the server. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

function connectionError(causes: Array<Record<string, unknown>>, host: string): ConnectionError | undefined {
	const requests = causes.map(({ request }) => request).filter(isClientRequest);
	// An agent that gets no tunnel from a proxy gives no code.
	const code = codeIn(causes) ?? (requests.length > 0 ? 'ECONNRESET' : undefined);
	if (code === undefined) return undefined;
	const isConnecting = causes.some(({ syscall }) => syscall === 'connect') || requests.some(hasNoConnection);
	// The host whose name was not found: that of a proxy, where there is one. Source: Node.js docs, `dns` errors.
	const unknownHost = causes.map(({ hostname }) => hostname).find((name) => typeof name === 'string');
	return new ConnectionError(code, unknownHost ?? host, isConnecting || NOT_SENT.has(code));
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

/** The innermost code: n8n and axios put their own around Node's. */
function codeIn(causes: Array<Record<string, unknown>>): string | undefined {
	return causes.map(({ code }) => code).findLast((code) => typeof code === 'string' && code !== '') as
		string | undefined;
}
