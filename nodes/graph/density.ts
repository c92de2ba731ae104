/**
 * Most values that an answer may hold, counted by the `,`, `[` or `{` before them. A text of 64 MB can hold twenty million
 * objects, which take more than a gigabyte and block n8n for most of a minute. A batch of twenty pages, each of 1,000
 * sessions with twenty properties, has 420,000; at this bound the worst is some 100 MB.
 */
export const MAX_VALUES = 1_000_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/**
 * Whether a JSON text holds more values than `most`, told in one pass and without parsing it. What stands inside its
 * strings does not count: the answer of an evaluation is one string, however long and whatever is in it. Of a text that
 * is no JSON it says something, and never throws.
 */
export function holdsMoreThan(most: number, json: string): boolean {
	// So it is with almost every answer: it is too short to be looked at.
	if (json.length <= most) return false;
	let found = 0;
	for (let at = 0; at < json.length; at++) {
		const character = json.charCodeAt(at);
		if (character === QUOTE) at = endOfString(json, at);
		else if ((character === COMMA || character === BRACKET || character === BRACE) && ++found > most)
			return true;
	}
	return false;
}

/** Where a string that begins at `start` ends. A search for quotes goes through megabytes in no time. */
function endOfString(json: string, start: number): number {
	let end = json.indexOf('"', start + 1);
	while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
	return end === -1 ? json.length : end;
}

/** Whether an odd number of backslashes stands before a quote. */
function isEscaped(json: string, quote: number): boolean {
	let first = quote;
	while (json.charCodeAt(first - 1) === BACKSLASH) first--;
	return (quote - first) % 2 === 1;
}
