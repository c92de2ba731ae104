/** How long n8n may take for one answer, milliseconds. */
const ANSWER_TIMEOUT = 60_000;

/** Plain requests to n8n, signed with what it has handed out: a session cookie, a key of the public API. */
export class RestClient {
	private cookie: string | undefined;
	private apiKey: string | undefined;

	constructor(
		readonly url: string,
		private readonly signal: AbortSignal,
	) {}

	/** The same session for another user of it. @param signal ends its requests */
	withSignal(signal: AbortSignal): RestClient {
		const client = new RestClient(this.url, signal);
		client.cookie = this.cookie;
		client.apiKey = this.apiKey;
		return client;
	}

	/** From now on requests to `/api/v1` carry the key. */
	useApiKey(apiKey: string): void {
		this.apiKey = apiKey;
	}

	/**
	 * One request; keeps a cookie that comes back.
	 * @param path path and query, or a whole address on this server
	 * @param body sent as JSON
	 */
	async send(
		method: string,
		path: string,
		body?: unknown,
		extraHeaders: Record<string, string> = {},
	): Promise<Response> {
		const target = new URL(path, this.url);
		if (target.origin !== this.url) throw new Error(`${target.origin} is not this n8n (${this.url}).`);
		const headers: Record<string, string> = { ...extraHeaders };
		if (body !== undefined) headers['content-type'] = 'application/json';
		if (this.cookie) headers['cookie'] = this.cookie;
		if (this.apiKey && target.pathname.startsWith('/api/')) headers['x-n8n-api-key'] = this.apiKey;
		const response = await this.fetch(target, {
			method,
			headers,
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const session = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (session) this.cookie = session.split(';')[0];
		return response;
	}

	/**
	 * A request that must succeed.
	 * @returns the parsed answer
	 * @throws Error with status and body for any status but 2xx
	 */
	async json<T>(method: string, path: string, body?: object): Promise<T> {
		const response = await this.send(method, path, body);
		const text = await response.text();
		if (!response.ok) throw new Error(`n8n answered ${method} ${path} with ${response.status}: ${text}`);
		return JSON.parse(text) as T;
	}

	private async fetch(target: URL, request: RequestInit): Promise<Response> {
		// Not `AbortSignal.timeout`: inside `AbortSignal.any`, Node 20 may collect it as garbage before its time.
		const timeout = new AbortController();
		const timer = setTimeout(
			() => timeout.abort(new Error(`n8n did not answer within ${ANSWER_TIMEOUT / 1000} s.`)),
			ANSWER_TIMEOUT,
		);
		const signal = AbortSignal.any([this.signal, timeout.signal]);
		try {
			const send = async () => await fetch(target, { ...request, redirect: 'manual', signal });
			// n8n may close an idle connection at the moment of its next use; what only reads may go again.
			return await send().catch(async (error: unknown) => {
				if (request.method !== 'GET' || signal.aborted) throw error;
				return await send();
			});
		} finally {
			clearTimeout(timer);
		}
	}
}
