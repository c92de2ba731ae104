import { ZERO_WIDTH_SPACE } from '../sanitizeText';
import { endingWords, joinParts } from './format';
import type { Format } from './format';
import { bareText } from './plainText';
import { escapeSlack } from './slackMarkup';

/**
 * The `text` beside blocks: what notifications and screen readers get. Slack acts on mentions in it as well.
 * Source: docs.slack.dev, chat.postMessage: cut by Slack behind 40,000; a notification shows far less than this limit.
 */
export const slackText: Format<string> = {
	displayName: 'Slack Fallback Text',
	limit: 3_000,
	render: (blocks, { webUrl, isShortened, defang }) => {
		// Slack makes a link of each bare address in this text.
		const body = escapeSlack(bareText(blocks, { defang })).replaceAll('://', `:${ZERO_WIDTH_SPACE}//`);
		return joinParts([body, endingWords(isShortened) + escapeSlack(webUrl)]);
	},
};
