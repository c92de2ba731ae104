import type { GraphAnswer } from '../graph/answer';
import type { RecordedRequest } from '../http/record';

interface Wait {
	/** Emulator time, milliseconds since the epoch. */
	until: number;
	/** As the server sent it, for the penalty. */
	seconds: number;
	/** A 503 is about one resource, a 429 about everything the token calls. */
	path: string | undefined;
}

/** Judges a client: does it wait as told, does it follow only links it was given? */
export class Manners {
	private waits = new Map<string, Wait[]>();
	private readonly links = new Set<string>();

	/** Marks a request that came too early or follows an invented link. @returns the wait it broke */
	judge(record: RecordedRequest): { seconds: number } | undefined {
		const path = pathOf(record.url);
		const broken = this.waitsOf(record)
			.filter(({ until }) => record.time < until)
			.find((wait) => !wait.path || wait.path === path);
		if (broken) record.early = true;
		if (/[?&](\$|%24)?skiptoken=/i.test(record.url) && !this.links.has(record.url))
			record.unknownNextLink = true;
		return broken;
	}

	/** Remembers what an answer asks of the client. */
	remember(record: RecordedRequest, { status, headers, body }: GraphAnswer): void {
		const seconds = longestWait(headers['retry-after'], record.time);
		if ((status === 429 || status === 503) && seconds > 0) {
			const path = status === 503 ? pathOf(record.url) : undefined;
			const wait = { until: record.time + seconds * 1000, seconds, path };
			this.waits.set(tokenOf(record), [...this.waitsOf(record), wait]);
		}
		const link = (body as { '@odata.nextLink'?: unknown } | undefined)?.['@odata.nextLink'];
		if (typeof link === 'string' && URL.canParse(link))
			this.links.add(link.slice(new URL(link).origin.length));
	}

	reset(): void {
		this.waits.clear();
		this.links.clear();
	}

	private waitsOf(record: RecordedRequest): Wait[] {
		return this.waits.get(tokenOf(record)) ?? [];
	}
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
