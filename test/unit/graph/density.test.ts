import fc from 'fast-check';

import { holdsMoreThan, MAX_VALUES } from '../../../nodes/graph/density';
import { BODY_TOO_LARGE, bodyOf } from '../../../nodes/graph/http';

/** How many commas, brackets and braces a value needs. */
function structureOf(value: unknown): number {
	if (typeof value !== 'object' || value === null) return 0;
	const inner = Object.values(value);
	return inner.reduce<number>((sum, one) => sum + structureOf(one), 1 + Math.max(0, inner.length - 1));
}

/** Texts of what could be taken for structure, or for the end of a string. */
const treacherous = fc.string({ unit: fc.constantFrom('"', '\\', ',', '[', '{', ']', '}', 'a', '\n', '👩') });

const json = fc.letrec((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		fc.oneof(treacherous, fc.integer(), fc.constant(null), fc.boolean()),
		fc.array(tie('value')),
		fc.dictionary(treacherous, tie('value')),
	),
})).value;

describe('The values of a JSON text', () => {
	it('are counted by its structure, whatever stands in its strings and between its values', () => {
		fc.assert(
			fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
				const text = JSON.stringify(value, undefined, space);
				const structure = structureOf(value);
				expect(holdsMoreThan(structure, text)).toBe(false);
				expect(holdsMoreThan(structure - 1, text)).toBe(structure > 0);
			}),
		);
	});

	it.each([
		['a string that ends in backslashes', String.raw`["\\\\","\\"]`, 2],
		['a quote behind an escaped backslash', String.raw`["\\\",[[[","a"]`, 2],
		['a text that breaks off in a string', '["a,,,,', 1],
		['a text that breaks off in an escape', String.raw`["a\"`, 1],
		['a text that begins with a quote', '",,,",[', 2],
	])('are told for %s', (_what, text, structure) => {
		expect([holdsMoreThan(structure - 1, text), holdsMoreThan(structure, text)]).toEqual([true, false]);
	});

	it('are told for what is no JSON too', () => {
		fc.assert(
			fc.property(treacherous, fc.nat(20), (text, most) => {
				expect(typeof holdsMoreThan(most, text)).toBe('boolean');
			}),
		);
	});
});

describe('The body of an answer', () => {
	const session = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`property${index}`, index]));
	const page = { value: Array(1_000).fill(session) };
	const text = 'Host server-17, [{"a": [1, 2]}], talked.\n'.repeat(125_000);

	it.each<[string, () => unknown]>([
		[
			'a batch of twenty pages of 1,000 sessions with twenty properties',
			() => ({
				responses: Array.from({ length: 20 }, (_, id) => ({ id: `${id}`, status: 200, body: page })),
			}),
		],
		['an answer of 5 MB full of commas, brackets and quotes', () => ({ content: text })],
		['a million values', () => Array(MAX_VALUES).fill(0)],
	])('is kept: %s', (_what, body) => {
		const sent = JSON.stringify(body());
		expect(bodyOf(sent)).toEqual({ text: sent });
	});

	it.each<[string, string, string, string]>([
		['lists', '[', '[],', '0]'],
		['objects', '[', '{},', '0]'],
		['numbers', '[', '0,', '0]'],
		['empty names', '{', '"":0,', '"":0}'],
		['levels', '', '{"a":', '0'],
		['levels of lists', '', '[', ''],
	])('is left out where it holds more than a million %s', (_what, start, piece, end) => {
		const dense = start + piece.repeat(MAX_VALUES + 1) + end;
		expect(bodyOf(dense)).toEqual({ text: '', bodyProblem: BODY_TOO_LARGE });
	});
});
