import type { IAdditionalCredentialOptions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { refusesToken, SignInError } from '../graph/errors';
import { lowerCaseHeaders, type HttpRequest, type HttpResponse, type SendHttpRequest } from '../graph/http';
import { endedByCancellation } from '../graph/time';
import { readBody, withDeadline, type BodyStream } from './body';
import { CREDENTIAL_TYPE } from './credential';
import { answerInFailure, toSendFailure } from './sendFailures';

/** Longest silence of a connection. */
const SILENCE_TIMEOUT_MS = 30_000;

/** Longest time from sending to the headers: longer than the silence, so that n8n's helper ends the connection itself. */
const HEADERS_TIMEOUT_MS = 35_000;

/** Longest time from sending to the last byte. */
const TOTAL_TIMEOUT_MS = 120_000;

/** The parts of n8n's contexts that send with a credential. */
export interface RequestContext {
	helpers: {
		httpRequestWithAuthentication(
			this: RequestContext,
			credentialType: string,
			options: IHttpRequestOptions,
			credentialOptions?: IAdditionalCredentialOptions,
		): Promise<unknown>;
	};
	/** Absent where nothing can be cancelled, such as in the editor's lists. */
	getExecutionCancelSignal?(): AbortSignal | undefined;
}

/**
 * Sends with n8n's own helper, which signs with the credential's token, refreshes it after a 401 and obeys n8n's
 * proxy and SSRF settings.
 *
 * Source: n8n-core, `request-helpers/oauth.js` (`requestOAuth2`).
 */
export function n8nSender(context: RequestContext): SendHttpRequest {
	const signal = context.getExecutionCancelSignal?.();
	const signIns = new SignIns();
	return async (request) => {
		const known = signIns.throwKnownFailure();
		const outcome = await sendOnce(context, request, signal).catch((error: unknown) => error as Error);
		signIns.learn(outcome, known);
		if (outcome instanceof Error) throw outcome;
		return outcome;
	};
}

/** After two failures in a row, requests fail for so long without asking the token endpoint. */
const OUT_OF_REACH_MS = 2_000;

/**
 * A failed sign-in of one item is the result of the others too: a refusal for the whole run of the node, an unreachable
 * endpoint for a moment.
 */
class SignIns {
	private failure: SignInError | undefined;
	/** Requests for a token that failed; those in flight together count once. */
	private failures = 0;
	private inARow = 0;
	/** By `performance.now`. */
	private failedMs = 0;

	/**
	 * @returns how many failures are known
	 * @throws SignInError of the earlier failure
	 */
	throwKnownFailure(): number {
		const isOutOfReach = this.inARow > 1 && performance.now() - this.failedMs < OUT_OF_REACH_MS;
		if (this.failure && (isOutOfReach || this.failure.reason !== 'unreachable')) throw this.failure;
		return this.failures;
	}

	/** @param known how many failures were known when the request was sent */
	learn(outcome: HttpResponse | Error, known: number): void {
		if (!(outcome instanceof SignInError)) {
			this.inARow = 0;
			return;
		}
		this.failure = outcome;
		if (known < this.failures) return;
		this.failures += 1;
		this.inARow += 1;
		this.failedMs = performance.now();
	}
}

/** An answer of Graph. */
interface Answer extends HttpResponse {
	/** n8n's helper has thrown its status, after it refreshed the token and sent the request again. */
	thrown?: boolean;
}

async function sendOnce(
	context: RequestContext,
	request: HttpRequest,
	signal: AbortSignal | undefined,
): Promise<HttpResponse> {
	const answer = await exchange(context, request, signal);
	// n8n refreshes the token only after a status that its helper throws: 403 not by itself, and n8n 1.123 none of those
	// that the request ignores.
	if (answer.thrown || !refusesToken(answer)) return answer;
	return await exchange(context, request, signal, answer.status);
}

/**
 * One request through n8n's helper, within its deadline.
 *
 * @param expired the status that Graph has refused the token with
 * @throws ConnectionError, SignInError, CancelledError
 */
async function exchange(
	context: RequestContext,
	request: HttpRequest,
	signal: AbortSignal | undefined,
	expired?: number,
): Promise<Answer> {
	const started = performance.now();
	const leftMs = () => started + TOTAL_TIMEOUT_MS - performance.now();
	const pending = withDeadline(HEADERS_TIMEOUT_MS, callHelper(context, request, expired)).then(
		async (response) => await toResponse(response, leftMs()),
	);
	const outcome = await endedByCancellation(pending, signal).catch(
		async (error: unknown) =>
			(await answerInFailure(error, leftMs())) ?? toSendFailure(error, new URL(request.url).host, signal),
	);
	if (outcome instanceof Error) throw outcome;
	return outcome;
}

async function callHelper(
	context: RequestContext,
	{ method, url, headers, body }: HttpRequest,
	expired?: number,
): Promise<IN8nHttpFullResponse> {
	const options: IHttpRequestOptions = {
		method,
		url,
		headers,
		...(body !== undefined && { body }),
		// A stream, because n8n's helper has no limit for a body in memory.
		encoding: 'stream',
		returnFullResponse: true,
		...(expired === undefined && { ignoreHttpStatusErrors: { ignore: true, except: [401] } }),
		// n8n would follow a redirect to any host and take the token along.
		disableFollowRedirect: true,
		timeout: SILENCE_TIMEOUT_MS,
	};
	const response = await context.helpers.httpRequestWithAuthentication.call(
		context,
		CREDENTIAL_TYPE,
		options,
		{ oauth2: { tokenExpiredStatusCode: expired } },
	);
	return response as IN8nHttpFullResponse;
}

async function toResponse(response: IN8nHttpFullResponse, leftMs: number): Promise<HttpResponse> {
	const body = await readBody(response.body as unknown as BodyStream, leftMs);
	return { status: response.statusCode, headers: lowerCaseHeaders(response.headers), ...body };
}
