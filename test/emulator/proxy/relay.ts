import type { Socket } from 'node:net';
// Imported, not global: fake timers of a test must not stop the proxy.
import { clearInterval, setImmediate, setInterval, setTimeout } from 'node:timers';

import type { ConnectionFault } from './connectionFaults';

/**
 * Breaks a connection on which nothing of a request is to come.
 * @returns whether the fault is of that kind
 */
export function breakConnection(client: Socket, fault: ConnectionFault | undefined): boolean {
	switch (fault?.kind) {
		case 'reset':
			client.resetAndDestroy();
			return true;
		case 'breakHandshake': {
			const { by } = fault;
			client.on('error', () => client.destroy());
			client.once('data', () => (by === 'end' ? client.end() : client.resetAndDestroy()));
			return true;
		}
		default:
			return false;
	}
}

/**
 * Ties a client to the target, with a fault between them.
 * @param connect opens the connection to the target; not called when nothing may reach it
 */
export function relay(client: Socket, connect: () => Socket, fault: ConnectionFault | undefined): void {
	// A client that breaks its connection is what faults are about.
	client.on('error', () => client.destroy());
	// No HTTP client ends its direction before it was answered, unless it gives up.
	if (fault) client.once('end', () => client.destroy());
	const target = connect();
	target.on('error', () => client.resetAndDestroy());
	if (fault?.kind === 'halfClose') {
		client.end();
		client.pipe(target);
		// A client that has gone would cut the target off; this request must arrive and be carried out.
		target.once('data', () => target.destroy());
		return;
	}
	client.once('close', () => target.destroy());
	if (fault?.kind === 'resetOnNextUse') forwardUntilReuse(client, target, fault.after);
	else if (fault?.kind === 'resetDuringRequest') forwardFirst(client, target, fault.after);
	else client.pipe(target);
	answer(target, client, fault);
}

function answer(target: Socket, client: Socket, fault: ConnectionFault | undefined): void {
	switch (fault?.kind) {
		case 'resetAfterRequest':
			target.once('data', () => client.resetAndDestroy());
			return;
		case 'stall':
			passFirst(target, client, fault.after);
			return;
		case 'cut': {
			const { by } = fault;
			passFirst(target, client, fault.after, () => {
				if (by === 'end') client.end();
				else resetOnceRead(client);
			});
			return;
		}
		case 'drip':
			drip(target, client, fault.bytes, fault.interval);
			return;
		default:
			target.pipe(client);
	}
}

/** Real milliseconds; enough for a client to read what came before. */
const TIME_TO_READ = 20;

/** A reset that arrives together with data looks to Node's clients like an end in good order. */
function resetOnceRead(client: Socket): void {
	// The timer may be late and fire before a client in this process got round to reading; the immediate may not.
	setTimeout(() => setImmediate(() => client.resetAndDestroy()), TIME_TO_READ);
}

/** Passes the first bytes of the answer and swallows the rest. @param then called when they have left */
function passFirst(target: Socket, client: Socket, bytes: number, then?: () => void): void {
	let left = bytes;
	let full = false;
	target.on('data', (chunk: Buffer) => {
		if (full) return;
		const passing = chunk.subarray(0, left);
		left -= passing.length;
		full = left === 0;
		client.write(passing, () => full && then?.());
	});
}

/** Forwards the first bytes of the request; what is more is met with a reset. */
function forwardFirst(client: Socket, target: Socket, bytes: number): void {
	let received = 0;
	client.on('data', (chunk: Buffer) => {
		received += chunk.length;
		if (received > bytes) client.resetAndDestroy();
		else target.write(chunk);
	});
}

/** A client that sends after it was answered begins another request. */
function forwardUntilReuse(client: Socket, target: Socket, requests: number): void {
	let answered = 0;
	let isAnswering = false;
	target.on('data', () => (isAnswering = true));
	client.on('data', (chunk: Buffer) => {
		if (isAnswering) answered += 1;
		isAnswering = false;
		if (answered >= requests) client.resetAndDestroy();
		else target.write(chunk);
	});
}

function drip(target: Socket, client: Socket, bytes: number, interval: number): void {
	const waiting: Buffer[] = [];
	target.on('data', (chunk: Buffer) => {
		for (let from = 0; from < chunk.length; from += bytes) waiting.push(chunk.subarray(from, from + bytes));
	});
	const timer = setInterval(() => {
		const next = waiting.shift();
		if (next) client.write(next);
	}, interval);
	client.once('close', () => clearInterval(timer));
}
