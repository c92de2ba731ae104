import type { Format } from './format';
import { htmlMarkup } from './htmlMarkup';

/**
 * HTML for a Teams message, of the tags that Teams surely takes. A post takes about 28 KB with its markup, which counts
 * UTF-16 as Graph sends it (microsoftgraph/microsoft-graph-docs#7218).
 */
export const teams: Format<string> = {
	displayName: 'Teams HTML',
	limit: 12_000,
	render: (blocks, surroundings) =>
		htmlMarkup(blocks, surroundings, {
			attributes: {},
			deepestHeading: 3,
			strikethrough: ['~', '~'],
			rule: '<p>———</p>',
			hasQuotes: false,
		}),
};
