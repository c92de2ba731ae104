import { batchRequest, batchResponses, isBatchable, MAX_PARTS } from './batch';
import { ConnectionError } from './errors';
import { BODY_TOO_LARGE, jsonOf, type HttpRequest, type HttpResponse, type SendHttpRequest } from './http';
import { Pace } from './pace';
import { mayPass } from './retry';
import { afterPendingTasks, type Time } from './time';

/** How reads travel: `automatic` batches many and sends few alone. */
export type RequestMode = 'automatic' | 'single' | 'batch';

/** Up to this many reads at once go as they are: a batch would make them wait for the slowest. */
const FEW = 3;

/** No part of ours depends on another: this is about the batch, not about the read. */
const FAILED_DEPENDENCY = 424;

/**
 * Reads that come again at the same time do so by timers of their own, which end one after another. So long the first
 * waits for the others, to travel with them.
 */
const REGROUP_MS = 5;

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
	/** Sends one request as it is, the envelope of a batch too. */
	send: SendHttpRequest;
	time: Time;
	/** Told of what was answered, with whatever but throttling, before it is handed out. */
	onServed: (reads: number) => void;
}

/**
 * Lets the reads that are asked for at the same time travel together: many in batches, few alone, and no more at a
 * time than a service bears. Whoever asks knows nothing of it and gets the answer to his own request; to a batch that
 * failed as a whole, its parts get one and the same answer or error. Nothing is sent a second time for a failure that
 * may pass: that is up to whoever asks.
 */
export class BatchingSender {
	private readonly queue: PendingRead[] = [];
	private readonly turns = new WeakMap<HttpRequest, number>();
	private nextTurn = 0;
	private inFlight = 0;
	private readonly pace = new Pace();
	private scheduled = false;
	private batchesRefused = false;
	/** What a batch could not bring goes alone from then on. */
	private readonly loners = new WeakSet<HttpRequest>();
	/** Reads whose batch failed as a whole once. */
	private readonly setBack = new WeakSet<HttpRequest>();

	constructor(private readonly options: BatchingOptions) {}

	/** @throws what the sender of the options throws; ConnectionError where the answer to a batch broke on the way */
	async send(request: HttpRequest): Promise<HttpResponse> {
		if (!isBatchable(request, this.options.address.root)) return await this.sendBeside(request);
		return await new Promise((resolve, reject) => {
			const comesAgain = this.turns.has(request);
			this.enqueue({ request, turn: this.turnOf(request), resolve, reject });
			this.schedule(comesAgain);
		});
	}

	/** Beside the queue: what is no read, and a read that has waited already. */
	private async sendBeside(request: HttpRequest): Promise<HttpResponse> {
		const answer = await this.options.send(request);
		if (answer.status !== 429) this.options.onServed(1);
		return answer;
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
	private schedule(comesAgain = false): void {
		if (this.scheduled) return;
		this.scheduled = true;
		const company = comesAgain ? this.options.time.sleep(REGROUP_MS) : afterPendingTasks();
		void company.then(() => {
			this.scheduled = false;
			this.dispatch();
		});
	}

	private dispatch(): void {
		while (this.queue.length > 0 && this.inFlight < this.pace.inFlight) {
			const reads = this.takeNext();
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

	private learnFrom(answers: ReadonlyArray<HttpResponse | undefined>): void {
		const throttled = answers.filter((answer) => answer?.status === 429).length;
		const served = answers.filter((answer) => answer !== undefined).length - throttled;
		this.pace.learn({ served, throttled, wasAlone: this.inFlight === 1 });
		this.options.onServed(served);
	}

	private takeNext(): PendingRead[] {
		const loner = this.queue.slice(0, MAX_PARTS).findIndex(({ request }) => this.loners.has(request));
		if (loner === 0) return this.queue.splice(0, 1);
		return this.queue.splice(0, loner < 0 ? this.sizeOfNext() : Math.min(loner, this.sizeOfNext()));
	}

	private sizeOfNext(): number {
		const { mode } = this.options;
		if (this.batchesRefused || mode === 'single') return 1;
		if (mode === 'automatic' && this.queue.length <= FEW) return 1;
		return this.pace.parts;
	}

	private async exchange(reads: PendingRead[]): Promise<void> {
		const [read] = reads;
		if (read && reads.length === 1 && this.goesAlone(read)) await this.exchangeSingle(read);
		else await this.exchangeBatch(reads);
	}

	private goesAlone({ request }: PendingRead): boolean {
		return this.batchesRefused || this.options.mode !== 'batch' || this.loners.has(request);
	}

	private async exchangeSingle({ request, resolve, reject }: PendingRead): Promise<void> {
		const answer = await this.options.send(request).catch((error: unknown) => error);
		if (!isResponse(answer)) {
			reject(answer);
			return;
		}
		this.learnFrom([answer]);
		resolve(answer);
	}

	private async exchangeBatch(reads: PendingRead[]): Promise<void> {
		const { address, send } = this.options;
		const requests = reads.map(({ request }) => request);
		const envelope = await send(batchRequest(requests, address)).catch((error: unknown) => error);
		if (!isResponse(envelope)) {
			if (envelope instanceof ConnectionError) this.countSetback(reads);
			reads.forEach(({ reject }) => reject(envelope));
			return;
		}
		if (refusesBatches(envelope)) {
			this.batchesRefused = true;
			reads.forEach((read) => this.enqueue(read));
			return;
		}
		if (succeeded(envelope)) {
			await this.handOut(envelope, reads);
			return;
		}
		this.learnFrom([envelope]);
		if (envelope.status >= 500) {
			if (!mayPass(envelope.status)) {
				reads.forEach((read) => this.bringAlone(read));
				return;
			}
			this.countSetback(reads);
		}
		reads.forEach(({ resolve }) => resolve(envelope));
	}

	/** A service that is in trouble twice may be so with batches only. */
	private countSetback(reads: PendingRead[]): void {
		for (const { request } of reads) {
			if (this.setBack.has(request)) this.loners.add(request);
			this.setBack.add(request);
		}
	}

	private async handOut(envelope: HttpResponse, reads: PendingRead[]): Promise<void> {
		const broken = this.breakIn(envelope);
		const answers = batchResponses(jsonOf(envelope), reads.length, envelope.headers.date);
		this.learnFrom(answers ?? [envelope]);
		if (broken) {
			this.countSetback(reads);
			reads.forEach(({ reject }) => reject(broken));
			return;
		}
		const unauthorized: Unauthorized[] = [];
		for (const [index, read] of reads.entries()) {
			const answer = answers?.[index];
			if (answer?.status === 401 && !read.renewed) unauthorized.push({ read, answer });
			else if (!answer || answer.status === FAILED_DEPENDENCY) this.bringAlone(read);
			else read.resolve(answer);
		}
		await this.sendAgain(unauthorized);
	}

	/** A connection that broke may hold next time; what is too large would be so again. */
	private breakIn({ bodyProblem, headers }: HttpResponse): ConnectionError | undefined {
		if (bodyProblem === undefined || bodyProblem === BODY_TOO_LARGE) return undefined;
		const broken = new ConnectionError(bodyProblem, new URL(this.options.address.url).host, false);
		broken.clientRequestId = headers['client-request-id'];
		broken.date = headers.date;
		return broken;
	}

	private bringAlone(read: PendingRead): void {
		this.loners.add(read.request);
		this.enqueue(read);
	}

	/**
	 * Whoever refreshes tokens does so on seeing a 401, and those of parts never come into his sight. So the first of
	 * them goes again alone, and once that has helped the others follow, each once.
	 */
	private async sendAgain([first, ...others]: Unauthorized[]): Promise<void> {
		if (!first) return;
		const { read } = first;
		const outcome = await this.sendBeside(read.request).catch((error: unknown) => error);
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
 * Whether a service takes no batches, or not this one: a refusal for good that speaks of the request, or 501. 401 keeps
 * its own meaning, and so does what may pass. Any other 5xx, such as 507, speaks of the moment.
 */
function refusesBatches({ status }: HttpResponse): boolean {
	if (status === 401 || mayPass(status)) return false;
	return (status >= 400 && status < 500) || status === 501;
}

function succeeded({ status }: HttpResponse): boolean {
	return status >= 200 && status <= 299;
}

function isResponse(outcome: unknown): outcome is HttpResponse {
	return (
		typeof outcome === 'object' && outcome !== null && 'status' in outcome && !(outcome instanceof Error)
	);
}
