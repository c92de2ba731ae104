import type { RecordedRequest } from '../http/record';
import { Identifiers } from '../identifiers';
import { effects } from './effects';
import type { Strike } from './FaultRules';

export interface RandomFaultOptions {
	seed: number;
	/** Share of requests that fail, 0 to 1; Dev Proxy's default is one half. */
	rate?: number;
	style?: 'devProxy' | 'graph';
}

/** Statuses by method as in Dev Proxy's GraphRandomErrorPlugin. */
const READING = [429, 500, 502, 503, 504];
const WRITING = [...READING, 507];
const STATUSES: Record<string, number[]> = {
	GET: READING,
	PATCH: READING,
	POST: WRITING,
	PUT: WRITING,
	DELETE: WRITING,
};

/** Random failures that repeat with the same seed. They come before the request takes effect. */
export class RandomFaults {
	private readonly choices: Identifiers;
	private readonly rate: number;
	private readonly style: 'devProxy' | 'graph';

	constructor({ seed, rate = 0.5, style = 'devProxy' }: RandomFaultOptions) {
		this.choices = new Identifiers(seed);
		this.rate = rate;
		this.style = style;
	}

	strike({ method }: RecordedRequest): Strike | undefined {
		if (this.choices.fraction() >= this.rate) return undefined;
		const statuses = STATUSES[method] ?? READING;
		const status = statuses[Math.floor(this.choices.fraction() * statuses.length)]!;
		const retryAfter = status === 429 ? 5 : undefined;
		const effect =
			this.style === 'devProxy' ? effects.devProxyError(status) : effects.graphError(status, { retryAfter });
		return { name: `random ${status}`, effect, moment: 'before' };
	}
}
