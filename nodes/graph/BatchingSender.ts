import { batchRequest, batchResponses, isBatchable, type Part } from './batch';
import { Dispatcher, HeldTooLongError, type Standing, type Waiting } from './Dispatcher';
import { ConnectionError, readIdentification, SignInError } from './errors';
import { identified } from './headers';
import { BODY_TOO_LARGE, jsonOf, type HttpRequest, type HttpResponse, type SendHttpRequest } from './http';
import { mayPass } from './retry';
import type { ThrottleGate } from './throttleGate';
import type { Time } from './time';

/** How reads travel: `automatic` batches many and sends few alone. */
export type RequestMode = 'automatic' | 'single' | 'batch';

/** Up to this many reads at once go as they are: a batch would make them wait for the slowest. */
const FEW = 3;

/** No part of ours depends on another: this is about the batch, not about the read. */
const FAILED_DEPENDENCY = 424;

export interface BatchingOptions {
	mode: RequestMode;
	/** Where batches go, and what the URLs of their parts are relative to. */
	address: { url: string; root: string };
	/** Sends one request as it is, the envelope of a batch too. */
	send: SendHttpRequest;
	time: Time;
	/** Is told how many were served, before they are handed out. */
	gate: ThrottleGate;
	signal?: AbortSignal;
	lacksToken?: boolean;
}

/**
 * Lets the reads that are asked for at the same time travel together: many in batches, few alone. Whoever asks knows
 * nothing of it and gets the answer to his own request; to a batch that failed as a whole, its parts get one and the
 * same answer or error. Nothing is sent a second time for a failure that may pass: that is up to whoever asks.
 */
export class BatchingSender {
	private readonly dispatcher: Dispatcher;
	private batchesRefused = false;
	/** What a batch could not bring goes alone from then on. */
	private readonly loners = new WeakSet<HttpRequest>();
	/** Reads whose batch failed as a whole once. */
	private readonly setBack = new WeakSet<HttpRequest>();

	constructor(private readonly options: BatchingOptions) {
		this.dispatcher = new Dispatcher({
			...options,
			sizeOf: (waiting) => this.sizeOf(waiting),
			carry: async (lot) => await this.carry(lot),
		});
	}

	/**
	 * @throws what the sender of the options throws; ConnectionError where the answer to a batch broke on the way;
	 * HeldTooLongError; CancelledError
	 */
	async send(request: HttpRequest, standing: Standing): Promise<HttpResponse> {
		const alone = !isBatchable(request, this.options.address.root) || this.loners.has(request);
		return await new Promise((resolve, reject) => {
			this.dispatcher.add({ request, standing, alone, resolve, reject });
		});
	}

	private sizeOf(waiting: number): number {
		const { mode } = this.options;
		if (this.batchesRefused || mode === 'single') return 1;
		if (mode === 'automatic' && waiting <= FEW) return 1;
		return this.dispatcher.pace.parts;
	}

	private async carry(lot: Waiting[]): Promise<void> {
		const [first] = lot;
		if (first && lot.length === 1 && this.goesAlone(first)) await this.exchangeSingle(first);
		else await this.exchangeBatch(lot);
	}

	private goesAlone({ alone }: Waiting): boolean {
		return alone || this.batchesRefused || this.options.mode !== 'batch';
	}

	private async exchangeSingle({ request, alone, resolve, reject }: Waiting): Promise<void> {
		const answer = await this.exchange(request);
		if (!isResponse(answer)) {
			reject(answer);
			return;
		}
		if (alone) this.options.gate.onServed(isServed(answer) ? 1 : 0);
		else this.learnFrom([answer]);
		resolve(answer);
	}

	/** @returns the answer, or the error in the place of one. Unless the sign-in failed, there was a token */
	private async exchange(request: HttpRequest): Promise<unknown> {
		const outcome = await this.options.send(request).catch((error: unknown) => error);
		if (!(outcome instanceof SignInError)) this.dispatcher.onToken();
		return outcome;
	}

	private learnFrom(answers: ReadonlyArray<HttpResponse | undefined>): void {
		const answered = answers.filter((answer) => answer !== undefined);
		const throttled = answered.filter(({ status }) => status === 429).length;
		this.dispatcher.learn(answered.length - throttled, throttled);
		this.options.gate.onServed(answered.filter(isServed).length);
	}

	private async exchangeBatch(reads: Waiting[]): Promise<void> {
		const { address } = this.options;
		const parts = reads.map(({ request }) => ({ ...request, headers: identified(request) }));
		const envelope = await this.exchange(batchRequest(parts, address));
		if (!isResponse(envelope)) {
			if (envelope instanceof ConnectionError) this.countSetback(reads);
			reads.forEach(({ reject }) => reject(envelope));
			return;
		}
		if (refusesBatches(envelope) && !leadsToAnotherHost(envelope, address.url)) {
			this.batchesRefused = true;
			reads.forEach((read) => this.dispatcher.add(read));
			return;
		}
		if (succeeded(envelope)) {
			await this.handOut(envelope, reads, parts);
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
	private countSetback(reads: Waiting[]): void {
		for (const { request } of reads) {
			if (this.setBack.has(request)) this.loners.add(request);
			this.setBack.add(request);
		}
	}

	private async handOut(envelope: HttpResponse, reads: Waiting[], parts: Part[]): Promise<void> {
		const broken = this.breakIn(envelope);
		const answers = batchResponses(jsonOf(envelope), reads.length, envelope.headers);
		for (const [index, { headers }] of parts.entries()) {
			const answer = answers?.[index];
			if (answer) answer.headers['client-request-id'] ??= headers['client-request-id'];
		}
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
		// Not waited for: it needs a place, and this batch has one until it is over.
		void this.sendAgain(unauthorized);
	}

	/** A connection that broke may hold next time; what is too large would be so again. */
	private breakIn(envelope: HttpResponse): ConnectionError | undefined {
		const { bodyProblem } = envelope;
		if (bodyProblem === undefined || bodyProblem === BODY_TOO_LARGE) return undefined;
		const broken = new ConnectionError(bodyProblem, new URL(this.options.address.url).host, false);
		broken.identification = readIdentification(envelope);
		return broken;
	}

	private bringAlone(read: Waiting): void {
		this.loners.add(read.request);
		this.dispatcher.add({ ...read, alone: true });
	}

	/**
	 * Whoever refreshes tokens does so on seeing a 401, and those of parts never come into his sight. So the first of
	 * them goes again alone, and once that has helped the others follow, each once.
	 */
	private async sendAgain([first, ...others]: Unauthorized[]): Promise<void> {
		if (!first) return;
		const { request, standing, resolve, reject } = first.read;
		const outcome = await new Promise<unknown>((settle) => {
			this.dispatcher.add({ request, standing, alone: true, resolve: settle, reject: settle });
		});
		if (isResponse(outcome)) resolve(outcome);
		else reject(outcome);
		for (const { read, answer } of others) {
			// How long each of them may wait is his own matter.
			if (outcome instanceof HeldTooLongError) this.dispatcher.add(read);
			else if (!isResponse(outcome)) read.reject(outcome);
			else if (outcome.status === 401) read.resolve(answer);
			else this.dispatcher.add({ ...read, renewed: succeeded(outcome) });
		}
	}
}

/** A part that was answered with 401. */
interface Unauthorized {
	read: Waiting;
	answer: HttpResponse;
}

/**
 * Whether a service takes no batches, or not this one: a refusal for good that speaks of the request, or 501. What a
 * redirect leads to is no part's answer. 401 keeps its own meaning, and so does what may pass. Any other
 * 5xx, such as 507, speaks of the moment.
 */
function refusesBatches({ status }: HttpResponse): boolean {
	if (status === 401 || mayPass(status)) return false;
	return (status >= 300 && status < 500) || status === 501;
}

/** A redirect away from the credential's origin is nothing to go on after: each part is to tell of it. */
function leadsToAnotherHost({ status, headers }: HttpResponse, url: string): boolean {
	const { location } = headers;
	if (status < 300 || status > 399 || location === undefined) return false;
	return !URL.canParse(location, url) || new URL(location, url).origin !== new URL(url).origin;
}

/** Whether Graph did something for a request, if only to refuse it for good: it does not turn everybody away. */
function isServed({ status }: HttpResponse): boolean {
	return !mayPass(status);
}

function succeeded({ status }: HttpResponse): boolean {
	return status >= 200 && status <= 299;
}

function isResponse(outcome: unknown): outcome is HttpResponse {
	return (
		typeof outcome === 'object' && outcome !== null && 'status' in outcome && !(outcome instanceof Error)
	);
}
