import type { ServerResponse } from 'node:http';

import type { AuthorizeAnswer } from './authorize';

export interface EntraAnswer {
	status: number;
	/** A page, or an object that is sent as JSON. */
	body: string | object;
	headers?: Record<string, string>;
}

/** Sends an answer. @param time milliseconds since the epoch. @param requestId for `x-ms-request-id` */
export function send(
	response: ServerResponse,
	time: number,
	requestId: string,
	{ status, body, headers }: EntraAnswer,
): void {
	const html = typeof body === 'string';
	response.writeHead(status, {
		date: new Date(time).toUTCString(),
		'cache-control': 'no-store, no-cache',
		'content-type': html ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
		'x-ms-request-id': requestId,
		...headers,
	});
	response.end(html ? body : JSON.stringify(body));
}

/** A page, or the way back to the client. */
export function browserAnswer(answer: AuthorizeAnswer): EntraAnswer {
	if ('page' in answer) return { status: 200, body: answer.page };
	const { redirectUri, parameters } = answer;
	const location = new URL(redirectUri);
	for (const [name, value] of Object.entries(parameters)) location.searchParams.set(name, value);
	return { status: 302, body: '', headers: { location: location.href } };
}
