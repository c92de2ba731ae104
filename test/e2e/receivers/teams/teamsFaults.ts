import { addressFaults, isRecord, textFaults, unknownNames, type Faults } from '../judgement';

/** Bytes of UTF-16: about 28 KB (microsoftgraph/microsoft-graph-docs#7218). */
const LARGEST_MESSAGE = 28_000;

const TAGS = 'p br strong em code pre ul ol li a h1 h2 h3 table tr th td'.split(' ');
const EMPTY_TAGS = ['br'];

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"<>]*")*)\s*>/g;
const ENTITY = /&(?:amp|lt|gt|quot|#\d{1,7});/g;

/** What is wrong with the body of "send chatMessage in a channel". */
export function teamsFaults(body: unknown): Faults {
	if (!isRecord(body) || !isRecord(body['body'])) return ['body: is missing'];
	const { contentType, content } = body['body'];
	const faults = [
		...unknownNames(body, ['body'], ''),
		...unknownNames(body['body'], ['contentType', 'content'], 'body.'),
		...(contentType === 'html' ? [] : ['body.contentType: is not html']),
		...textFaults(content, 'body.content', LARGEST_MESSAGE / 2),
	];
	return typeof content === 'string' ? [...faults, ...htmlFaults(content)] : faults;
}

function htmlFaults(html: string): Faults {
	const text = html.replace(TAG, '').replace(ENTITY, '');
	return [
		...(/[<>]/.test(text) ? ['body.content: has a raw bracket'] : []),
		...(text.includes('&') ? ['body.content: has a raw &'] : []),
		...tagFaults([...html.matchAll(TAG)]),
	];
}

function tagFaults(tags: RegExpExecArray[] | RegExpMatchArray[]): Faults {
	const open: string[] = [];
	const faults: Faults = [];
	for (const [, slash, tag = '', attributes = ''] of tags) {
		if (!TAGS.includes(tag)) faults.push(`body.content: has a tag ${tag}`);
		if (slash) {
			if (open.pop() !== tag) faults.push(`body.content: closes ${tag}, which is not open`);
			continue;
		}
		if (!EMPTY_TAGS.includes(tag)) open.push(tag);
		faults.push(...attributeFaults(tag, attributes));
	}
	return [...faults, ...open.map((tag) => `body.content: leaves ${tag} open`)];
}

function attributeFaults(tag: string, attributes: string): Faults {
	return [...attributes.matchAll(/([a-z-]+)="([^"]*)"/g)].flatMap(([, name = '', value = '']) => {
		const known = `${tag} ${name}`;
		if (known === 'a href') return addressFaults(value.replaceAll('&amp;', '&'), 'body.content');
		return known === 'ol start' && /^\d+$/.test(value) ? [] : [`body.content: has an attribute ${known}`];
	});
}
