import type { Emphasised, Inline, Link } from '../document';

/** What touches inline content on both sides; nothing at the edge of a line. */
export interface Around {
	before?: Inline | undefined;
	after?: Inline | undefined;
}

/** How a format that is a text writes each kind of inline content. */
export interface InlineMarkup {
	text(value: string): string;
	code(value: string, around: Around): string;
	lineBreak: string;
	link(link: Link): string;
	/** @param content what is emphasised, in markup */
	emphasis(emphasised: Emphasised, content: string, around: Around): string;
}

export function inlineMarkup(
	inlines: readonly Inline[],
	markup: InlineMarkup,
	{ before, after }: Around = {},
): string {
	return inlines
		.map((inline, index) => {
			const around = { before: inlines[index - 1] ?? before, after: inlines[index + 1] ?? after };
			switch (inline.type) {
				case 'text':
					return markup.text(inline.value);
				case 'code':
					return markup.code(inline.value, around);
				case 'break':
					return markup.lineBreak;
				case 'link':
					return markup.link(inline);
				default:
					return markup.emphasis(inline, inlineMarkup(inline.children, markup, around), around);
			}
		})
		.join('');
}

/** Bare text, in which a link shows where it leads, and what is struck through keeps its marks. */
export function plainLine(inlines: readonly Inline[], lineBreak = ' '): string {
	return inlineMarkup(inlines, {
		text: (value) => value,
		code: (value) => value,
		lineBreak,
		link: ({ url, children }) => {
			const label = plainLine(children, lineBreak);
			return label === url ? label : `${label} (${url})`;
		},
		emphasis: ({ type }, content) => (type === 'strikethrough' ? `~~${content}~~` : content),
	});
}
