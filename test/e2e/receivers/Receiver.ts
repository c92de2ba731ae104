import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

import {
	openListener,
	type Listener,
	type ReceivedRequest as RawRequest,
	type ServerCertificate,
} from '../../emulator/http/listener';
import { bodyOf } from '../../emulator/http/record';
import type { Faults, Refusal } from './judgement';

export interface ReceivedRequest {
	method: string;
	/** Without the query. */
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	/** Parsed JSON; the text where it is none; undefined where there is none. */
	body: unknown;
}

export interface Reply {
	status: number;
	/** Sent as JSON. */
	body: unknown;
}

/** A service behind the examples: a server on loopback that judges what arrives. */
export abstract class Receiver {
	/** What came in a form that the service would not take, or would lose a part of. */
	readonly refusals: Refusal[] = [];
	private listener: Listener | undefined;

	/** @param certificate with it the server speaks TLS */
	async open(certificate?: ServerCertificate): Promise<void> {
		this.listener = await openListener({
			port: 0,
			now: Date.now,
			certificate,
			onRequest: (request, response) => send(response, this.answer(read(request))),
		});
	}

	/** Without a slash at the end. */
	get origin(): string {
		return this.listener?.origin ?? '';
	}

	get port(): number {
		return Number(new URL(this.origin).port);
	}

	/** Back to the state after the start. */
	reset(): void {
		this.refusals.length = 0;
	}

	async close(): Promise<void> {
		await this.listener?.close();
	}

	protected abstract answer(request: ReceivedRequest): Reply;

	/** Notes a request that is refused. @returns its faults in one line, for the answer */
	protected refused({ method, path }: ReceivedRequest, faults: Faults): string {
		this.refusals.push({ request: `${method} ${path}`, faults });
		return faults.join('; ');
	}
}

function read(request: RawRequest): ReceivedRequest {
	const { pathname, searchParams } = new URL(request.url, 'http://receiver');
	const { method, headers } = request;
	return { method, path: pathname, query: searchParams, headers, body: bodyOf(request) };
}

function send(response: ServerResponse, { status, body }: Reply): void {
	response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
	response.end(JSON.stringify(body));
}
