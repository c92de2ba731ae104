import { ConnectionError } from '../../../nodes/graph/errors';
import { httpResponse, type HttpRequest, type HttpResponse } from '../../../nodes/graph/http';
import type { VirtualTime } from './virtualTime';

export const BASE = 'https://graph.microsoft.com';

export const read = (path: string, headers: Record<string, string> = {}): HttpRequest => ({
	method: 'GET',
	url: `${BASE}/beta/${path}`,
	headers,
});

export const answer = (
	status: number,
	body: unknown = {},
	headers: Record<string, string> = {},
): HttpResponse => httpResponse(status, headers, JSON.stringify(body));

/** What becomes of one request: an answer, or an error in the place of one. */
export type Outcome = HttpResponse | Error;

/** A request on the wire, alone or as a part. */
export interface Sent {
	path: string;
	headers: Record<string, string>;
	/** Number of the exchange that carried it, from 0. */
	exchange: number;
	inBatch: boolean;
}

export interface NetworkScript {
	/** What a request is answered; `undefined` is no answer: left out of a batch, or a broken connection. */
	respond?: (path: string, attempt: number) => Outcome | undefined;
	/** What a whole batch is answered in place of its parts. */
	respondToBatch?: (attempt: number) => Outcome | undefined;
	/** Called when a request arrives that is no batch. */
	onSingle?: () => void;
	/** Of the answer to a batch. */
	headersOfBatch?: () => Record<string, string>;
	/** Milliseconds that an exchange takes. */
	duration?: (exchange: number) => number;
	/** The order in which parts are answered. */
	order?: <T>(parts: T[]) => T[];
}

/** A service without sockets, and what it saw. Time passes in the hands of the test. */
export class ScriptedNetwork {
	readonly sent: Sent[] = [];
	/** Paths of what left, also in batches that were refused as a whole. */
	readonly left: string[] = [];
	/** Number of parts of each batch, in order. */
	readonly batches: number[] = [];
	/** When each request on the wire was sent. */
	readonly exchangeTimes: number[] = [];
	mostInFlight = 0;
	private inFlight = 0;
	private readonly attempts = new Map<string, number>();

	constructor(
		private readonly time: VirtualTime,
		readonly script: NetworkScript = {},
	) {}

	/** Paths of what was sent, in order. */
	get paths(): string[] {
		return this.sent.map(({ path }) => path);
	}

	readonly send = async (request: HttpRequest): Promise<HttpResponse> => {
		this.inFlight += 1;
		this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
		const exchange = this.exchangeTimes.push(this.time.now()) - 1;
		const outcome = request.url.endsWith('/$batch')
			? this.batch(request, exchange)
			: this.single(request, exchange);
		await this.time.sleep(this.script.duration?.(exchange) ?? 1);
		this.inFlight -= 1;
		if (outcome instanceof Error) throw outcome;
		if (outcome === undefined) throw new ConnectionError('ECONNRESET', new URL(BASE).host, false);
		return outcome;
	};

	private single({ url, headers }: HttpRequest, exchange: number): Outcome | undefined {
		const path = url.slice(BASE.length + '/beta/'.length);
		this.left.push(path);
		this.script.onSingle?.();
		return this.part(path, headers, exchange, false);
	}

	private part(
		path: string,
		headers: Record<string, string>,
		exchange: number,
		inBatch: boolean,
	): Outcome | undefined {
		this.sent.push({ path, headers, exchange, inBatch });
		const respond = this.script.respond ?? (() => answer(200, { path }));
		return respond(path, this.countOf(path));
	}

	private batch({ body }: HttpRequest, exchange: number): Outcome {
		const { requests } = JSON.parse(body!) as {
			requests: Array<{ id: string; url: string; headers: Record<string, string> }>;
		};
		this.batches.push(requests.length);
		this.left.push(...requests.map(({ url }) => url.slice(1)));
		const refusal = this.script.respondToBatch?.(this.countOf('$batch'));
		if (refusal) return refusal;
		const responses = requests.flatMap(({ id, url, headers }) => {
			const outcome = this.part(url.slice(1), headers, exchange, true);
			if (outcome === undefined || outcome instanceof Error) return [];
			return [
				{ id, status: outcome.status, headers: outcome.headers, body: JSON.parse(outcome.text) as unknown },
			];
		});
		const all = { responses: this.script.order?.(responses) ?? responses };
		return answer(200, all, this.script.headersOfBatch?.() ?? {});
	}

	/** From 1. */
	private countOf(path: string): number {
		const count = (this.attempts.get(path) ?? 0) + 1;
		this.attempts.set(path, count);
		return count;
	}
}
