/**
 * When to look at an evaluation again. Nobody is told that an answer is there, so every look is a trade between an
 * answer that lies around and a request that finds nothing.
 *
 * Up to 20 s an evaluation is looked at every second. Then the looks are spread by a constant ratio, with one right
 * after the full minute and one right after five minutes, where limits of services usually lie. From there on every
 * 15 s, which is 5 % of five minutes. That makes 39 looks at an evaluation of 300 s, and leaves one for a look that came
 * a little early; a look can be late by 1 s up to 20 s, by 5 % at one minute and from five minutes on, and by at most 16 %
 * in between.
 */

/** Milliseconds between looks in the beginning. */
const FIRST_INTERVAL_MS = 1_000;

/** End of the beginning: 20 looks. */
const EVEN_UNTIL_MS = 20_000;

/** Sections of constant ratio: from the end of the section before, in so many looks, to this age. */
const SECTIONS = [
	{ untilMs: 60_500, looks: 8 },
	{ untilMs: 300_500, looks: 11 },
];

const LAST_INTERVAL_MS = 15_000;

/**
 * The age at which to look next.
 *
 * @param ageMs age of the evaluation since it was created, in milliseconds
 * @returns a greater age, in milliseconds
 */
export function nextLookAt(ageMs: number): number {
	if (ageMs < EVEN_UNTIL_MS)
		return FIRST_INTERVAL_MS * (Math.floor(Math.max(0, ageMs) / FIRST_INTERVAL_MS) + 1);
	let fromMs = EVEN_UNTIL_MS;
	for (const { untilMs, looks } of SECTIONS) {
		if (ageMs < untilMs) {
			const step = (untilMs / fromMs) ** (1 / looks);
			// With some tolerance, because the age of the look before was rounded.
			const done = Math.floor((Math.log(ageMs / fromMs) / Math.log(step)) * 1.000_001 + 0.005);
			return Math.round(fromMs * step ** (done + 1));
		}
		fromMs = untilMs;
	}
	return ageMs + LAST_INTERVAL_MS;
}
