import { characters, decodeHTMLStrict } from '../../../nodes/markdown/entities';
import { markdownIt } from '../../../nodes/markdown/markdownIt';

describe('decodeHTMLStrict', () => {
	it('gives for each name what the library gives', () => {
		const references = [...characters.keys()].map((name) => `&${name};`);
		expect(references.length).toBeGreaterThan(150);
		expect(references.map(decodeHTMLStrict)).toEqual(
			references.map((reference) => markdownIt.utils.unescapeAll(reference)),
		);
	});

	it.each(['&Zopf;', '&toString;'])('leaves %s alone', (reference) => {
		expect(decodeHTMLStrict(reference)).toBe(reference);
	});
});
