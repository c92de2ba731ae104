import type { RecordedRequest } from '../http/record';

/** A limit like those of page "Microsoft Graph service-specific throttling limits"; Security Copilot's are unknown. */
export interface ThrottleRule {
	/** Requests per window and token that are let through. */
	limit: number;
	/** Milliseconds of emulator time. */
	window: number;
	/** Tested against the raw path and query; default: everything. */
	path?: RegExp;
}

interface Window {
	start: number;
	count: number;
}

/** Counts requests per token, parts of a batch one by one, refused ones too. */
export class Throttling {
	private rules: { rule: ThrottleRule; windows: Map<string, Window> }[] = [];

	add(rule: ThrottleRule): void {
		this.rules.push({ rule, windows: new Map() });
	}

	/** Counts a request against the first rule it falls under. @returns whole seconds to wait; undefined where it may pass */
	count(request: RecordedRequest): number | undefined {
		const found = this.rules.find(({ rule }) => rule.path?.test(request.url) ?? true);
		if (!found) return undefined;
		const { rule, windows } = found;
		const token = request.headers['authorization'] ?? '';
		let window = windows.get(token);
		if (!window || request.time >= window.start + rule.window) window = { start: request.time, count: 0 };
		windows.set(token, window);
		window.count += 1;
		if (window.count <= rule.limit) return undefined;
		return Math.ceil((window.start + rule.window - request.time) / 1000);
	}

	reset(): void {
		this.rules = [];
	}
}
