import type { GraphAnswer } from '../graph/answer';
import type { Arrival } from '../http/listener';
import type { RecordedRequest } from '../http/record';

interface Wait {
	/** Emulator time, milliseconds since the epoch. */
	until: number;
	/** As the server sent it, for the penalty. */
	seconds: number;
	/** A 503 is about one resource, a 429 about everything the token calls. */
	path: string | undefined;
	/** The request that was refused. Parts of a batch share the arrival of their envelope. */
	arrival: Arrival;
	/** When the refusal had left; infinite before. */
	delivered: number;
}

/**
 * Emulator time that a client may take to read a refusal and to tell the rest of itself. What comes on another
 * connection within it may have been sent by a part that did not know yet: no server can tell.
 */
const TIME_TO_READ = 250;

/** The rules of HTTP and OData that a client must keep: it waits as told, and follows only links that it was given. */
export class ProtocolRules {
	private waits = new Map<string, Wait[]>();
	private readonly links = new Set<string>();

	/** Marks a request that came too early or follows an invented link. @returns the wait it broke */
	judge(record: RecordedRequest, arrival: Arrival): { seconds: number } | undefined {
		const path = pathOf(record.url);
		const broken = this.waitsOf(record)
			.filter((wait) => arrival.time < wait.until && couldKnow(wait, arrival))
			.find((wait) => !wait.path || wait.path === path);
		if (broken) record.early = true;
		if (/[?&](\$|%24)?skiptoken=/i.test(record.url) && !this.links.has(record.url))
			record.unknownNextLink = true;
		return broken;
	}

	/** Remembers what an answer asks of the client. @param now emulator time of the answer */
	remember(
		record: RecordedRequest,
		{ status, headers, body }: GraphAnswer,
		arrival: Arrival,
		now: number,
	): void {
		const seconds = longestWait(headers['retry-after'], now);
		if ((status === 429 || status === 503) && seconds > 0) {
			const path = status === 503 ? pathOf(record.url) : undefined;
			const wait = {
				until: now + seconds * 1000,
				seconds,
				path,
				arrival,
				delivered: Number.POSITIVE_INFINITY,
			};
			this.waits.set(tokenOf(record), [...this.waitsOf(record), wait]);
		}
		const link = (body as { '@odata.nextLink'?: unknown } | undefined)?.['@odata.nextLink'];
		if (typeof link === 'string' && URL.canParse(link))
			this.links.add(link.slice(new URL(link).origin.length));
	}

	/** Takes note that the answer to a request, and to its parts, has left. @param now emulator time */
	delivered(arrival: Arrival, now: number): void {
		for (const wait of [...this.waits.values()].flat()) {
			if (wait.arrival === arrival) wait.delivered = now;
		}
	}

	reset(): void {
		this.waits.clear();
		this.links.clear();
	}

	private waitsOf(record: RecordedRequest): Wait[] {
		return this.waits.get(tokenOf(record)) ?? [];
	}
}

/** Whether who sent a request could have read a refusal before. */
function couldKnow({ delivered, arrival: refused }: Wait, arrival: Arrival): boolean {
	// On one connection a client reads an answer to its end before it sends again.
	return arrival.connection === refused.connection || arrival.time - delivered >= TIME_TO_READ;
}

const tokenOf = ({ headers }: RecordedRequest): string => headers['authorization'] ?? '';

const pathOf = (url: string): string => url.split('?', 1)[0]!;

/** Seconds to wait; a header that cannot be read asks for nothing. */
function longestWait(header: string | string[] | undefined, now: number): number {
	const waits = [header ?? []].flat().map((value) => {
		if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
		const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
		return Number.isNaN(date) ? 0 : (date - now) / 1000;
	});
	return Math.max(0, ...waits);
}
