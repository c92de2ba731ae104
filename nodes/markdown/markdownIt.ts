import MarkdownIt from 'markdown-it';

/**
 * The Markdown library, set up for answers. In the published package this file holds the library itself: the build
 * bundles it in, since a community node has no run-time dependencies. So nothing else may import the library, and this
 * file is loaded only when a format is asked for.
 */
export const markdownIt = new MarkdownIt({ html: false, linkify: true });

// An address is judged once, by `neutralise.ts`. What the library refuses would come through as raw Markdown.
markdownIt.validateLink = () => true;
markdownIt.normalizeLink = (url) => url;
markdownIt.normalizeLinkText = (text) => text;

// Only what has a scheme is taken as an address, so that `_` and `*` in it are not read as emphasis.
markdownIt.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
markdownIt.core.ruler.disable('linkify');

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
