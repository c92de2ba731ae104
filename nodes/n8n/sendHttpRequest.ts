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

/** After two failures in a row, requests fail for so long without asking the token endpoint. */
const OUT_OF_REACH_MS = 2_000;

/**
 * Sends with n8n's own helper, which signs with the credential's token, refreshes it after a 401 and obeys n8n's
 * proxy and SSRF settings. A failed sign-in of one item is the result of the others too: a refusal for the whole run of
 * the node, an unreachable endpoint for a moment.
 *
 * Source: n8n-core, `request-helpers/oauth.js` (`requestOAuth2`).
 */
export function n8nSender(context: RequestContext): SendHttpRequest {
	const signal = context.getExecutionCancelSignal?.();
	let failure: SignInError | undefined;
	let [failures, inARow, failedMs] = [0, 0, 0];
	return async (request) => {
		const isOutOfReach = inARow > 1 && performance.now() - failedMs < OUT_OF_REACH_MS;
		if (failure && (isOutOfReach || failure.reason !== 'unreachable')) throw failure;
		const known = failures;
		const first = await exchange(context, request, signal);
		// n8n refreshes the token only after a status that its helper throws: 403 not by itself, and n8n 1.123 none of
		// those that the request ignores.
		const isFinal = first instanceof Error || first.thrown || !refusesToken(first);
		const outcome = isFinal ? first : await exchange(context, request, signal, first.status);
		if (!(outcome instanceof SignInError)) inARow = 0;
		else {
			failure = outcome;
			// Failures of requests that were in flight together count once.
			if (known === failures) [failures, inARow, failedMs] = [failures + 1, inARow + 1, performance.now()];
		}
		if (outcome instanceof Error) throw outcome;
		return outcome;
	};
}

/** An answer of Graph. */
interface Answer extends HttpResponse {
	/** n8n's helper has thrown its status, after it refreshed the token and sent the request again. */
	thrown?: boolean;
}

/**
 * One request through n8n's helper, within its deadline.
 *
 * @param expired the status that Graph has refused the token with
 * @returns the answer; a ConnectionError, SignInError or CancelledError where there is none
 */
async function exchange(
	context: RequestContext,
	{ method, url, headers, body }: HttpRequest,
	signal: AbortSignal | undefined,
	expired?: number,
): Promise<Answer | Error> {
	const endMs = performance.now() + TOTAL_TIMEOUT_MS;
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
	const send = async () => {
		const pending = context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_TYPE, options, {
			oauth2: { tokenExpiredStatusCode: expired },
		});
		const response = (await withDeadline(HEADERS_TIMEOUT_MS, pending)) as IN8nHttpFullResponse;
		const read = await readBody(response.body as unknown as BodyStream, endMs - performance.now());
		return { status: response.statusCode, headers: lowerCaseHeaders(response.headers), ...read };
	};
	try {
		return await endedByCancellation(send(), signal);
	} catch (error) {
		const answer = await answerInFailure(error, endMs - performance.now());
		return answer ? { ...answer, thrown: true } : toSendFailure(error, new URL(url).host, signal);
	}
}
