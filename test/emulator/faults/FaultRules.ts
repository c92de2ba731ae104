import type { RecordedRequest } from '../http/record';
import type { Effect, Moment } from './effects';
import type { RandomFaults } from './randomFaults';
import { Sequence } from './Sequence';

/** Which requests a rule is about; all given conditions must hold. */
export interface FaultMatch {
	method?: string;
	/** Tested against the raw path and query; a string must be contained in it. */
	path?: RegExp | string;
	/** Strikes from the nth matching request on, counted from 1 since the rule was added. */
	nth?: number;
	/** Id of a part of a `$batch`; its envelope is matched by its path. */
	part?: string;
	/** Label of the token, for example `<token:2>`. */
	token?: string;
	predicate?: (request: RecordedRequest) => boolean;
}

export interface FaultRule {
	/** Shown in the record; default: the name of the effect. */
	name?: string;
	match?: FaultMatch;
	/** A list is worked off one by one: "429, 503, then fine". */
	effect: Effect | Effect[];
	/** Default: what suits the effect. */
	moment?: Moment;
	/** How often; default: once, or once per effect of a list. */
	count?: number;
}

/** A rule at work. */
export interface Fault {
	/** How often it struck. */
	readonly applied: number;
	/** How often it still will. A test can assert 0, so that no fault stays unused. */
	readonly remaining: number;
	remove(): void;
}

/** What to do to one request. */
export interface Strike {
	name: string;
	effect: Effect;
	moment: Moment;
}

class ActiveFault extends Sequence<Effect> implements Fault {
	constructor(private readonly rule: FaultRule) {
		super(rule.effect, rule.match?.nth, rule.count);
	}

	/** Counts a request and says what to do to it. */
	strike(request: RecordedRequest): Strike | undefined {
		const effect = this.matches(request) ? this.next() : undefined;
		return (
			effect && { name: this.rule.name ?? effect.name, effect, moment: this.rule.moment ?? effect.moment }
		);
	}

	private matches(request: RecordedRequest): boolean {
		const { method, path, part, token, predicate } = this.rule.match ?? {};
		if (method !== undefined && method.toUpperCase() !== request.method) return false;
		if (typeof path === 'string' && !request.url.includes(path)) return false;
		if (path instanceof RegExp && !path.test(request.url)) return false;
		if (part !== undefined && part !== request.partId) return false;
		if (token !== undefined && request.headers['authorization'] !== `Bearer ${token}`) return false;
		return predicate?.(request) ?? true;
	}
}

/** The fault rules in the order they were added; the first that strikes wins. */
export class FaultRules {
	/** Strikes when no rule does. */
	random: RandomFaults | undefined;
	private rules: ActiveFault[] = [];

	add(rule: FaultRule): Fault {
		const fault = new ActiveFault(rule);
		this.rules.push(fault);
		return fault;
	}

	strike(request: RecordedRequest): Strike | undefined {
		for (const rule of this.rules) {
			const strike = rule.strike(request);
			if (strike) return strike;
		}
		return this.random?.strike(request);
	}

	reset(): void {
		this.rules = [];
		this.random = undefined;
	}
}
