import type { HttpRequest, HttpResponse } from './http';
import type { Departure, LastTry } from './LastTries';
import { MAX_IN_FLIGHT, Pace } from './pace';
import type { ThrottleGate } from './throttleGate';
import { afterPendingTasks, CancelledError, type Time } from './time';

/**
 * Reads that come again at the same time do so by timers of their own, which end one after another. So long the first
 * waits for the others, to travel with them.
 */
const REGROUP_MS = 5;

/** Graph throttles for longer than a request may wait. Nothing was sent. */
export class HeldTooLongError extends Error {
	override readonly name = 'HeldTooLongError';

	/** @param opensAt when Graph may be asked again, in milliseconds since the epoch */
	constructor(readonly opensAt: number) {
		super('The request may not wait as long as Graph throttles');
	}
}

/** What the one who asks says of his wait, and is told. */
export interface Standing {
	/** Longest time that he may still wait while Graph throttles, in milliseconds. */
	mayBeHeldMs(): number;
	/** How often it was sent. */
	tries(): number;
	/** Whether it was throttled while others were served, and fails when it is throttled although it goes first. */
	isLastTry(): boolean;
	/** The request leaves now. */
	onDeparture(how: Departure): void;
}

/** A request that waits for its turn. */
export interface Waiting {
	request: HttpRequest;
	standing: Standing;
	/** It may not travel with others. */
	alone: boolean;
	/** It waits for a batch with a token that has just been accepted: a 401 would have another cause. */
	renewed?: boolean;
	/** Where it waits for its last try. */
	lastTry?: LastTry;
	resolve: (response: HttpResponse) => void;
	reject: (error: unknown) => void;
}

export interface DispatcherOptions {
	time: Time;
	/** Nothing leaves while it is closed. */
	gate: ThrottleGate;
	/** Nothing leaves after it. */
	signal?: AbortSignal;
	/** n8n has no token yet, and would fetch one for each request under way: until there is one, they go one by one. */
	lacksToken?: boolean;
	/** How many of those that wait to travel together leave next. */
	sizeOf: (waiting: number) => number;
	/** Sends what leaves together, and tells each what became of it. */
	carry: (lot: Waiting[]) => Promise<void>;
}

/**
 * Says who leaves when. Requests leave in the order in which they were first asked for, so that one that was throttled
 * comes before those that were never sent; no more at a time than a service bears; nothing while Graph throttles, and
 * nothing after the end. Last tries go first, or when nobody else waits. Whoever waits costs nothing, however often the
 * gate closes: they can be thousands.
 */
export class Dispatcher {
	/** How much of what travels together is under way. */
	readonly pace = new Pace();

	private together: Waiting[] = [];
	private alone: Waiting[] = [];
	/** Of both kinds. */
	private last: Waiting[] = [];
	/** By first asking. */
	private readonly turns = new WeakMap<HttpRequest, number>();
	private nextTurn = 0;
	private underWay = 0;
	private togetherUnderWay = 0;
	private lacksToken: boolean;
	private scheduled = false;
	private holding = false;
	/** Of the last tries. */
	private alarm = new AbortController();
	/** The gate's end until which all but the newcomers have been found to be able to wait. */
	private judgedEnd = 0;
	private newcomers: Waiting[] = [];
	/** Of its own: Node warns about the eleventh listener of one. */
	private readonly end?: AbortSignal;

	constructor(private readonly options: DispatcherOptions) {
		this.lacksToken = options.lacksToken === true;
		if (!options.signal) return;
		this.end = AbortSignal.any([options.signal]);
		// Whoever waits for what another client has sent first may wait for minutes.
		this.end.addEventListener('abort', () => this.dispatch(), { once: true });
	}

	/** Lets a request wait for its turn. The same request object keeps its turn when it comes again. */
	add(waiting: Waiting): void {
		const comesAgain = this.turns.has(waiting.request);
		if (!comesAgain) this.turns.set(waiting.request, this.nextTurn++);
		const queue = this.queueFor(waiting);
		const turn = this.turnOf(waiting);
		const last = queue.at(-1);
		if (last === undefined || this.turnOf(last) < turn) queue.push(waiting);
		else queue.splice(this.placeOf(turn, queue), 0, waiting);
		this.newcomers.push(waiting);
		const hasCompany = !waiting.alone && this.options.sizeOf(Number.POSITIVE_INFINITY) > 1;
		this.schedule(comesAgain && hasCompany);
	}

	/** Tells that a request was sent with a token: from now on as many as may be go side by side. */
	onToken(): void {
		this.lacksToken = false;
	}

	/** Tells what came of an exchange of such as travel together. */
	learn(served: number, throttled: number): void {
		this.pace.learn({ served, throttled, wasAlone: this.togetherUnderWay === 1 });
	}

	private queueFor(waiting: Waiting): Waiting[] {
		const { lastTries } = this.options.gate;
		waiting.lastTry = undefined;
		if (!waiting.standing.isLastTry()) return waiting.alone ? this.alone : this.together;
		waiting.lastTry = { tries: () => waiting.standing.tries(), leave: () => this.leaveFirst(waiting) };
		lastTries.add(waiting.lastTry);
		return this.last;
	}

	private turnOf({ request }: Waiting): number {
		return this.turns.get(request) ?? this.nextTurn;
	}

	/** Among those that are ordered by turn: behind all that come before it. */
	private placeOf(turn: number, queue: Waiting[]): number {
		let [from, to] = [0, queue.length];
		while (from < to) {
			const middle = Math.floor((from + to) / 2);
			if (this.turnOf(queue[middle]!) <= turn) from = middle + 1;
			else to = middle;
		}
		return from;
	}

	/** Not at once: all items of an execution ask within the same turn of the event loop. */
	private schedule(regroup = false): void {
		if (this.scheduled) return;
		this.scheduled = true;
		const company = regroup ? this.options.time.sleep(REGROUP_MS) : afterPendingTasks();
		void company.then(() => {
			this.scheduled = false;
			this.dispatch();
		});
	}

	private dispatch(): void {
		while (this.mayLeave()) {
			const lot = this.takeNext();
			if (lot) this.depart(lot, 'amongOthers');
			else if (!this.departLast()) return;
		}
	}

	private all(): Waiting[] {
		return [...this.together, ...this.alone, ...this.last];
	}

	/** Asked before each departure: sending itself may bring the end. */
	private mayLeave(): boolean {
		const { gate, signal } = this.options;
		if (signal?.aborted) {
			this.reject(this.all(), new CancelledError());
			return false;
		}
		if (gate.leftMs() > 0) {
			this.hold();
			return false;
		}
		this.newcomers = [];
		return !gate.lastTries.goFirst(() => this.schedule());
	}

	private hold(): void {
		const { gate, signal } = this.options;
		this.rejectHasty();
		if (this.holding || this.together.length + this.alone.length + this.last.length === 0) return;
		this.holding = true;
		const isOver = () => {
			this.holding = false;
			this.dispatch();
		};
		gate.waitForEnd(signal).then(isOver, isOver);
	}

	/** Tells those at once who may not wait so long. Each is asked once for each end that is told. */
	private rejectHasty(): void {
		const { gate, time } = this.options;
		const leftMs = gate.leftMs();
		const asked = gate.end === this.judgedEnd ? this.newcomers : this.all();
		this.judgedEnd = gate.end;
		this.newcomers = [];
		const hasty = asked.filter(({ standing }) => standing.mayBeHeldMs() < leftMs);
		if (hasty.length > 0) this.reject(hasty, new HeldTooLongError(time.now() + leftMs));
	}

	/** One error for all of them: they can be thousands. */
	private reject(waiting: Waiting[], error: Error): void {
		const leaving = new Set(waiting);
		this.together = this.together.filter((one) => !leaving.has(one));
		this.alone = this.alone.filter((one) => !leaving.has(one));
		this.last = this.last.filter((one) => !leaving.has(one));
		this.forget(waiting);
		waiting.forEach(({ reject }) => reject(error));
	}

	private forget(lot: Waiting[]): void {
		const { lastTries } = this.options.gate;
		for (const { lastTry } of lot) if (lastTry) lastTries.delete(lastTry);
	}

	private hasPlace(): boolean {
		return this.underWay < (this.lacksToken ? 1 : MAX_IN_FLIGHT);
	}

	private takeNext(): Waiting[] | undefined {
		if (!this.hasPlace()) return undefined;
		const [read] = this.together;
		const [loner] = this.alone;
		const mayRead = read !== undefined && this.togetherUnderWay < this.pace.inFlight;
		if (mayRead && !(loner && this.turnOf(loner) < this.turnOf(read))) {
			return this.together.splice(0, this.options.sizeOf(this.together.length));
		}
		return loner && this.alone.splice(0, 1);
	}

	/** Called for this one before all that wait. */
	private leaveFirst(waiting: Waiting): void {
		if (this.options.signal?.aborted) {
			this.reject(this.all(), new CancelledError());
			return;
		}
		this.last = this.last.filter((one) => one !== waiting);
		this.depart([waiting], 'first');
	}

	/** Where nobody else waits. @returns whether something left */
	private departLast(): boolean {
		const [head] = this.last;
		if (!head || this.together.length + this.alone.length > 0 || !this.hasPlace()) return false;
		const { inMs, departure, alone } = this.options.gate.lastTries.next();
		if (inMs > 0) this.awaitLastTry(inMs);
		if (inMs > 0 || (!head.alone && this.togetherUnderWay >= this.pace.inFlight)) return false;
		const company = head.alone ? [head] : this.last.filter((one) => !one.alone);
		const lot = alone ? [head] : company.slice(0, this.options.sizeOf(company.length));
		const leaving = new Set(lot);
		this.last = this.last.filter((one) => !leaving.has(one));
		this.depart(lot, departure);
		return true;
	}

	/** When it is quiet earlier than it seemed, the latest that was said holds. */
	private awaitLastTry(milliseconds: number): void {
		const { time, signal } = this.options;
		this.alarm.abort();
		const alarm = (this.alarm = new AbortController());
		const either = signal ? AbortSignal.any([signal, alarm.signal]) : alarm.signal;
		time.sleep(milliseconds, either).then(
			() => this.dispatch(),
			() => !alarm.signal.aborted && this.dispatch(),
		);
	}

	private depart(lot: Waiting[], how: Departure): void {
		const { lastTries } = this.options.gate;
		const share = lot[0]?.alone ? 0 : 1;
		this.underWay += 1;
		this.togetherUnderWay += share;
		this.forget(lot);
		lastTries.onDeparture(how);
		for (const { standing } of lot) standing.onDeparture(how);
		void this.options
			.carry(lot)
			// Whatever an answer made stumble: nobody may be left waiting.
			.catch((error: unknown) => lot.forEach(({ reject }) => reject(error)))
			.finally(() => {
				this.underWay -= 1;
				this.togetherUnderWay -= share;
				lastTries.onReturn(how);
				this.schedule();
			});
	}
}
