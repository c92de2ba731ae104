import type { INodeProperties } from 'n8n-workflow';
import type { Answer } from '../copilot/evaluation';
import type { AnswerOptions } from '../copilot/evaluate';
import { AnswerDataError, PartialResultError } from '../copilot/failures';
import { InvalidParameterError } from '../errors/InvalidParameterError';
import { asText, type ItemParameters } from '../shared/ItemParameters';
import { readData, type AnswerData, type Attribute, type AttributeType } from './readData';

const TYPES: Array<{ name: string; value: AttributeType }> = [
	{ name: 'Boolean', value: 'boolean' },
	{ name: 'Date and Time', value: 'dateTime' },
	{ name: 'List of Strings', value: 'stringList' },
	{ name: 'Number', value: 'number' },
	{ name: 'String', value: 'string' },
];

/** Answer As and its attributes, in the shape of n8n's Information Extractor. */
export const answerAsFields: INodeProperties[] = [
	{
		displayName: 'Answer As',
		name: 'answerAs',
		type: 'options',
		options: [
			{ name: 'Data', value: 'data', description: 'An object with the attributes below, checked' },
			{ name: 'Text', value: 'text', description: 'Markdown, as Security Copilot wrote it' },
		],
		default: 'text',
		description: 'Whether the answer to the last prompt is a text, or also data for the next nodes',
	},
	{
		displayName: 'Attributes',
		name: 'attributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add attribute',
		default: {},
		displayOptions: { show: { answerAs: ['data'] } },
		description: 'What the answer is to tell. An instruction of a few lines is appended to the last prompt.',
		options: [
			{
				displayName: 'Attribute',
				name: 'attributes',
				values: [
					{
						displayName: 'Allowed Values',
						name: 'allowedValues',
						type: 'string',
						default: '',
						placeholder: 'e.g. malicious, suspicious, benign',
						description: 'The values to choose from, separated by commas. Left empty, any value will do.',
					},
					{
						displayName: 'Description',
						name: 'description',
						type: 'string',
						default: '',
						placeholder: 'e.g. Your verdict on the incident',
						description: 'What the attribute means, for Security Copilot',
					},
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. verdict',
						description: 'Name of the attribute in the output: letters, digits, _ and -',
					},
					{
						displayName: 'Required',
						name: 'required',
						type: 'boolean',
						default: false,
						description: 'Whether an answer without it is a failure',
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						options: TYPES,
						default: 'string',
						description: 'What kind of value it is',
					},
				],
			},
		],
	},
];

/** No path, no expression, and nothing that JavaScript reads as the prototype of an object. */
const NAME = /^(?!__proto__$|prototype$|constructor$)[A-Za-z_][\w-]{0,63}$/;

/** The attributes of an item; undefined where its answer is a text. @throws InvalidParameterError */
export function readAttributes(item: ItemParameters): Attribute[] | undefined {
	const answerAs = item.text('answerAs');
	if (answerAs === 'text') return undefined;
	if (answerAs !== 'data') throw new InvalidParameterError('answerAs', 'is not one of data, text');
	const { attributes: entries = [] } = item.collection('attributes');
	const attributes = (Array.isArray(entries) ? entries : [entries]).map(readAttribute);
	const names = new Set(attributes.map(({ name }) => name));
	if (names.size === 0)
		throw new InvalidParameterError('attributes', 'is empty', 'Add what the answer is to tell.');
	if (names.size < attributes.length)
		throw new InvalidParameterError('attributes', 'names an attribute twice');
	return attributes;
}

function readAttribute(entry: unknown): Attribute {
	const { name, type, allowedValues, description, required } = (entry ?? {}) as Record<string, unknown>;
	const text = (value: unknown) => asText('attributes', value ?? '').trim();
	const known = TYPES.find(({ value }) => value === (type ?? 'string'));
	if (!NAME.test(text(name))) {
		const advice = 'Use letters, digits, _ and -, beginning with a letter.';
		throw new InvalidParameterError('attributes', 'holds a name that cannot be used', advice);
	}
	if (!known) throw new InvalidParameterError('attributes', 'holds a type that does not exist');
	return {
		name: text(name),
		type: known.value,
		allowedValues: text(allowedValues)
			.split(',')
			.map((value) => value.trim())
			.filter((value) => value !== ''),
		description: text(description).replace(/\s+/g, ' '),
		required: required === true || text(required) === 'true',
	};
}

/** What Answer As Data adds to an item. */
interface DataOutput {
	/** Null where the answer does not fit, or is none. */
	data: AnswerData | null;
	dataProblem?: string;
}

/**
 * The data of the last answer for the next node.
 *
 * @param answers in their order
 * @throws PartialResultError with the answers, when the last one does not fit and an error is wanted for that
 */
export function dataOutput(
	answers: readonly Answer[],
	attributes: readonly Attribute[],
	{ onNoAnswer }: AnswerOptions,
): DataOutput {
	const last = answers.at(-1);
	if (!last || last.answer === null) return { data: null, dataProblem: 'There is no answer' };
	const data = readData(last.answer, attributes);
	if (!(data instanceof AnswerDataError)) return { data };
	if (onNoAnswer === 'returnState') return { data: null, dataProblem: data.problem };
	const { workspaceId, sessionId, promptId, evaluationId } = last;
	throw new PartialResultError(data, { workspaceId, sessionId, promptId, evaluationId }, answers);
}

/**
 * Data as Markdown for the formats and the indicators, since JSON is nothing to read in Slack or Jira: one paragraph per
 * attribute, in their order, and a list for a list. What the answer does not tell is left out.
 *
 * @returns undefined where there is nothing to write
 */
export function dataMarkdown(output: DataOutput | undefined): string | undefined {
	const paragraphs = Object.entries(output?.data ?? {}).flatMap(([name, value]) => {
		if (value === null) return [];
		const text = Array.isArray(value) ? value.map((entry) => `- ${entry}`).join('\n') : String(value).trim();
		const separator = Array.isArray(value) || text.includes('\n') ? '\n\n' : ' ';
		return [`**${name}:**${separator}${text}`];
	});
	return paragraphs.join('\n\n') || undefined;
}
