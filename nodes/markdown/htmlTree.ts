import { markdownIt } from './markdownIt';
import { BLOCK_TAGS, addText } from './tree';
import type { Element, Node } from './tree';

/**
 * An answer that is itself HTML: people ask for it because a mail needs it. A tag that is not known here is text. Nothing
 * of a tag comes through but its name and the attributes named here; `sanitize.ts` judges the address of a link.
 */

const INLINE_TAGS = new Set('a b br code del em i img kbd s samp strike strong tt'.split(' '));
const MEANINGLESS_TAGS = new Set('font small span sub sup u'.split(' '));
const VOID_TAGS = new Set(['br', 'hr', 'img']);
const HIDDEN_TAGS = new Set(['head', 'style']);

/** What is nested deeper is read as if it were not. */
const DEEPEST = 50;

/** Whether a text is HTML from its beginning to its end. */
export function isHtml(text: string): boolean {
	const [, start = '', end = ''] =
		/^<(!doctype html|[a-z][a-z0-9]*)(?:\s[^<>]*)?>[^]*<\/([a-z][a-z0-9]*)>$/i.exec(text.trim()) ?? [];
	return BLOCK_TAGS.has(start.toLowerCase().replace(/^!.*/, 'html')) && BLOCK_TAGS.has(end.toLowerCase());
}

const TAG = /<(\/?)([a-z][a-z0-9]{0,15})((?:\s[^<>]*)?)\/?>/gi;
const ATTRIBUTE = /\s(href|alt|start)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;

/** Takes time in proportion to the text. */
export function htmlTree(text: string): Node[] {
	// A line break behind the tag is not part of the code.
	const code = text.trim().replace(/(<pre(?:\s[^<>]*)?>)\r?\n/gi, '$1');
	const html = withoutComments(code.replace(/^<!doctype[^<>]*>/i, ''));
	const root: Element = { tag: '', attributes: {}, children: [] };
	const open = [root];
	let done = 0;
	const addWords = (end: number) => {
		const words = decoded(html.slice(done, end));
		const isCode = open.some(({ tag }) => tag === 'pre');
		addText(open.at(-1)?.children ?? [], isCode ? words : words.replace(/\s+/g, ' '));
	};
	for (const { 0: written, 1: slash, 2: name = '', 3: attributes = '', index } of html.matchAll(TAG)) {
		const tag = name.toLowerCase();
		if (!BLOCK_TAGS.has(tag) && !INLINE_TAGS.has(tag) && !MEANINGLESS_TAGS.has(tag)) continue;
		addWords(index);
		done = index + written.length;
		if (MEANINGLESS_TAGS.has(tag)) continue;
		if (slash === '/') {
			const opened = open.findLastIndex((element) => element.tag === tag);
			if (opened > 0) open.length = opened;
			if (opened > 0 && HIDDEN_TAGS.has(tag)) open.at(-1)?.children.pop();
		} else {
			const element: Element = { tag, attributes: attributesOf(attributes), children: [] };
			open.at(-1)?.children.push(element);
			if (!VOID_TAGS.has(tag) && open.length < DEEPEST) open.push(element);
		}
	}
	addWords(html.length);
	return root.children;
}

/** A comment that nothing ends stays. */
function withoutComments(html: string): string {
	const pieces = html.split('-->');
	const rest = pieces.pop() ?? '';
	return (
		pieces.map((piece) => (piece.includes('<!--') ? piece.split('<!--', 1)[0] : `${piece}-->`)).join('') +
		rest
	);
}

function attributesOf(written: string): Record<string, string> {
	return Object.fromEntries(
		[...written.matchAll(ATTRIBUTE)].map(([, name = '', double, single, bare]) => [
			name.toLowerCase(),
			decoded(double ?? single ?? bare ?? ''),
		]),
	);
}

/** A text with its references resolved, by name and by number. */
function decoded(text: string): string {
	return text.replace(/&#?\w{1,31};/g, (reference) => markdownIt.utils.unescapeAll(reference));
}
