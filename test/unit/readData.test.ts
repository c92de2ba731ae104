import fc from 'fast-check';
import { AnswerDataError } from '../../nodes/copilot/failures';
import { dataInstruction, readData, type Attribute } from '../../nodes/SecurityCopilotSession/readData';

const attribute = (name: string, more: Partial<Attribute> = {}): Attribute => ({
	name,
	type: 'string',
	allowedValues: [],
	description: '',
	required: false,
	...more,
});

const verdict = attribute('verdict', { allowedValues: ['malicious', 'benign'], required: true });
const ATTRIBUTES = [
	verdict,
	attribute('score', { type: 'number' }),
	attribute('isolated', { type: 'boolean' }),
	attribute('users', { type: 'stringList' }),
	attribute('first_seen', { type: 'dateTime' }),
	attribute('summary'),
];

const OBJECT = {
	verdict: 'malicious',
	score: 7,
	isolated: true,
	users: ['adele', 'alex'],
	first_seen: '2026-11-02T03:00:00.000Z',
	summary: 'Phishing, then a rule in the mailbox.',
};
const JSON_TEXT = JSON.stringify(OBJECT, undefined, 2);

const problemOf = (answer: string, attributes = ATTRIBUTES): string => {
	const data = readData(answer, attributes);
	if (data instanceof AnswerDataError) return data.problem;
	throw new Error('It fits');
};

const read = (answer: string, attributes = ATTRIBUTES): Record<string, unknown> => {
	const data = readData(answer, attributes);
	if (data instanceof AnswerDataError) throw data;
	return data;
};

describe('an answer as data', () => {
	it.each<[string, string]>([
		['alone', JSON_TEXT],
		['in a fenced block', `\`\`\`json\n${JSON_TEXT}\n\`\`\``],
		['in a fenced block that never ends', `Here it is:\n\n\`\`\`\n${JSON_TEXT}\n`],
		['in a fenced block behind an open brace', `With { it opens:\n\`\`\`json\n${JSON_TEXT}\n\`\`\``],
		['behind prose, without its last brace', `Here it is: ${JSON_TEXT.replace(/\}$/, '')}`],
		['in a fenced block of tildes', `~~~json\n${JSON_TEXT}\n~~~`],
		[
			'with prose before and after',
			`Here is the object: ${JSON_TEXT}\nLet me know if you need more {details}.`,
		],
		['with braces in the prose before it', `For {incident} I found:\n${JSON_TEXT}`],
		['beside another block', `\`\`\`kql\nDeviceEvents | take 10\n\`\`\`\n\`\`\`json\n${JSON_TEXT}\n\`\`\``],
		['beside a block with another object', `\`\`\`json\n{"a":1}\n\`\`\`\n\`\`\`json\n${JSON_TEXT}\n\`\`\``],
		['twice, the same', `\`\`\`json\n${JSON_TEXT}\n\`\`\`\n\`\`\`json\n${JSON.stringify(OBJECT)}\n\`\`\``],
		['with comments', JSON_TEXT.replace('{', '{\n// my verdict\n').replace('"score"', '/* of 10 */ "score"')],
		['with trailing commas', JSON_TEXT.replace('"alex"', '"alex",').replace(/\n\}$/, ',\n}')],
		['in single quotes', JSON_TEXT.replaceAll('"', "'")],
		['with names without quotes', JSON_TEXT.replace(/"(\w+)":/g, '$1:')],
		['with numbers and booleans as text', JSON_TEXT.replace('7', '"7"').replace('true', '"True"')],
		['with yes for true', JSON_TEXT.replace('true', '"Yes"')],
		['with a list as text', JSON_TEXT.replace(/\[[^\]]*\]/, '"adele, alex"')],
		['in other cases', JSON_TEXT.replace('malicious', 'Malicious').replace('first_seen', 'First Seen')],
		['with more than was asked for', JSON_TEXT.replace('{', '{"confidence":"high",')],
		['within another object', `{"result": ${JSON_TEXT}}`],
		['within a list', `[${JSON_TEXT}]`],
		['as the text of another object', JSON.stringify({ output: `\`\`\`json\n${JSON_TEXT}\n\`\`\`` })],
		['as a text', JSON.stringify(JSON_TEXT)],
		['with control characters', JSON_TEXT.replace('Phishing', 'Phi\u0007shing')],
	])('is read where it stands %s', (_how, answer) => {
		const data = read(answer);
		expect({ ...data, first_seen: new Date(String(data.first_seen)).toISOString() }).toEqual(OBJECT);
	});

	it.each<[string, string]>([
		['CONTOSO\\adele ran C:\\Windows\\new\\u.exe', 'CONTOSO\\adele ran C:\\Windows\\new\\u.exe'],
		['C:\\\\Windows and \\\\ and \\"x\\" of D:\\q', 'C:\\Windows and \\ and "x" of D:\\q'],
		['two\\nlines', 'two\nlines'],
	])('keeps the backslashes that nobody has escaped: %j', (written, summary) => {
		expect(read(`{"verdict":"benign","summary":"${written}"}`)).toMatchObject({ summary });
	});

	it('keeps a text that holds a fence', () => {
		const summary = 'Run:\n```kql\nDeviceEvents\n| where A == "x"\n```\nand wait';
		const object = `{"verdict":"benign","summary":"${summary.replaceAll('"', '\\"')}"}`;
		expect(read(`Here:\n\`\`\`json\n${object}\n\`\`\``)).toMatchObject({ summary });
	});

	it.each(['None', 'Unknown', 'NaN'])('takes %s for nothing, but as a text', (word) => {
		const answer = `{"verdict":"benign","score":"${word}","users":["${word}"],"summary":"${word}"}`;
		expect(read(answer)).toMatchObject({ score: null, users: [], summary: word });
	});

	it('has null where there is nothing, or a word for it', () => {
		const names = ['score', 'isolated', 'users', 'first_seen', 'summary'];
		const allAre = (value: unknown) => Object.fromEntries(names.map((name) => [name, value]));
		for (const nothing of [null, '', 'N/A', 'n/a', '-', 'null', undefined]) {
			const answer = JSON.stringify({ verdict: 'benign', ...allAre(nothing) });
			expect(read(answer)).toEqual({ verdict: 'benign', ...allAre(null) });
		}
	});

	it('takes a word for nothing as a value where it is allowed', () => {
		const severity = attribute('severity', { allowedValues: ['high', 'N/A'], required: true });
		expect(read('{"severity":"n/a"}', [severity])).toEqual({ severity: 'N/A' });
	});

	it.each<[string, string, string]>([
		['a refusal in prose', 'I am sorry, I cannot help with that.', 'holds no JSON object'],
		['braces around prose', 'I cannot {do} that.', 'holds no JSON object'],
		['nothing', '', 'holds no JSON object'],
		['an object without any attribute', '{"a":1}', 'holds no JSON object with one of the attributes'],
		['an object in a text beside others', '{"a":"x","log":"{\\"verdict\\":\\"benign\\"}"}', 'no JSON object'],
		['no verdict', '{"score":1}', '"verdict" is missing'],
		['N/A for what is required', '{"verdict":"N/A"}', '"verdict" is missing'],
		[
			'a value that is not allowed',
			'{"verdict":"maybe"}',
			'"verdict" of the answer is not one of malicious, benign',
		],
		['words for a number', '{"verdict":"benign","score":"quite high"}', '"score" of the answer is no number'],
		['true for a number', '{"verdict":"benign","score":true}', '"score" of the answer is no number'],
		['infinity', '{"verdict":"benign","score":"Infinity"}', '"score" of the answer is no number'],
		[
			'a word for a boolean',
			'{"verdict":"benign","isolated":"perhaps"}',
			'"isolated" of the answer is no true',
		],
		[
			'a word for a date',
			'{"verdict":"benign","first_seen":"last week"}',
			'"first_seen" of the answer is no date',
		],
		['an object for a text', '{"verdict":"benign","summary":{"a":1}}', '"summary" of the answer is no text'],
		[
			'objects in a list',
			'{"verdict":"benign","users":[{"name":"a"}]}',
			'"users" of the answer is no list of texts',
		],
		[
			'two objects that differ',
			'```\n{"verdict":"benign"}\n```\n```\n{"verdict":"malicious"}\n```',
			'several objects that differ',
		],
	])('does not fit with %s', (_what, answer, problem) => {
		expect(problemOf(answer)).toContain(problem);
	});

	it('makes nothing a prototype, and takes nothing that was not asked for', () => {
		const answer = '{"__proto__":{"admin":true},"constructor":{"prototype":{}},"verdict":"benign"}';
		const data = read(answer, [verdict]);
		expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
		expect(Object.keys(data)).toEqual(['verdict']);
		expect(({} as { admin?: boolean }).admin).toBeUndefined();
		expect(problemOf('{"toString":"x"}', [attribute('valueOf')])).toContain('holds no JSON object');
	});

	it('repeats nothing of the answer in what it says about it', () => {
		expect(problemOf('{"verdict":"<!channel>","score":"<!here>"}')).not.toContain('<!');
	});

	it('gives all attributes or says why not, for any answer', () => {
		const anyAnswer = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.json(),
			fc.json().map((json) => `x ${json} y`),
		);
		fc.assert(
			fc.property(anyAnswer, (answer) => {
				const data = readData(answer, ATTRIBUTES);
				const names = ATTRIBUTES.map(({ name }) => name);
				const isTold = data instanceof AnswerDataError && data.problem !== '';
				expect(isTold || Object.keys(data)).toEqual(isTold || names);
			}),
		);
	});

	it('reads back what fits, whatever stands around it', () => {
		const data = fc.record({
			verdict: fc.constantFrom('malicious', 'benign'),
			score: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
			isolated: fc.option(fc.boolean()),
			users: fc.option(fc.array(fc.stringMatching(/^[a-z{}"\\]{1,9}[a-z]$/))),
			first_seen: fc.constant(null),
			summary: fc.option(fc.stringMatching(/^[a-z {}"'\\`]*[a-z]$/)),
		});
		fc.assert(
			fc.property(data, fc.constantFrom('', 'Sure! ', '```json\n'), (wanted, before) => {
				const answer = `${before}${JSON.stringify(wanted)}${before === '' ? '' : '\n```'}`;
				expect(read(answer)).toEqual(wanted);
			}),
		);
	});
});

describe('the instruction', () => {
	it('is short, names every attribute with its type, and is the same each time', () => {
		const text = dataInstruction([{ ...verdict, description: 'Your verdict' }, ...ATTRIBUTES.slice(1)]);
		expect(text).toContain('- verdict (text, one of: malicious, benign, required): Your verdict');
		expect(text).toContain('- users (list of texts, or null)');
		expect(text.length).toBeLessThan(400);
		expect(dataInstruction(ATTRIBUTES)).toBe(dataInstruction(structuredClone(ATTRIBUTES)));
	});
});
