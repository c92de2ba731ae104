import { ThrottleGate } from '../graph/throttleGate';
import type { Time } from '../graph/time';

/** Who asks for no gate for so long has ended, or has nothing to share any more. */
const FORGET_AFTER_MS = 3_600_000;

/**
 * The gates of this process. What one node of an execution has been told of throttling holds for the next one, and for
 * the tools that an agent calls side by side, as long as they use the same credential; and what one poll of a trigger
 * has been told holds for its next poll.
 */
export class ThrottleGates {
	/** Those used longest ago come first. */
	private readonly gates = new Map<string, { gate: ThrottleGate; usedMs: number }>();

	/** @param time of them all; nothing but spans of time are read off it */
	constructor(private readonly time: Time) {}

	/**
	 * @param sharedBy tells executions and triggers apart; undefined where nothing is shared, as in the editor's lists
	 * @param credentialId tells credentials apart within n8n
	 */
	gateOf(sharedBy: string | undefined, credentialId: string): ThrottleGate {
		const now = this.time.now();
		this.forgetBefore(now - FORGET_AFTER_MS);
		if (sharedBy === undefined) return new ThrottleGate(this.time);
		const key = JSON.stringify([sharedBy, credentialId]);
		const gate = this.gates.get(key)?.gate ?? new ThrottleGate(this.time);
		this.gates.delete(key);
		this.gates.set(key, { gate, usedMs: now });
		return gate;
	}

	private forgetBefore(pointInTime: number): void {
		for (const [key, { gate, usedMs }] of this.gates) {
			if (usedMs >= pointInTime) return;
			if (gate.leftMs() <= 0) this.gates.delete(key);
		}
	}
}
