import { htmlFaults } from '../html';
import { isRecord, textFaults, unknownNames, type Faults } from '../judgement';

/** Bytes of UTF-16: about 28 KB (microsoftgraph/microsoft-graph-docs#7218). */
const LARGEST_MESSAGE = 28_000;

const TAGS = 'p br strong em s code pre ul ol li a h1 h2 h3 table tr th td'.split(' ');

/** What is wrong with the body of "send chatMessage in a channel". */
export function teamsFaults(body: unknown): Faults {
	if (!isRecord(body) || !isRecord(body['body'])) return ['body: is missing'];
	const { contentType, content } = body['body'];
	return [
		...unknownNames(body, ['body'], ''),
		...unknownNames(body['body'], ['contentType', 'content'], 'body.'),
		...(contentType === 'html' ? [] : ['body.contentType: is not html']),
		...textFaults(content, 'body.content', LARGEST_MESSAGE / 2),
		...(typeof content === 'string' ? htmlFaults(content, 'body.content', TAGS) : []),
	];
}
