import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { createUnzip } from 'node:zlib';
import { hanging } from '../../emulator/faults/wire';

interface Timer {
	/** By the clock that nobody can set. */
	dueMs: number;
	run: () => void;
}

/** Real milliseconds without a sign of life after which a request under way counts as stuck. */
const STUCK_AFTER_MS = 1_000;

/** The same for a body that is being inflated: on a busy machine threads get their turn late. */
const NOT_READ_AFTER_MS = 10_000;

/** Bytes: a body that has grown by this much since the last look is on its way, however long it takes. */
const MUCH_RECEIVED = 65_536;

/**
 * Real milliseconds in which nothing is under way before time may pass: what works beside the event loop, such as
 * signing, must not be overtaken.
 */
const QUIET_MS = 3;

/**
 * Turns of the event loop that must pass as well: after a process was kept from running, what has arrived meanwhile is
 * only taken in with the next turns.
 */
const QUIET_TURNS = 20;

/** What inflates the bodies of answers. Threads do the work, which on a loaded machine takes longer than it is quiet. */
const inflater = Object.getPrototypeOf(createUnzip()) as Pick<Transform, '_transform'>;
const inflate = inflater._transform;

/**
 * Time for everything in this process that uses `setTimeout`, `Date.now` and the global `performance.now`: the nodes,
 * n8n's engine and the emulator. `performance` of `node:perf_hooks` stays real, for those who measure. It stands still while something happens, and jumps to the next timer when everybody waits. Sockets stay real: while
 * a request is under way no time passes, unless the emulator lets it hang, or nothing has moved for a while.
 */
export class VirtualClock {
	private readonly real = {
		setTimeout: globalThis.setTimeout,
		clearTimeout: globalThis.clearTimeout,
		now: Date.now,
		performance: globalThis.performance,
	};
	private readonly timers = new Map<number, Timer>();
	/** Milliseconds on the clock that nobody can set, which timers go by. */
	private passedMs = 1_000;
	/** What the wall clock is ahead of it. */
	private wallAheadMs: number;
	private nextId = 1;
	/** Requests that began on this clock: one that an earlier test has left may end at any time. */
	private readonly underWay = new Set<ClientRequest>();
	/** Answers to some of them that the emulator will never send. */
	private readonly hanging = new Set<ServerResponse>();
	/** Bodies of which a part is being inflated. */
	private readonly inflating = new Set<Transform>();
	private lastSignMs = 0;
	private turnsSinceSign = 0;
	private receivedBefore = 0;
	private held = 0;
	private running = false;

	constructor(startMs = Date.UTC(2026, 10, 2, 3, 0, 0)) {
		this.wallAheadMs = startMs - this.passedMs;
	}

	/** The present by the wall clock, in whole milliseconds since the epoch. */
	now(): number {
		return Math.floor(this.wallAheadMs + this.passedMs);
	}

	/**
	 * Sets the wall clock, as an administrator or a time server does. Timers and `performance.now` do not change: a wait
	 * lasts as long as before.
	 */
	set(aheadMs: number): void {
		this.wallAheadMs += aheadMs;
	}

	/** Takes over from the real clock. */
	install(): void {
		this.running = true;
		Date.now = () => this.now();
		setGlobalPerformance(this.performance());
		globalThis.setTimeout = ((run: (...values: unknown[]) => void, delayMs?: number, ...values: unknown[]) =>
			this.add(() => run(...values), delayMs)) as never;
		globalThis.clearTimeout = ((id: unknown) => this.timers.delete(Number(id))) as never;
		subscribe('http.client.request.start', this.onStart);
		subscribe('http.client.request.error', this.onError);
		subscribe('http.client.response.finish', this.onResponse);
		hanging.subscribe(this.onHanging);
		inflater._transform = this.inflatingWith();
		this.turn();
	}

	/** Gives the real clock back. Timers that are left are forgotten. */
	uninstall(): void {
		this.running = false;
		Object.assign(globalThis, { setTimeout: this.real.setTimeout, clearTimeout: this.real.clearTimeout });
		Date.now = this.real.now;
		setGlobalPerformance(this.real.performance);
		unsubscribe('http.client.request.start', this.onStart);
		unsubscribe('http.client.request.error', this.onError);
		unsubscribe('http.client.response.finish', this.onResponse);
		hanging.unsubscribe(this.onHanging);
		inflater._transform = inflate;
		this.timers.clear();
	}

	/** Lets no time pass while something is done that is no part of the test, such as signing in. */
	async standStill<T>(work: () => Promise<T>): Promise<T> {
		this.held += 1;
		try {
			return await work();
		} finally {
			this.held -= 1;
			this.sign();
		}
	}

	/** Node's own, but for the time that it tells. */
	private performance(): typeof performance {
		return new Proxy(this.real.performance, {
			get: (real, name) => {
				if (name === 'now') return () => this.passedMs;
				const value: unknown = Reflect.get(real, name);
				return typeof value === 'function' ? value.bind(real) : value;
			},
		});
	}

	private add(run: () => void, delayMs = 0): unknown {
		const id = this.nextId++;
		const start = () => {
			this.timers.set(id, { dueMs: this.passedMs + Math.max(1, Number(delayMs) || 0), run });
			return handle;
		};
		// What Node's timers can do, as far as libraries use it.
		const handle = {
			ref: () => handle,
			unref: () => handle,
			hasRef: () => true,
			refresh: start,
			[Symbol.toPrimitive]: () => id,
		};
		return start();
	}

	private turn = (): void => {
		if (!this.running) return;
		this.turnsSinceSign += 1;
		if (this.held === 0 && this.turnsSinceSign > QUIET_TURNS && this.isQuiet()) this.jump();
		setImmediate(this.turn);
	};

	private isQuiet(): boolean {
		const stillMs = this.real.now() - this.lastSignMs;
		if (stillMs <= this.patienceMs() || this.timers.size === 0) return false;
		const received = this.received();
		const isReceiving = received > this.receivedBefore + MUCH_RECEIVED;
		this.receivedBefore = received;
		if (isReceiving) this.sign();
		return !isReceiving;
	}

	/** Bytes that the requests under way have received. */
	private received(): number {
		return [...this.underWay].reduce((bytes, { socket }) => bytes + (socket?.bytesRead ?? 0), 0);
	}

	/** Real milliseconds without a sign of life before time passes. */
	private patienceMs(): number {
		if ([...this.inflating].some(({ destroyed }) => !destroyed)) return NOT_READ_AFTER_MS;
		return this.underWay.size > this.hanging.size ? STUCK_AFTER_MS : QUIET_MS;
	}

	private jump(): void {
		// What is woken may be about to do something. A request that is stuck stays so: no need to wait long again.
		this.sign();
		this.lastSignMs -= this.patienceMs() - QUIET_MS;
		const dueMs = Math.min(...[...this.timers.values()].map((timer) => timer.dueMs));
		this.passedMs = Math.max(this.passedMs, dueMs);
		const due = [...this.timers].filter(([, timer]) => timer.dueMs <= this.passedMs);
		for (const [id, { run }] of due) {
			this.timers.delete(id);
			run();
		}
	}

	private sign(): void {
		this.lastSignMs = this.real.now();
		this.turnsSinceSign = 0;
	}

	/** Inflates, and notes for how long. */
	private inflatingWith(): Transform['_transform'] {
		const { inflating } = this;
		const sign = () => this.sign();
		return function (this: Transform, chunk, encoding, done) {
			inflating.add(this);
			sign();
			inflate.call(this, chunk, encoding, (...outcome) => {
				inflating.delete(this);
				sign();
				done(...outcome);
			});
		};
	}

	private readonly onStart = (message: unknown): void => {
		this.underWay.add((message as { request: ClientRequest }).request);
		this.sign();
	};

	private readonly onHanging = (message: unknown): void => {
		const response = message as ServerResponse;
		this.hanging.add(response);
		response.once('close', () => this.hanging.delete(response));
		this.sign();
	};

	private end(request: ClientRequest): void {
		if (this.underWay.delete(request)) this.sign();
	}

	private readonly onError = (message: unknown): void => {
		this.end((message as { request: ClientRequest }).request);
	};

	private readonly onResponse = (message: unknown): void => {
		const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
		this.sign();
		response.once('close', () => this.end(request));
	};
}

/** Node defines it by accessors, and jest in its own way. */
function setGlobalPerformance(value: typeof performance): void {
	Object.defineProperty(globalThis, 'performance', {
		value,
		configurable: true,
		enumerable: true,
		writable: true,
	});
}
