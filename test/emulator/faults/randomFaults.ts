import type { RecordedRequest } from '../http/record';
import { Identifiers } from '../identifiers';
import { effects } from './effects';
import type { Strike } from './FaultRules';

export interface RandomFaultOptions {
	seed: number;
	/** Share of requests that fail, 0 to 1. */
	rate: number;
}

/** Statuses as in Dev Proxy's GraphRandomErrorPlugin, which has one more for POST. */
const STATUSES = [429, 500, 502, 503, 504];

/** Random failures that repeat with the same seed. They come before the request takes effect. */
export class RandomFaults {
	private readonly choices: Identifiers;

	constructor(private readonly options: RandomFaultOptions) {
		this.choices = new Identifiers(options.seed);
	}

	strike({ method }: RecordedRequest): Strike | undefined {
		if (this.choices.fraction() >= this.options.rate) return undefined;
		const statuses = method === 'POST' ? [...STATUSES, 507] : STATUSES;
		const status = statuses[Math.floor(this.choices.fraction() * statuses.length)]!;
		const effect = effects.graphError(status, { retryAfter: status === 429 ? 5 : undefined });
		return { name: `random ${status}`, effect, moment: 'before' };
	}
}
