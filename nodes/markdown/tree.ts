/** The tags of HTML, in which both the Markdown library and an answer in HTML say what is what. Nothing of it is judged. */

export interface Element {
	/** In lower case. */
	tag: string;
	attributes: Readonly<Record<string, string>>;
	children: Node[];
}

export type Node = Element | string;

/** Tags that are blocks of their own. */
export const BLOCK_TAGS: ReadonlySet<string> = new Set(
	(
		'address article aside blockquote body div dl dd dt figure footer form h1 h2 h3 h4 h5 h6 head header hr html ' +
		'li main nav ol p pre section style table tbody td tfoot th thead tr ul'
	).split(' '),
);

/** Adds text; it becomes one with a text in front of it, so that no address is in two. */
export function addText(nodes: Node[], text: string): void {
	const last = nodes.at(-1);
	if (typeof last === 'string') nodes[nodes.length - 1] = last + text;
	else if (text !== '') nodes.push(text);
}
