import { characters, decodeReferences } from '../../../nodes/markdown/entities';
import { markdownIt } from '../../../nodes/markdown/markdownIt';

describe('decodeReferences', () => {
	it('gives for each name what the library gives', () => {
		const names = [...characters.keys()];
		const references = names.map((name) => `&${name};`).join(' ');
		expect(names.length).toBeGreaterThan(150);
		expect(decodeReferences(references)).toBe(markdownIt.utils.unescapeAll(references));
	});

	it.each([
		['&#65;&#x1F6A8;', 'A🚨'],
		['&#0; &#xD83D; &#9999999;', '\uFFFD \uFFFD \uFFFD'],
		['&Zopf; &amp &; &#; &toString;', '&Zopf; &amp &; &#; &toString;'],
		['&amp;lt;', '&lt;'],
	])('reads %s', (text, expected) => {
		expect(decodeReferences(text)).toBe(expected);
	});
});
