import { batchRequest, batchResponses, isBatchable, MAX_PARTS } from './batch';
import { ConnectionError } from './errors';
import { jsonOf, type HttpRequest, type HttpResponse, type SendHttpRequest } from './http';

/** How reads travel: `automatic` batches many and sends few alone. */
export type RequestMode = 'automatic' | 'single' | 'batch';

/** Up to this many reads at once go as they are: a batch would make them wait for the slowest. */
const FEW = 3;

/** Requests on the wire at once, a batch counted once. */
export const MAX_IN_FLIGHT = 16;

/**
 * Answers with which a service says that it takes no batches at all. 401 and 429 keep their own meaning, and so do
 * passing failures.
 */
const REFUSED_BATCH = new Set([400, 403, 404, 405, 501]);

/** A read that waits for its turn. */
interface PendingRead {
	request: HttpRequest;
	/** Turn in the order of first asking: a throttled read comes before those that were never sent. */
	turn: number;
	/** It waits for a batch with a token that has just been accepted: a 401 would have another cause. */
	renewed?: boolean;
	resolve: (response: HttpResponse) => void;
	reject: (error: unknown) => void;
}

export interface BatchingOptions {
	mode: RequestMode;
	/** Where batches go, and what the URLs of their parts are relative to. */
	address: { url: string; root: string };
	/** Sends the envelope of a batch, with retries: a batch that failed as a whole is repeated as a whole. */
	sendBatch: SendHttpRequest;
	/** Sends one request as it is. */
	sendSingle: SendHttpRequest;
}

/**
 * Lets the reads that are asked for at the same time travel together: many in batches, few alone, and no more at a
 * time than a service bears. Whoever asks knows nothing of it and gets the answer to his own request.
 */
export class BatchingSender {
	private readonly queue: PendingRead[] = [];
	private readonly turns = new WeakMap<HttpRequest, number>();
	private nextTurn = 0;
	private inFlight = 0;
	/** How many may be in flight: halved by throttling, then carefully raised again. */
	private allowed = MAX_IN_FLIGHT;
	private scheduled = false;
	private batchesRefused = false;

	constructor(private readonly options: BatchingOptions) {}

	/** @throws what the senders of the options throw; ConnectionError for a part that never came back */
	async send(request: HttpRequest): Promise<HttpResponse> {
		if (!isBatchable(request, this.options.address.root)) return await this.options.sendSingle(request);
		return await new Promise((resolve, reject) => {
			this.enqueue({ request, turn: this.turnOf(request), resolve, reject });
			this.schedule();
		});
	}

	private turnOf(request: HttpRequest): number {
		const turn = this.turns.get(request) ?? this.nextTurn++;
		this.turns.set(request, turn);
		return turn;
	}

	private enqueue(read: PendingRead): void {
		const last = this.queue.at(-1);
		if (last === undefined || last.turn < read.turn) {
			this.queue.push(read);
			return;
		}
		const later = this.queue.findIndex(({ turn }) => turn > read.turn);
		this.queue.splice(later, 0, read);
	}

	/** Not at once: all items of an execution ask within the same turn of the event loop. */
	private schedule(): void {
		if (this.scheduled) return;
		this.scheduled = true;
		void afterPendingTasks().then(() => {
			this.scheduled = false;
			this.dispatch();
		});
	}

	private dispatch(): void {
		while (this.queue.length > 0 && this.inFlight < this.allowed) {
			const reads = this.queue.splice(0, this.sizeOfNext());
			this.inFlight += 1;
			void this.exchange(reads)
				// Whatever an answer made stumble: nobody may be left waiting.
				.catch((error: unknown) => reads.forEach(({ reject }) => reject(error)))
				.finally(() => {
					this.inFlight -= 1;
					this.schedule();
				});
		}
	}

	/**
	 * Requests beyond a limit are refused in any order, so while a service throttles, few are in flight: then those that
	 * were refused before come first, as they stand in the queue, and none is refused again and again.
	 */
	private learnFrom(answers: ReadonlyArray<HttpResponse | undefined>): void {
		const isThrottled = answers.some((answer) => answer?.status === 429);
		this.allowed = isThrottled
			? Math.max(1, Math.floor(this.allowed / 2))
			: Math.min(MAX_IN_FLIGHT, this.allowed + 1);
	}

	private sizeOfNext(): number {
		const { mode } = this.options;
		if (this.batchesRefused || mode === 'single') return 1;
		if (mode === 'automatic' && this.queue.length <= FEW) return 1;
		return MAX_PARTS;
	}

	private async exchange(reads: PendingRead[]): Promise<void> {
		const [read] = reads;
		const alone = reads.length === 1 && (this.batchesRefused || this.options.mode !== 'batch');
		if (!read || !alone) {
			await this.exchangeBatch(reads);
			return;
		}
		const answer = await this.options.sendSingle(read.request).catch((error: unknown) => error);
		if (isResponse(answer)) {
			this.learnFrom([answer]);
			read.resolve(answer);
		} else read.reject(answer);
	}

	private async exchangeBatch(reads: PendingRead[]): Promise<void> {
		const { address, sendBatch } = this.options;
		const requests = reads.map(({ request }) => request);
		const envelope = await sendBatch(batchRequest(requests, address)).catch((error: unknown) => error);
		if (!isResponse(envelope)) {
			reads.forEach(({ reject }) => reject(envelope));
			return;
		}
		if (REFUSED_BATCH.has(envelope.status)) {
			this.batchesRefused = true;
			reads.forEach((read) => this.enqueue(read));
			return;
		}
		const isSuccess = succeeded(envelope);
		const parts = isSuccess ? batchResponses(jsonOf(envelope), reads.length) : undefined;
		const missing = envelope.bodyProblem ?? 'ERR_BATCH_PART_MISSING';
		this.learnFrom(parts ?? [envelope]);
		const unauthorized: Unauthorized[] = [];
		for (const [index, read] of reads.entries()) {
			// A refusal of the envelope, 401 above all, is the answer to each of its parts.
			const answer = isSuccess ? parts?.[index] : envelope;
			if (!answer) read.reject(new ConnectionError(missing, new URL(address.url).host, false));
			else if (isSuccess && answer.status === 401 && !read.renewed) unauthorized.push({ read, answer });
			else read.resolve(answer);
		}
		await this.sendAgain(unauthorized);
	}

	/**
	 * Whoever refreshes tokens does so on seeing a 401, and those of parts never come into his sight. So the first of
	 * them goes again alone, and once that has helped the others follow, each once.
	 */
	private async sendAgain([first, ...others]: Unauthorized[]): Promise<void> {
		if (!first) return;
		const { read } = first;
		const outcome = await this.options.sendSingle(read.request).catch((error: unknown) => error);
		if (!isResponse(outcome)) {
			[first, ...others].forEach(({ read: { reject } }) => reject(outcome));
			return;
		}
		read.resolve(outcome);
		for (const other of others) {
			if (outcome.status === 401) other.read.resolve(other.answer);
			else this.enqueue({ ...other.read, renewed: succeeded(outcome) });
		}
	}
}

/** A part that was answered with 401. */
interface Unauthorized {
	read: PendingRead;
	answer: HttpResponse;
}

/**
 * Microtasks that are due, and those that they start, come first: other items that ask, and callers that close the
 * gate on seeing what the last batch brought.
 */
async function afterPendingTasks(): Promise<void> {
	for (let round = 0; round < 20; round++) await Promise.resolve();
}

function succeeded({ status }: HttpResponse): boolean {
	return status >= 200 && status <= 299;
}

function isResponse(outcome: unknown): outcome is HttpResponse {
	return (
		typeof outcome === 'object' && outcome !== null && 'status' in outcome && !(outcome instanceof Error)
	);
}
