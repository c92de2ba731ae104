import { markdownIt } from './markdownIt';
import { htmlTree, isHtml } from './htmlTree';
import { addText } from './tree';
import type { Element, Node } from './tree';

type Token = ReturnType<typeof markdownIt.parse>[number];

/** Reads an answer, which is Markdown, or HTML where somebody asked for it. */
export function parseAnswer(answer: string): Node[] {
	// NUL would come back as a visible replacement character; a lone surrogate cannot be sent as UTF-8.
	const text = unfenced(answer.toWellFormed().replaceAll('\0', ''));
	return isHtml(text) ? htmlTree(text) : markdownTree(text);
}

/** The content of an answer that is one fence of Markdown or HTML (devoxx/DevoxxGenieIDEAPlugin#423). */
function unfenced(answer: string): string {
	const [, language = '', content = ''] =
		/^```(markdown|md|html)\r?\n([^]*)\n```$/i.exec(answer.trim()) ?? [];
	let isInFence = false;
	for (const [, info = ''] of content.matchAll(/^ *```(.*)$/gm)) {
		const isEnd = info.trim() === '';
		if (isEnd && !isInFence) return answer;
		isInFence = !isEnd;
	}
	if (content === '' || isInFence) return answer;
	return /html/i.test(language) && !isHtml(content) ? answer : content;
}

/**
 * Reads Markdown as CommonMark with GitHub's tables, strikethrough, task lists and bare addresses.
 *
 * - HTML is text, except `<br>`: it never becomes markup.
 * - A line break in a paragraph stays one, as in GitHub's comments: models break lines on purpose.
 * - A bare address and `<https://…>` are text; only `[label](address)` is a link.
 * - A row of a table may have more cells than the header: each is kept.
 *
 * Takes time in proportion to the text.
 */
function markdownTree(markdown: string): Node[] {
	return treeOf(markdownIt.parse(markdown, {}));
}

/** The library gives a flat list in which `x_open` and `x_close` embrace their content. */
function treeOf(tokens: readonly Token[]): Node[] {
	const root: Node[] = [];
	const open = [root];
	for (const token of tokens) {
		const siblings = open.at(-1) ?? root;
		// `info` is "auto" where the address itself is the text: it stays text.
		if (token.info === 'auto') continue;
		if (token.nesting === -1) open.pop();
		else if (token.type === 'inline') for (const node of treeOf(token.children ?? [])) siblings.push(node);
		else if (token.tag === '') addText(siblings, token.content);
		else {
			const element = elementOf(token);
			siblings.push(element);
			if (token.nesting === 1) open.push(element.children);
		}
	}
	return root;
}

function elementOf(token: Token): Element {
	const children = token.children === null ? [token.content].filter(Boolean) : treeOf(token.children);
	if (token.type === 'fence' || token.type === 'code_block') {
		const language = /^[a-z][a-z0-9+#-]{0,29}(?!\S)/i.exec(token.info)?.[0] ?? '';
		return { tag: 'pre', attributes: { language }, children };
	}
	const attributes = Object.fromEntries(token.attrs ?? []) as Record<string, string>;
	return { tag: token.tag, attributes, children };
}
