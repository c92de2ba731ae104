/** A text with some of its escapes resolved. */
export interface Reading {
	text: string;
	/** Where each character begins in the text that was given; one more for the end. */
	origins: readonly number[];
}

/** JSON within JSON within a query that was encoded three times takes five. */
const MOST_LEVELS = 6;

/** Of URLs (also JavaScript's old `escape`), of strings in JSON and JavaScript, of HTML. */
const ESCAPE =
	/%([0-9a-f]{2})|[%\\]u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,7});?|&#(\d{1,7});?|\\(["'`\\/bfnrt])|&(amp|quot|apos|lt|gt|equals|colon|quest|nbsp);/gi;

const NAMED_CHARACTERS: Readonly<Record<string, string>> = {
	amp: '&',
	quot: '"',
	apos: "'",
	lt: '<',
	gt: '>',
	equals: '=',
	colon: ':',
	quest: '?',
	nbsp: ' ',
};

/**
 * How a text reads as it is, and then with the escapes of one level after another resolved: `%253D` is `%3D`, and that is
 * `=`. Each level counts, because what ends a value at one of them is a part of it at another.
 */
export function readingsOf(text: string): Reading[] {
	let reading: Reading = { text, origins: Array.from({ length: text.length + 1 }, (_, index) => index) };
	const readings = [reading];
	while (readings.length <= MOST_LEVELS) {
		const next = resolved(reading);
		if (next.text.length === reading.text.length) break;
		readings.push(next);
		reading = next;
	}
	return readings;
}

/** Every escape is longer than the one character that it stands for. */
function resolved({ text, origins }: Reading): Reading {
	let read = '';
	const readOrigins: number[] = [];
	let end = 0;
	for (const escape of text.matchAll(ESCAPE)) {
		read += text.slice(end, escape.index) + characterOf(escape);
		for (const origin of origins.slice(end, escape.index + 1)) readOrigins.push(origin);
		end = escape.index + escape[0].length;
	}
	return { text: read + text.slice(end), origins: readOrigins.concat(origins.slice(end)) };
}

function characterOf([, ...groups]: RegExpExecArray): string {
	const [percent, u, braces, x, entityX, entity, letter, name] = groups;
	const hex = percent ?? u ?? braces ?? x ?? entityX;
	// Only ASCII matters here, so one unit will do for whatever lies beyond.
	if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
	if (entity !== undefined) return String.fromCharCode(Number(entity));
	if (name !== undefined) return NAMED_CHARACTERS[name.toLowerCase()] ?? ' ';
	return letter === undefined || /[a-z]/i.test(letter) ? ' ' : letter;
}
