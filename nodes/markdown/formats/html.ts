import type { Format } from './format';
import { htmlMarkup } from './htmlMarkup';

const FONT = 'font-family:Segoe UI,Arial,sans-serif;font-size:14px';
const CODE = 'font-family:Consolas,monospace;background:#f4f4f4';

/**
 * HTML for a mail. Outlook on Windows reads mail with Word's engine: it takes simple tags, inline styles and the old
 * attributes of tables (hteumeuleu.com/2020/outlook-rendering-engine). Gmail cuts a mail whose HTML is
 * longer than 102 KB (spamresource.com/2022/01/what-is-gmail-clipping-and-what-to-do.html).
 */
export const html: Format<string> = {
	displayName: 'HTML',
	limit: 100_000,
	render: (blocks, surroundings) => {
		const markup = htmlMarkup(blocks, surroundings, {
			attributes: {
				blockquote: ' style="margin:0 0 0 8px;padding-left:8px;border-left:3px solid #ccc"',
				code: ` style="${CODE}"`,
				pre: ` style="${CODE};padding:8px;white-space:pre-wrap"`,
				table: ' border="1" cellpadding="4" cellspacing="0" style="border-collapse:collapse"',
				th: ' align="left" style="background:#f4f4f4"',
				td: ' valign="top"',
			},
			deepestHeading: 6,
			strikethrough: ['<s>', '</s>'],
			rule: '<hr>',
			hasQuotes: true,
		});
		return `<div style="${FONT}">${markup}</div>`;
	},
};
