import type { Block } from './document';
import type { Halves } from './split';
import { splitBlocks } from './split';

/**
 * Shortens an answer to what its target takes.
 *
 * What is cut is the tree, and what is measured is the text made from it: so nothing can be cut inside a link, a macro,
 * an entity or a tag, everything that was opened is closed, and the limit is kept after escaping. Converting a text that
 * was cut before can outgrow the limit again (mozilla/jira-bugzilla-integration#1030).
 */

export interface Target<Output> {
	/** For people, in the error about its limit. */
	name: string;
	/** What would be sent for these blocks, with the link back and, when shortened, a note of that. */
	render(blocks: readonly Block[], shortened: boolean): Output;
	/** In the unit of the limit. */
	length(output: Output): number;
	/** Other things the target insists on. */
	accepts?(output: Output): boolean;
	/** A length that the output has at least, where that is much quicker to tell than to render it. */
	leastLength?(blocks: readonly Block[]): number;
	limit: number;
}

export interface Cut<Output> {
	value: Output;
	truncated: boolean;
	/** Length of the whole answer in this format, in the unit of the limit. */
	originalLength: number;
}

/** The limit is smaller than the link back, the one thing that is always sent. */
export class LimitTooSmallError extends Error {
	override readonly name = 'LimitTooSmallError';

	/**
	 * @param limit what was asked for
	 * @param needed the least that works
	 */
	constructor(
		readonly target: string,
		readonly limit: number,
		readonly needed: number,
	) {
		super(
			`A limit of ${limit} leaves no room for the link to the session in ${target}. Set it to ${needed} or more.`,
		);
	}
}

/**
 * Gives the whole answer when it fits, and otherwise as much of its beginning as fits.
 *
 * @throws LimitTooSmallError
 */
export function cutToFit<Output>(blocks: readonly Block[], target: Target<Output>): Cut<Output> {
	const { limit } = target;
	const measure = (part: readonly Block[], shortened: boolean): Measured<Output> => {
		const least = target.leastLength?.(part) ?? 0;
		if (least > limit) return { length: least };
		const value = target.render(part, shortened);
		const length = target.length(value);
		const isAccepted = length <= limit && (target.accepts?.(value) ?? true);
		return isAccepted ? { length, value } : { length };
	};

	const whole = measure(blocks, false);
	if (whole.value !== undefined)
		return { value: whole.value, truncated: false, originalLength: whole.length };

	const measureHead = (head: readonly Block[]) => measure(withoutLastHeadings(head), true);
	const lengthOf = (head: readonly Block[]) => {
		const { value, length } = measureHead(head);
		return value === undefined ? Math.max(length, limit + 1) : length;
	};
	const { head } = longestHead(blocks, { lengthOf, limit }, true);
	const { value, length } = measureHead(head);
	if (value === undefined) throw new LimitTooSmallError(target.name, limit, length);
	return { value, truncated: true, originalLength: whole.length };
}

/** What would be sent, unless the target would not take it. */
interface Measured<Output> {
	length: number;
	value?: Output;
}

/** How long something becomes, and how long it may be. */
export interface Room {
	lengthOf(head: readonly Block[]): number;
	limit: number;
}

/**
 * About the longest beginning that has room, and the rest. It is found by measuring what is made of beginnings, each
 * size a better guess than the one before: markup and escapes are spread too unevenly to calculate it.
 *
 * @param isFinal whether the rest is given up: a table then says how many rows are missing
 */
export function longestHead(blocks: readonly Block[], room: Room, isFinal: boolean): Halves<Block[]> {
	const { limit } = room;
	let best = splitBlocks(blocks, 0, isFinal);
	let fitting = { size: 0, length: room.lengthOf(best.head) };
	let tooLong: typeof fitting | undefined;
	for (let guesses = 0; ; guesses++) {
		const size = nextSize(fitting, tooLong, limit, guesses);
		if (size === undefined) return best;
		const halves = splitBlocks(blocks, size, isFinal);
		const length = room.lengthOf(halves.head);
		if (length > limit) {
			tooLong = { size, length };
			continue;
		}
		best = halves;
		fitting = { size, length };
		if (halves.rest.length === 0) return best;
	}
}

interface Guess {
	size: number;
	length: number;
}

/** What is left of the limit when it is not worth a further guess. */
const NEAR_ENOUGH = 0.005;

/** @returns undefined when there is nothing better to be found */
function nextSize(
	fitting: Guess,
	tooLong: Guess | undefined,
	limit: number,
	guesses: number,
): number | undefined {
	// Nearly every character of an answer takes at least one in its output.
	if (tooLong === undefined) return fitting.size === 0 ? Math.max(1, Math.ceil(limit)) : fitting.size * 2;
	const gap = tooLong.size - fitting.size;
	if (gap <= Math.max(1, fitting.size * NEAR_ENOUGH)) return undefined;
	// Halving now and then keeps a very uneven answer from making the guesses creep.
	const share = guesses % 3 === 2 ? 0.5 : (limit - fitting.length) / (tooLong.length - fitting.length);
	return Math.min(tooLong.size - 1, Math.max(fitting.size + 1, fitting.size + Math.floor(gap * share)));
}

/** A heading says nothing without what it heads. */
function withoutLastHeadings(blocks: readonly Block[]): readonly Block[] {
	let end = blocks.length;
	while (blocks[end - 1]?.type === 'heading') end--;
	return blocks.slice(0, end);
}
