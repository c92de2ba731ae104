import { addressFaults, isRecord, textFaults, unknownNames, type Faults } from '../judgement';

/**
 * Parameters of `chat.postMessage` (docs.slack.dev), and one that the n8n node leaks into it: `includeLinkToWorkflow`
 * (n8n-nodes-base 2.41, `nodes/Slack/V2/SlackV2.node.js`).
 */
const PARAMETERS = [
	'channel',
	'text',
	'blocks',
	'thread_ts',
	'reply_broadcast',
	'mrkdwn',
	'unfurl_links',
	'unfurl_media',
	'includeLinkToWorkflow',
];

/** Block Kit reference: blocks in a message, characters in a section. */
const MOST_BLOCKS = 50;
const LONGEST_SECTION = 3_000;

/** `text` behind this is cut (chat.postMessage reference). */
const LONGEST_TEXT = 40_000;

/** UTF-8 bytes. Not documented: `msg_blocks_too_long` comes at about 13,200 (slackapi/bolt-js#2509). */
const LARGEST_BLOCKS = 13_200;

/** What is wrong with the body of a `chat.postMessage` as the examples should send it. */
export function slackFaults(body: unknown): Faults {
	if (!isRecord(body)) return ['the body is no object'];
	const { channel, blocks, text, thread_ts: thread } = body;
	return [
		// A bare list of blocks comes as the parameters 0, 1, 2.
		...unknownNames(body, PARAMETERS, ''),
		...textFaults(channel, 'channel', 100),
		...textFaults(text, 'text', LONGEST_TEXT),
		...(typeof text === 'string' ? markupFaults(text, 'text') : []),
		...(thread === undefined || /^\d+\.\d+$/.test(String(thread)) ? [] : ['thread_ts: is no time stamp']),
		...['includeLinkToWorkflow', 'unfurl_links', 'unfurl_media']
			.filter((name) => body[name] !== false)
			.map((name) => `${name}: is not false`),
		...(blocks === undefined ? [] : blocksFaults(blocks)),
	];
}

function blocksFaults(blocks: unknown): Faults {
	if (!Array.isArray(blocks) || blocks.length === 0) return ['blocks: is no list with blocks'];
	const bytes = Buffer.byteLength(JSON.stringify(blocks));
	return [
		...(blocks.length > MOST_BLOCKS ? [`blocks: are ${blocks.length}`] : []),
		...(bytes > LARGEST_BLOCKS ? [`blocks: have ${bytes} bytes`] : []),
		...blocks.flatMap((block, index) => blockFaults(block, `blocks[${index}]`)),
	];
}

/** Sections are all that the package makes. Others would need a judge of their own first. */
function blockFaults(block: unknown, where: string): Faults {
	if (!isRecord(block) || block['type'] !== 'section') return [`${where}: is no section`];
	const { text } = block;
	if (!isRecord(text) || text['type'] !== 'mrkdwn') return [`${where}.text: is no markup`];
	return [
		...unknownNames(block, ['type', 'text', 'block_id'], `${where}.`),
		...unknownNames(text, ['type', 'text', 'verbatim'], `${where}.text.`),
		...textFaults(text['text'], `${where}.text.text`, LONGEST_SECTION),
		...(typeof text['text'] === 'string' ? markupFaults(text['text'], `${where}.text.text`) : []),
	];
}

/** A link with a label or without; everything else in angle brackets acts: mentions, channels, dates. */
const LINK = /<(https?:[^<>|\s]+)(?:\|([^<>|]+))?>/g;

/** The addresses of the links in a text. */
export function slackLinks(text: string): string[] {
	return [...text.matchAll(LINK)].map(([, address = '']) => address.replaceAll('&amp;', '&'));
}

/** docs.slack.dev, "Formatting message text": `&`, `<` and `>` of a text must be encoded. */
function markupFaults(text: string, where: string): Faults {
	const rest = text.replace(LINK, '');
	return [
		...(/[<>]/.test(rest) ? [`${where}: has a raw bracket in "${around(rest, /[<>]/)}"`] : []),
		...(/&(?!amp;|lt;|gt;)/.test(rest)
			? [`${where}: has a raw & in "${around(rest, /&(?!amp;|lt;|gt;)/)}"`]
			: []),
		...(/@(?:here|channel|everyone)\b/.test(rest) ? [`${where}: speaks to everybody`] : []),
		...slackLinks(text).flatMap((address) => addressFaults(address, where)),
	];
}

function around(text: string, place: RegExp): string {
	const index = text.search(place);
	return text.slice(Math.max(0, index - 20), index + 20);
}

export interface SlackButton {
	label: string;
	url: string;
}

/** The buttons of a message that n8n sends to wait for an approval; undefined for any other message. */
export function approvalButtons(body: unknown): SlackButton[] | undefined {
	const blocks: unknown[] = isRecord(body) && Array.isArray(body['blocks']) ? body['blocks'] : [];
	const actions = blocks.filter(isRecord).find(({ type }) => type === 'actions');
	if (!actions || !Array.isArray(actions['elements'])) return undefined;
	return actions['elements'].filter(isRecord).map(({ text, url }) => ({
		label: isRecord(text) ? String(text['text']) : '',
		url: String(url),
	}));
}

/** What is wrong with a message that asks for an approval, whose blocks n8n makes: what is written in it. */
export function approvalFaults(body: unknown): Faults {
	if (!isRecord(body) || !Array.isArray(body['blocks'])) return ['the body is no object'];
	const texts = body['blocks']
		.filter(isRecord)
		.filter(({ type }) => type === 'section')
		.map(({ text }) => (isRecord(text) ? text['text'] : undefined));
	return [
		...textFaults(body['channel'], 'channel', 100),
		...texts.flatMap((text, index) => textFaults(text, `blocks[${index}].text`, LONGEST_SECTION)),
		...texts.flatMap((text) => (typeof text === 'string' ? markupFaults(text, 'blocks.text') : [])),
		...(JSON.stringify(texts).includes('[object Object]') ? ['blocks: show [object Object]'] : []),
		...(JSON.stringify(texts).includes('utm_source=n8n') ? ['blocks: advertise n8n'] : []),
	];
}
