import type { RecordedRequest } from '../http/record';

/** A limit like those of page "Microsoft Graph service-specific throttling limits"; Security Copilot's are unknown. */
export interface ThrottleRule {
	/** Requests per window and token that are let through. */
	limit: number;
	/** Milliseconds of emulator time. */
	window: number;
}

interface Window {
	start: number;
	count: number;
}

/** Counts requests per token, parts of a batch one by one, refused ones too. */
export class Throttling {
	private readonly windows = new Map<string, Window>();

	/** Undefined lets everything through. */
	private rule: ThrottleRule | undefined;

	/** Begins to count anew. @param rule undefined ends the throttling */
	set(rule: ThrottleRule | undefined): void {
		this.rule = rule;
		this.windows.clear();
	}

	/** Counts a request. @returns whole seconds to wait; undefined where it may pass */
	count({ time, headers }: RecordedRequest): number | undefined {
		if (!this.rule) return undefined;
		const token = headers['authorization'] ?? '';
		let window = this.windows.get(token);
		if (!window || time >= window.start + this.rule.window) window = { start: time, count: 0 };
		this.windows.set(token, window);
		window.count += 1;
		if (window.count <= this.rule.limit) return undefined;
		return Math.ceil((window.start + this.rule.window - time) / 1000);
	}
}
