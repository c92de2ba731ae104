import { FIRST_SESSION, sessionLink, sharedLink } from './links';
import { LOOK_ALIKES } from './hostile';

const LINK = sessionLink(FIRST_SESSION);
const SHARED = sharedLink(FIRST_SESSION);

/** As serializers write it that escape the slash. */
const escaped = (value: unknown) => JSON.stringify(value).replaceAll('/', '\\/');

/** Texts as people and products leave them, each with one link to the first session, by what touches the link. */
export const LINK_TEXTS: Array<[what: string, text: string]> = [
	['nothing', LINK],
	['a sharing token', SHARED],
	['a fragment', `${LINK}#turn-2`],
	['a final slash', `${LINK}/`],
	['blanks', ` \n${LINK}\t`],
	['capitals', LINK.toUpperCase()],
	['a comma behind it', `See ${LINK}, it is all there.`],
	['a letter behind a comma', `${LINK},x`],
	['a full stop', `All is in ${LINK}.`],
	['several marks', `Is it ${LINK}?!`],
	['a colon before it', `Session:${LINK}`],
	['a full-width colon', `詳細：${LINK}`],
	['an ideographic full stop', `${LINK}。`],
	['letters of another script', `詳細は${LINK}を参照`],
	['full-width brackets', `（${LINK}）`],
	['corner brackets', `「${LINK}」`],
	['typographic quotes', `“${LINK}” ‘${LINK}’ «${LINK}»`],
	['quotes', `"${LINK}" '${LINK}'`],
	['dashes', `–${LINK}—`],
	['angle brackets', `<${SHARED}>`],
	['angle brackets as escapes', `\\u003c${LINK}\\u003e`],
	['HTML entities', `&lt;${LINK}&gt; &quot;${LINK}&quot;`],
	['an attribute of HTML', `<a href="${LINK}">session</a>`],
	['Markdown', `[session](${SHARED}).`],
	['emphasis', `*${LINK}* _${LINK}_ **${LINK}** ~~${LINK}~~ \`${LINK}\``],
	['wiki markup', `[session|${SHARED}]`],
	['a Slack link', `<${LINK}|session>`],
	['a name before it', `url=${LINK}`],
	['pairs of a query', `id=4711&url=${LINK}&x=1`],
	['invisible characters', `\u200b${LINK}\ufeff`],
	['lines', `first\n${LINK}\r\nlast`],
	['JSON', JSON.stringify({ note: `first\n${LINK}\n"last"` })],
	['JSON with escaped slashes', escaped({ note: `first\n${LINK}\n"last"` })],
	['JSON within JSON', JSON.stringify({ body: JSON.stringify({ note: `a\n${LINK}\nb` }) })],
	['JSON with escaped slashes within such', escaped({ body: escaped({ note: `a\n${LINK}` }) })],
	['pairs of a form', `id=4711&url=${encodeURIComponent(SHARED)}&x=1`],
	['Safe Links', `https://eur02.safelinks.protection.outlook.com/?url=${encodeURIComponent(SHARED)}&data=05`],
	['itself in other writings', `${LINK} ${LINK.toUpperCase()}/ ${SHARED}`],
	['another link before it', `https://example.com/x ${LINK}`],
	['another link in the line before it', `https://example.com/x\n${LINK}`],
	['another link and a comma', `https://example.com,${LINK}`],
	['links that look alike', `${LINK} ${LOOK_ALIKES.join('\n')}`],
];
