import MarkdownIt from 'markdown-it';
import { tableRule } from './tableRule';

/**
 * The Markdown library, set up for answers. In the published package this file holds the library itself: the build
 * bundles it in, since a community node has no run-time dependencies. So nothing else may import the library, and this
 * file is loaded only for formats.
 */
export const markdownIt = new MarkdownIt({ html: false });

// An address is judged once, by `sanitize.ts`. What the library refuses would come through as raw Markdown.
markdownIt.validateLink = () => true;
markdownIt.normalizeLink = (url) => url;
markdownIt.normalizeLinkText = (text) => text;

markdownIt.block.ruler.at('table', tableRule, { alt: ['paragraph', 'reference'] });

/** Models break lines in table cells with this tag, the only one that means something here. */
const BREAK_TAG = /<br\s{0,9}\/?>/iy;

markdownIt.inline.ruler.push('break_tag', (state, silent) => {
	BREAK_TAG.lastIndex = state.pos;
	const tag = BREAK_TAG.exec(state.src)?.[0];
	if (tag === undefined) return false;
	if (!silent) state.push('hardbreak', 'br', 0);
	state.pos += tag.length;
	return true;
});

/** The rest of an address behind its scheme, with pairs of parentheses. */
const ADDRESS = /:\/\/(?:[^\s<>()[\]"`|\\]|\([^\s<>()[\]"`|\\]*\))+/y;

/** `_` and `*` in a bare address are no emphasis. Those at its end may close one that began before it. */
markdownIt.inline.ruler.after('text', 'address', (state, silent) => {
	ADDRESS.lastIndex = state.pos;
	if (!/[a-z]/i.test(state.src.charAt(state.pos - 1))) return false;
	const address = ADDRESS.exec(state.src)?.[0].replace(/[*_~]+$/, '');
	if (address === undefined || state.pos + address.length > state.posMax) return false;
	if (!silent) state.pending += address;
	state.pos += address.length;
	return true;
});

/** Letters and punctuation of scripts that are written without spaces between words. */
const WITHOUT_SPACES =
	/[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\uFF01-\uFF60]/u;

/**
 * In these scripts an emphasis may begin and end at any character. CommonMark asks for a space beside punctuation, so
 * that `**リスク：**高` would keep its stars (commonmark-spec#650).
 */
markdownIt.inline.State = class extends markdownIt.inline.State {
	override scanDelims(start: number, canSplitWord: boolean) {
		const delimiters = super.scanDelims(start, canSplitWord);
		if (!canSplitWord) return delimiters;
		const before = [...this.src.slice(Math.max(0, start - 2), start)].at(-1) ?? ' ';
		const after = String.fromCodePoint(this.src.codePointAt(start + delimiters.length) ?? 32);
		if (!WITHOUT_SPACES.test(before + after)) return delimiters;
		return { ...delimiters, can_open: /\S/u.test(after), can_close: /\S/u.test(before) };
	}
};
