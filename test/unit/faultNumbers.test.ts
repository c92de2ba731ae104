import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Faults that a client of Security Copilot must survive; `test/README.md` says where they are tested. */
const LAST_FAULT = 89;

const TESTS = join(__dirname, '..');

/** Files that hold titles: tests, and the tables that some of them run. */
const HOLDS_TITLES = /\.test\.ts$|[/\\]cases[/\\][^/\\]+\.ts$/;

const files = (readdirSync(TESTS, { recursive: true }) as string[])
	.filter((file) => HOLDS_TITLES.test(file) && !file.endsWith('faultNumbers.test.ts'))
	.map((file) => join(TESTS, file));

/** The texts of a file, its comments not among them: what a comment names is not tested by that. */
function textsOf(file: string): string[] {
	const texts: string[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
			texts.push(node.text);
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
	return texts;
}

const numbersIn = (text: string): number[] =>
	[...text.matchAll(/\bF-(\d+)\b/g)].map(([, number]) => Number(number));

const named = new Set(files.flatMap(textsOf).flatMap(numbersIn));

it('every fault of the list is named in the title of a test', () => {
	const missing = Array.from({ length: LAST_FAULT }, (_, index) => index + 1).filter(
		(number) => !named.has(number),
	);
	expect(missing.map((number) => `F-${number}`)).toEqual([]);
});

it('no title names a fault that the list does not have', () => {
	expect([...named].filter((number) => number < 1 || number > LAST_FAULT)).toEqual([]);
});

// What needs the published types is chosen by whether they are there, and names no fault.
it('no test is left out', () => {
	const leftOut =
		/\b(?:it|test|describe)\s*\.\s*(?:skip|todo|only)\s*[(.]|\b(?:xit|xtest|xdescribe|fit|fdescribe)\s*[(.]/;
	expect(files.filter((file) => leftOut.test(readFileSync(file, 'utf8')))).toEqual([]);
});
