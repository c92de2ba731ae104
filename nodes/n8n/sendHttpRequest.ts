import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { SignInError } from '../graph/errors';
import type { HttpRequest, HttpResponse, SendHttpRequest } from '../graph/http';
import { BodyError, readBody, type BodyStream } from './body';
import { CREDENTIAL_TYPE } from './credential';
import { deadlines } from './deadlines';
import { lowerCaseHeaders } from './headers';
import { answerInFailure, toSendFailure } from './sendFailures';
import { endedByCancellation } from './time';

/** Longest silence before the headers of an answer. */
const HEADERS_TIMEOUT_MS = 30_000;

/** Longest time from sending to the last byte. */
const TOTAL_TIMEOUT_MS = 120_000;

/** The parts of n8n's contexts that send with a credential. */
export interface RequestContext {
	helpers: {
		httpRequestWithAuthentication(
			this: RequestContext,
			credentialType: string,
			options: IHttpRequestOptions,
		): Promise<unknown>;
	};
	/** Absent where nothing can be cancelled, such as in the editor's lists. */
	getExecutionCancelSignal?(): AbortSignal | undefined;
}

/**
 * Sends with n8n's own helper, which signs with the credential's token, refreshes it after a 401 and obeys n8n's
 * proxy and SSRF settings. Statuses are handed on as they are, all but 401: n8n must see that one to refresh.
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

/** How long a token endpoint that was out of reach twice in a row is taken to be so. */
const OUT_OF_REACH_MS = 2_000;

/**
 * What Microsoft Entra has told one item holds for the others of an execution; each asking again would only add to its
 * load. A refusal holds for good, an endpoint out of reach for a moment.
 */
class SignIns {
	private failure: SignInError | undefined;
	/** Requests for a token that failed; those under way together share one. */
	private failures = 0;
	private inARow = 0;
	/** By `performance.now`. */
	private failedMs = 0;

	/**
	 * @returns how many failures are known
	 * @throws SignInError when it is known that there will be no token
	 */
	throwKnownFailure(): number {
		const isOutOfReach = this.inARow > 1 && performance.now() - this.failedMs < OUT_OF_REACH_MS;
		if (this.failure && (isOutOfReach || this.failure.reason !== 'unreachable')) throw this.failure;
		return this.failures;
	}

	/** @param known how many failures were known when the request left */
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

async function sendOnce(
	context: RequestContext,
	request: HttpRequest,
	signal: AbortSignal | undefined,
): Promise<HttpResponse> {
	const host = new URL(request.url).host;
	const started = performance.now();
	const outcome = await endedByCancellation(exchange(context, request, started), signal)
		.then(async (response) => await endedByCancellation(toResponse(response, started), signal))
		.catch(
			async (error: unknown) =>
				(await answerInFailure(error, started + TOTAL_TIMEOUT_MS)) ?? toSendFailure(error, host, signal),
		);
	if (outcome instanceof Error) throw outcome;
	return outcome;
}

/**
 * One request through n8n's helper. The deadline covers a server that takes the request and never answers.
 *
 * @param started when it began, by `performance.now`
 */
async function exchange(
	context: RequestContext,
	{ method, url, headers, body }: HttpRequest,
	started: number,
): Promise<IN8nHttpFullResponse> {
	const options: IHttpRequestOptions = {
		method,
		url,
		headers,
		...(body !== undefined && { body }),
		// A stream, so that a body can be given up: n8n's helper sets no limit to what it takes into memory.
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: { ignore: true, except: [401] },
		// n8n would follow a redirect to any host and take the token along.
		disableFollowRedirect: true,
		timeout: HEADERS_TIMEOUT_MS,
	};
	return await new Promise((resolve, reject) => {
		const late = deadlines.add(started + HEADERS_TIMEOUT_MS + 5_000, () => {
			reject(Object.assign(new Error('No headers in time'), { code: 'ETIMEDOUT' }));
		});
		context.helpers.httpRequestWithAuthentication
			.call(context, CREDENTIAL_TYPE, options)
			.then((response) => resolve(response as IN8nHttpFullResponse), reject)
			.finally(() => late.remove());
	});
}

async function toResponse(response: IN8nHttpFullResponse, started: number): Promise<HttpResponse> {
	const body = await readBody(response.body as unknown as BodyStream, started + TOTAL_TIMEOUT_MS).then(
		(text) => ({ text }),
		(error: unknown) => ({ text: '', bodyProblem: error instanceof BodyError ? error.code : 'ECONNRESET' }),
	);
	return { status: response.statusCode, headers: lowerCaseHeaders(response.headers), ...body };
}
