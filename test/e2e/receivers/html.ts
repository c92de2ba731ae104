import { addressFaults, type Faults } from './judgement';

/** What the formats of the package are made of. */
const TAGS =
	'p br hr strong em s code pre blockquote ul ol li a h1 h2 h3 h4 h5 h6 table thead tbody tr th td div span'.split(
		' ',
	);
const EMPTY_TAGS = ['br', 'hr'];

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"<>]*")*)\s*>/g;
const ENTITY = /&(?:amp|lt|gt|quot|nbsp|#\d{1,7});/g;

/** What changes the look of a table and nothing else. */
const LOOKS = ['align', 'valign', 'border', 'cellpadding', 'cellspacing'];

/** What is wrong with HTML that quotes attackers: raw text, tags that load or run something, tags left open. */
export function htmlFaults(html: string, where: string, tags: readonly string[] = TAGS): Faults {
	const text = html.replace(TAG, '').replace(ENTITY, '');
	return [
		...(/[<>]/.test(text) ? [`${where}: has a raw bracket`] : []),
		...(text.includes('&') ? [`${where}: has a raw &`] : []),
		...tagFaults([...html.matchAll(TAG)], where, tags),
	];
}

function tagFaults(found: RegExpExecArray[], where: string, tags: readonly string[]): Faults {
	const open: string[] = [];
	const faults: Faults = [];
	for (const [, slash, tag = '', attributes = ''] of found) {
		if (!tags.includes(tag)) faults.push(`${where}: has a tag ${tag}`);
		if (slash) {
			if (open.pop() !== tag) faults.push(`${where}: closes ${tag}, which is not open`);
			continue;
		}
		if (!EMPTY_TAGS.includes(tag)) open.push(tag);
		faults.push(...attributeFaults(tag, attributes, where));
	}
	return [...faults, ...open.map((tag) => `${where}: leaves ${tag} open`)];
}

function attributeFaults(tag: string, attributes: string, where: string): Faults {
	return [...attributes.matchAll(/([a-z-]+)="([^"]*)"/g)].flatMap(([, name = '', value = '']) => {
		const known = `${tag} ${name}`;
		if (known === 'a href') return addressFaults(value.replaceAll('&amp;', '&'), where);
		if (name === 'style')
			return /url\(|expression|@import/i.test(value) ? [`${where}: loads by its style`] : [];
		if (/^t(?:able|r|h|d)$/.test(tag) && LOOKS.includes(name)) return [];
		return known === 'ol start' && /^\d+$/.test(value) ? [] : [`${where}: has an attribute ${known}`];
	});
}
