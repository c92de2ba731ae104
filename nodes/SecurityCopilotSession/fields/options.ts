import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from '../../graph/retryPolicy';
import { asWholeNumber, type ItemParameters } from '../../shared/ItemParameters';

export const includeLinkOption: INodeProperties = {
	displayName: 'Include Link',
	name: 'includeLink',
	type: 'boolean',
	default: false,
	description: 'Whether to add webUrl, the address of the session in the Security Copilot portal',
};

export const rawResponseOption: INodeProperties = {
	displayName: 'Raw Response',
	name: 'rawResponse',
	type: 'boolean',
	default: false,
	description:
		'Whether to keep the annotations of Graph, such as @odata.context, and its date for "not yet" (year 1)',
};

/** How an object of Graph is shown. */
export interface OutputOptions {
	rawResponse: boolean;
	includeLink: boolean;
}

/** @throws InvalidParameterError for what is neither true nor false */
export function readOutputOptions(item: ItemParameters): OutputOptions {
	return { rawResponse: item.switchedOn('rawResponse'), includeLink: item.switchedOn('includeLink') };
}

const usualRetries = DEFAULT_RETRY_LIMITS.maxRetries;

/** In seconds, as users think of it. */
const usualBudget = DEFAULT_RETRY_LIMITS.retryBudgetMs / 1_000;

/** Every operation has these, in alphabetical order of their names. */
const retryOptions: INodeProperties[] = [
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10 },
		default: usualRetries,
		description:
			'How often a request is repeated after throttling or a passing fault. What costs is never repeated blindly.',
	},
	{
		displayName: 'Retry Budget',
		name: 'retryBudget',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 3600 },
		default: usualBudget,
		description:
			'Longest time in seconds that a request may spend waiting to be repeated. When Graph asks for more, it fails at once.',
	},
];

/** The limits that one item names. `run.ts` takes those of the first usable item for all. @throws InvalidParameterError */
export function readRetryLimits(item: ItemParameters): RetryLimits {
	const { maxRetries = usualRetries, retryBudget = usualBudget } = item.options();
	return {
		maxRetries: asWholeNumber('maxRetries', maxRetries, 0, 10),
		retryBudgetMs: asWholeNumber('retryBudget', retryBudget, 0, 3_600) * 1_000,
	};
}

/** The collection of optional parameters: those of the operation, and those that every operation has. */
export function optionsField(options: INodeProperties[] = []): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options, ...retryOptions].sort((one, other) =>
			one.displayName < other.displayName ? -1 : 1,
		),
	};
}
