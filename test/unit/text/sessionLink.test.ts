import fc from 'fast-check';
import { findSessionLinks, sessionLinksIn, sessionWebUrl } from '../../../nodes/text/sessionLink';

const ID = '3f9a1c57-20de-4b8e-9c64-0d5b7a1e8f23';
const OTHER_ID = 'a0b1c2d3-e4f5-4678-9abc-def012345678';
const LINK = sessionWebUrl(ID);

describe('findSessionLinks', () => {
	it.each([
		['alone', LINK],
		['in a sentence', `The analyst asked in ${LINK}.`],
		['in front of several marks', `Is it ${LINK}?!`],
		['in angle brackets', `See <${LINK}>`],
		['in a Markdown link', `[session](${LINK})`],
		['in a wiki link', `[session|${LINK}]`],
		['in a Slack link', `<${LINK}|session>`],
		['in an HTML attribute', `<a href="${LINK}">session</a>`],
		['in single quotes and braces', `{'url':'${LINK}'}`],
		['in backticks', `\`${LINK}\``],
		['on a line of its own', `Note:\n${LINK}\r\nEnd`],
		['with a sharing token', `${LINK}?st=not-a-real-token`],
		['with a fragment', `${LINK}#turn-2`],
		['with a final slash', `${LINK}/`],
		['in upper case', LINK.toUpperCase()],
		['with a host in full-width letters', LINK.replace('security', 'ｓｅｃｕｒｉｔｙ')],
	])('finds a link %s', (_, text) => {
		expect(findSessionLinks(text)).toEqual([ID]);
	});

	it.each([
		['a GUID alone', `Session ${ID}`],
		['http', LINK.replace('https', 'http')],
		['a longer host', `https://securitycopilot.microsoft.com.attacker.example/sessions/${ID}`],
		['a host in front', `https://attacker.example-securitycopilot.microsoft.com/sessions/${ID}`],
		['the host as user info', `https://securitycopilot.microsoft.com@attacker.example/sessions/${ID}`],
		['user info', `https://user@securitycopilot.microsoft.com/sessions/${ID}`],
		['empty user info', `https://@securitycopilot.microsoft.com/sessions/${ID}`],
		['a port', `https://securitycopilot.microsoft.com:444/sessions/${ID}`],
		['the default port', `https://securitycopilot.microsoft.com:443/sessions/${ID}`],
		['a final dot in the host', `https://securitycopilot.microsoft.com./sessions/${ID}`],
		['a Cyrillic letter', LINK.replace('copilot', 'сopilot')],
		['the link inside another link', `https://attacker.example/?next=${LINK}`],
		['the link encoded in another', `https://attacker.example/?next=${encodeURIComponent(LINK)}`],
		['a word joined to it', `see:${LINK}`],
		['no GUID', 'https://securitycopilot.microsoft.com/sessions/overview'],
		['a GUID that is too short', LINK.slice(0, -1)],
		['a GUID that is too long', `${LINK}0`],
		['a longer path', `${LINK}/prompts`],
		['another path in front', `https://securitycopilot.microsoft.com/x/sessions/${ID}`],
		['a path that leads away', `${LINK}/../../admin`],
		['a path that leads back', `https://securitycopilot.microsoft.com/a/../sessions/${ID}`],
		['a path that leads back, encoded', `https://securitycopilot.microsoft.com/a/%2e%2e/sessions/${ID}`],
		['back slashes', LINK.replaceAll('/', '\\')],
		['a single slash', LINK.replace('https://', 'https:/')],
		['nothing', ''],
	])('does not take %s for a link', (_, text) => {
		expect(findSessionLinks(text)).toEqual([]);
	});

	it('gives a session once, in the order of first appearance', () => {
		const text = `${sessionWebUrl(OTHER_ID)} ${LINK} ${sessionWebUrl(OTHER_ID).toUpperCase()}?st=x`;
		expect(findSessionLinks(text)).toEqual([OTHER_ID, ID]);
	});

	it('finds every link between any other words, and nothing else', () => {
		// Words of the characters that make look-alikes, but never a portal link.
		const word = fc.string({
			unit: fc.constantFrom('h', 's', ':', '/', '.', '@', '?', '=', '*', '_', 'é', '0'),
		});
		const separator = fc.constantFrom(
			' ',
			'\n',
			'\t',
			'<',
			'>',
			'"',
			"'",
			'(',
			')',
			'[',
			']',
			'{',
			'}',
			'|',
			'`',
		);
		const link = fc.record({
			id: fc.uuid(),
			behind: fc.constantFrom('', '/', '?st=token', '#x', '.', '?!', '/?a=b,'),
		});
		const piece = fc.oneof(word, link);
		fc.assert(
			fc.property(fc.array(fc.tuple(piece, separator)), (pieces) => {
				const ids = pieces.flatMap(([each]) => (typeof each === 'string' ? [] : [each.id]));
				const text = pieces
					.map(
						([each, end]) => (typeof each === 'string' ? each : sessionWebUrl(each.id) + each.behind) + end,
					)
					.join('');
				expect(findSessionLinks(text)).toEqual([...new Set(ids)]);
			}),
		);
	});

	it('takes any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				expect(findSessionLinks(text)).toEqual([]);
			}),
		);
	});
});

describe('sessionLinksIn', () => {
	it('tells where a link stands, with what hangs on it but without the end of the sentence', () => {
		const link = `${LINK}?st=token`;
		const text = `Look at (${link}).`;
		const [place] = sessionLinksIn(text);
		expect(text.slice(place?.start, place?.end)).toBe(link);
	});
});
