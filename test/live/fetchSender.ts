import { setTimeout as wait } from 'node:timers/promises';
import { ConnectionError } from '../../nodes/graph/errors';
import type { HttpRequest, HttpResponse, SendHttpRequest } from '../../nodes/graph/http';
import { CancelledError, steadyClock, type Time } from '../../nodes/graph/time';

/** As in the nodes: longest time from sending to the last byte. */
const TOTAL_TIMEOUT_MS = 120_000;

/** The way to the network without n8n: Node's own fetch. Redirects are handed on, never followed with the token. */
export function fetchSender(accessToken: string, signal: AbortSignal): SendHttpRequest {
	return async ({ method, url, headers, body }: HttpRequest): Promise<HttpResponse> => {
		try {
			const response = await fetch(url, {
				method,
				headers: { ...headers, Authorization: `Bearer ${accessToken}` },
				body,
				redirect: 'manual',
				signal: AbortSignal.any([signal, AbortSignal.timeout(TOTAL_TIMEOUT_MS)]),
			});
			const text = await response.text();
			return { status: response.status, headers: Object.fromEntries(response.headers), text };
		} catch (error) {
			if (signal.aborted) throw new CancelledError();
			throw new ConnectionError(codeOf(error), new URL(url).host, codeOf(error) === 'ECONNREFUSED');
		}
	};
}

/** Node's code is in the cause of fetch's error. */
function codeOf(error: unknown): string {
	const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
	if (name === 'TimeoutError') return 'ETIMEDOUT';
	return typeof cause?.code === 'string' ? cause.code : 'ECONNRESET';
}

/** The clock and the waiting of a command. */
export const commandTime: Time = {
	now: steadyClock(),
	async sleep(milliseconds, signal) {
		await wait(milliseconds, undefined, { signal }).catch(() => {
			throw new CancelledError();
		});
	},
};
