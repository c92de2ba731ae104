import fc from 'fast-check';
import {
	findSessionLinks,
	sessionIdFromLink,
	sessionLinksIn,
	sessionWebUrl,
} from '../../../nodes/text/sessionLink';
import { LOOK_ALIKES } from '../../incidents/hostile';
import { LINK_TEXTS } from '../../incidents/linkTexts';
import { FIRST_SESSION, SECOND_SESSION, sessionLink } from '../../incidents/links';

const LINK = sessionLink(FIRST_SESSION);

const WRAPPED = 'https://a.safelinks.protection.outlook.com/?url=';

/** Alone, and as a text within JSON. */
const found = (text: string) => [findSessionLinks(text), findSessionLinks(JSON.stringify([text]))];

describe('findSessionLinks', () => {
	it('finds a link whatever touches it', () => {
		const missed = LINK_TEXTS.filter(([, text]) => found(text).some((ids) => String(ids) !== FIRST_SESSION));
		expect(missed).toEqual([]);
	});

	it('finds none in what looks like one', () => {
		expect([...LOOK_ALIKES, ''].filter((text) => found(text).flat().length > 0)).toEqual([]);
	});

	it('gives a session once, in the order of first appearance', () => {
		const text = `${sessionLink(SECOND_SESSION)} ${LINK} ${sessionLink(SECOND_SESSION).toUpperCase()}?st=x`;
		expect(findSessionLinks(text)).toEqual([SECOND_SESSION, FIRST_SESSION]);
	});

	it('finds every link between any other words, and nothing else', () => {
		// Words of the characters that make look-alikes, but never a portal link.
		const word = fc.string({ unit: fc.constantFrom(...'hs:/.@?=*_é0') });
		const separator = fc.constantFrom(...' \n\t<>"\'()[]{}|`。：“”');
		const piece = fc.oneof(
			word,
			fc.record({
				id: fc.uuid(),
				behind: fc.constantFrom('', '/', '?st=token', '#x', '.', '?!', '/?a=b,', '。', ',x', '*'),
			}),
		);
		fc.assert(
			fc.property(fc.array(fc.tuple(piece, separator)), (pieces) => {
				const ids = pieces.flatMap(([each]) => (typeof each === 'string' ? [] : [each.id]));
				const text = pieces
					.map(([each, end]) => (typeof each === 'string' ? each : sessionLink(each.id) + each.behind) + end)
					.join('');
				expect(findSessionLinks(text)).toEqual([...new Set(ids)]);
				expect(findSessionLinks(JSON.stringify({ text }))).toEqual([...new Set(ids)]);
			}),
		);
	});

	it('takes any text, in a time that grows with its length', () => {
		fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => findSessionLinks(text).length === 0));
		const began = performance.now();
		for (const part of [
			'https',
			'https://',
			'https://a.example/',
			LINK.slice(0, -1),
			'\\/',
			'//a=https:',
			WRAPPED,
		])
			findSessionLinks(part.repeat(100_000 / part.length));
		expect(performance.now() - began).toBeLessThan(3_000);
	});
});

describe('sessionLinksIn', () => {
	it('tells where a link stands, with what belongs to it but without the end of the sentence', () => {
		for (const behind of ['?st=token', '', '/?a=b#c', '#x']) {
			const text = `Look at (${LINK}${behind}).`;
			const [place] = sessionLinksIn(text);
			expect(text.slice(place?.start, place?.end)).toBe(LINK + behind);
		}
	});
});

describe('sessionIdFromLink', () => {
	it('reads an address of a session', () => {
		const more = [`${LINK}/`, `  ${LINK}\n`, LINK.toUpperCase(), `${LINK}/?view=full&st=c2hhcmluZw#answer`];
		expect([LINK, ...more].filter((address) => sessionIdFromLink(address) !== FIRST_SESSION)).toEqual([]);
	});

	it('refuses anything else', () => {
		const others = ['', FIRST_SESSION, `${LINK} ${LINK}`, `see ${LINK}`, `${LINK}.`];
		expect([...LOOK_ALIKES, ...others].filter((text) => sessionIdFromLink(text) !== undefined)).toEqual([]);
	});

	it('gives back what sessionWebUrl was made of, whatever stands behind it', () => {
		const behind = fc.oneof(
			fc.constant(''),
			fc.webQueryParameters().map((query) => `?st=${query}`),
		);
		fc.assert(
			fc.property(fc.uuid(), behind, (id, more) => {
				expect(sessionIdFromLink(sessionWebUrl(id) + more)).toBe(id);
			}),
		);
	});
});

describe('sessionWebUrl', () => {
	it('stays within the portal for any ID', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (id) => {
				const { origin, search, hash } = new URL(sessionWebUrl(id));
				expect([origin, search, hash]).toEqual(['https://securitycopilot.microsoft.com', '', '']);
			}),
		);
	});
});
