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

markdownIt.block.ruler.at('table', tableRule, { alt: ['paragraph'] });

// Answers cite as in `[1][2]`, and list their sources as `[1]: https://…`: a reference would lose one and hide the other.
// Source: jgm/pandoc, issue 3840.
markdownIt.block.ruler.disable('reference');

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

/** Begins a path of Windows: a drive, a server, or a key of the registry. */
const PATH_START = /(?<![a-z\d])(?:[a-z]:|HK(?:LM|CU|CR|U|CC|EY_[A-Z_]+))\\|\\\\[\w.?]/i;

/** What no path holds, such as an escape behind a blank; and how long one is at most. Source: Microsoft, "Naming Files". */
const PATH_END = /[\n"'`<>|,;]|\s(?=\\[^\w\\])/;
const LONGEST_PATH = 260;

/** Two backslashes before a name, and what is an escape elsewhere. `_` and the backslash are escaped in paths too. */
const SERVER = /(?<![\\\w:])\\\\(?=[\w.?])/y;
const SEPARATOR = /\\(?:[!#$%&()+\-./:=?@[\]^{}~]|\*(?!\*)|(?=\*\*))/y;

/** In a path of Windows a backslash is no escape: `\\DC01\C$`, `C:\Users\adele\.ssh` (nextcloud/spreed#10890). */
markdownIt.inline.ruler.before('escape', 'path', (state, silent) => {
	const { src, pos } = state;
	if (src.charAt(pos) !== '\\') return false;
	SERVER.lastIndex = SEPARATOR.lastIndex = pos;
	const before = src.slice(Math.max(0, pos - LONGEST_PATH), pos + 2).split(PATH_END);
	const isInPath = PATH_START.test(before.at(-1) ?? '');
	const literal = (SERVER.exec(src) ?? (isInPath ? SEPARATOR.exec(src) : null))?.[0];
	if (literal === undefined || pos + literal.length > state.posMax) return false;
	if (!silent) state.pending += literal;
	state.pos += literal.length;
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
		if (!canSplitWord) {
			// `__init__.py` is a name (hexlet-basics/exercises-python#384).
			const end = start + delimiters.length;
			const isName = /^\.[a-z]/.test(this.src.slice(end, end + 2));
			return { ...delimiters, can_close: delimiters.can_close && !isName };
		}
		const before = [...this.src.slice(Math.max(0, start - 2), start)].at(-1) ?? ' ';
		const after = String.fromCodePoint(this.src.codePointAt(start + delimiters.length) ?? 32);
		if (!WITHOUT_SPACES.test(before + after)) return delimiters;
		return { ...delimiters, can_open: /\S/u.test(after), can_close: /\S/u.test(before) };
	}
};
