import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

interface Refusal {
	/** When its answer had been read, or given up: milliseconds since the epoch. */
	readAt: number;
	until: number;
	/** A 503 is about one address, a 429 about everything. */
	path: string | undefined;
}

/** Milliseconds within which who has just read a refusal may not have told the rest of himself. */
const TIME_TO_TELL = 50;

/**
 * Judges on the client's side of the wire whether it comes before a `Retry-After` that has reached it. Behind a proxy
 * that loses answers no server can tell.
 */
export class ReadRefusals {
	/** What was sent too early. */
	readonly early: string[] = [];
	private refusals: Refusal[] = [];

	/** @param host of Graph, with its port; what goes elsewhere is not judged */
	constructor(private readonly host: string) {}

	start(): void {
		subscribe('http.client.request.start', this.onStart);
		subscribe('http.client.response.finish', this.onResponse);
	}

	stop(): void {
		unsubscribe('http.client.request.start', this.onStart);
		unsubscribe('http.client.response.finish', this.onResponse);
	}

	/** How many refusals with a time have reached the client. */
	get count(): number {
		return this.refusals.length;
	}

	private readonly onStart = (message: unknown): void => {
		const { request } = message as { request: ClientRequest };
		if (request.getHeader('host') !== this.host) return;
		const now = Date.now();
		const path = pathOf(request);
		const isBroken = this.refusals.some(
			(refusal) =>
				now >= refusal.readAt + TIME_TO_TELL && now < refusal.until && (refusal.path ?? path) === path,
		);
		if (isBroken) this.early.push(`${request.method} ${request.path} at ${new Date(now).toISOString()}`);
	};

	private readonly onResponse = (message: unknown): void => {
		const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
		const { statusCode, headers } = response;
		if (request.getHeader('host') !== this.host || (statusCode !== 429 && statusCode !== 503)) return;
		const seconds = Number(headers['retry-after']);
		if (!(seconds > 0)) return;
		const until = Date.now() + seconds * 1_000;
		const path = statusCode === 503 ? pathOf(request) : undefined;
		response.once('close', () => this.refusals.push({ readAt: Date.now(), until, path }));
	};
}

const pathOf = ({ path }: ClientRequest): string => path.split('?', 1)[0]!;
