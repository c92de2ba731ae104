import { RateLimiter } from '../graph/RateLimiter';
import type { Time } from '../graph/time';

/** An execution whose limiter is unused for so long has ended. */
const FORGET_AFTER_MS = 3_600_000;

const limiters = new Map<string, { limiter: RateLimiter; usedMs: number }>();

/**
 * The rate limiter that all nodes and agent tools of an execution share for one credential. The polls of a trigger share
 * one too.
 *
 * @param sharedBy names the execution or the trigger; undefined where nothing is shared, as in the editor's lists
 */
export function rateLimiterFor(
	time: Time,
	needsToken: boolean,
	credentialId: string,
	sharedBy?: string,
): RateLimiter {
	const now = performance.now();
	for (const [key, { usedMs }] of limiters) if (now - usedMs > FORGET_AFTER_MS) limiters.delete(key);
	if (sharedBy === undefined) return new RateLimiter(time, needsToken);
	const key = JSON.stringify([sharedBy, credentialId]);
	const limiter = limiters.get(key)?.limiter ?? new RateLimiter(time, needsToken);
	limiters.set(key, { limiter, usedMs: now });
	return limiter;
}
