import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

const CHANNEL = 'http.client.request.start';

/** Every HTTP request that leaves this process through Node's client, to whomever: n8n's engine sends with it. */
export class OutgoingRequests {
	/** Such as `http://127.0.0.1:1234`. */
	readonly origins: string[] = [];

	start(): void {
		this.origins.length = 0;
		subscribe(CHANNEL, this.note);
	}

	stop(): void {
		unsubscribe(CHANNEL, this.note);
	}

	private readonly note = (message: unknown): void => {
		const { request } = message as { request: ClientRequest };
		this.origins.push(`${request.protocol}//${String(request.getHeader('host'))}`);
	};
}
