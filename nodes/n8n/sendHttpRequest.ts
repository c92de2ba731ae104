import type { IHttpRequestOptions } from 'n8n-workflow';
import { refusesToken, SignInError } from '../graph/errors';
import type { HttpRequest, HttpResponse, SendHttpRequest } from '../graph/http';
import { endedByCancellation } from '../graph/time';
import { CREDENTIAL_TYPE, type CredentialContext } from './credential';
import { readAnswer, type Received } from './readAnswer';
import { receivedIn } from './sendFailures';
import { withDeadline } from './time';

/** Longest silence of a connection. */
const SILENCE_TIMEOUT_MS = 30_000;

/**
 * Longest time from sending to the headers. n8n's own timeout begins when a connection stands; this one is longer, so
 * that n8n's helper ends the connection itself.
 */
const HEADERS_TIMEOUT_MS = 35_000;

/** Once the token endpoint was out of reach twice, so long others fail without asking it. */
const OUT_OF_REACH_MS = 2_000;

/**
 * Sends with n8n's own helper, which signs with the credential's token, refreshes it after a 401 and obeys n8n's
 * proxy and SSRF settings. A failed sign-in of one item is the result of the others too: a refusal for the whole run of
 * the node, an endpoint that was out of reach twice in a row for a moment.
 *
 * Source: n8n-core, `request-helpers/oauth.js` (`requestOAuth2`).
 *
 * @param signal ends the wait for an answer
 */
export function n8nSender(context: CredentialContext, signal?: AbortSignal): SendHttpRequest {
	let failed: { error: SignInError; untilMs: number } | undefined;
	let unreachableInARow = 0;
	return async (request) => {
		if (failed && performance.now() < failed.untilMs) throw failed.error;
		const answer = await sendWithFreshToken(context, request, signal).catch((error: unknown) => {
			if (error instanceof SignInError) {
				const isForNow = error.reason === 'unreachable';
				if (isForNow) unreachableInARow += 1;
				const untilMs = isForNow ? performance.now() + OUT_OF_REACH_MS : Infinity;
				if (!isForNow || unreachableInARow > 1) failed = { error, untilMs };
			}
			throw error;
		});
		unreachableInARow = 0;
		return answer;
	};
}

/** n8n refreshes the token only after a status that its helper throws: 403 not by itself, and n8n 1.123 none of all. */
async function sendWithFreshToken(
	context: CredentialContext,
	request: HttpRequest,
	signal?: AbortSignal,
): Promise<HttpResponse> {
	const first = await exchange(context, request, signal);
	if (first.wasThrown || !refusesToken(first)) return first;
	return await exchange(context, request, signal, first.status);
}

/** An answer of Graph. */
interface Answer extends HttpResponse {
	/** n8n's helper has thrown its status, after it refreshed the token and sent the request again. */
	wasThrown: boolean;
}

/**
 * One request through n8n's helper.
 *
 * @param expired the status that Graph has refused the token with
 * @throws ConnectionError, SignInError or CancelledError
 */
async function exchange(
	context: CredentialContext,
	{ method, url, headers, body }: HttpRequest,
	signal: AbortSignal | undefined,
	expired?: number,
): Promise<Answer> {
	const { host } = new URL(url);
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
	const send = async (): Promise<Answer> => {
		const pending = context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_TYPE, options, {
			oauth2: { tokenExpiredStatusCode: expired },
		});
		let thrown: Received | undefined;
		const response = await withDeadline(HEADERS_TIMEOUT_MS, pending as Promise<Received>).catch(
			(failure: unknown) => (thrown = receivedIn(failure, host, signal)),
		);
		return { ...(await readAnswer(response, host)), wasThrown: thrown !== undefined };
	};
	return await endedByCancellation(send(), signal);
}
