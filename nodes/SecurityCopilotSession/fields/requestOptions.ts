import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from '../../graph/retryPolicy';
import { InvalidParameterError } from '../../shared/InvalidParameterError';
import { asWholeNumber, type ItemParameters } from '../../shared/ItemParameters';

const usualRetries = DEFAULT_RETRY_LIMITS.maxRetries;

/** In seconds, as users think of it. */
const usualBudget = DEFAULT_RETRY_LIMITS.retryBudgetMs / 1_000;

export const maxRetriesOption: INodeProperties = {
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: usualRetries,
	description:
		'How often a request is repeated after throttling or a passing fault. What costs is never repeated blindly.',
};

export const requestModeOption: INodeProperties = {
	displayName: 'Request Mode',
	name: 'requestMode',
	type: 'options',
	options: [
		{ name: 'Automatic', value: 'automatic', description: 'Many reads travel in batches, few alone' },
		{ name: 'Batch', value: 'batch', description: 'Every read travels in a batch' },
		{ name: 'Single', value: 'single', description: 'Every read travels alone' },
	],
	default: 'automatic',
	description: 'How reads of many items travel to Microsoft Graph',
};

export const retryBudgetOption: INodeProperties = {
	displayName: 'Retry Budget',
	name: 'retryBudget',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 3600 },
	default: usualBudget,
	description:
		'Longest time in seconds that a request may spend waiting to be repeated. When Graph asks for more, it fails at once.',
};

/** Every operation has these, in alphabetical order of their names. */
export const requestOptions = [maxRetriesOption, requestModeOption, retryBudgetOption];

type RequestMode = 'automatic' | 'single' | 'batch';

const MODES: readonly RequestMode[] = ['automatic', 'batch', 'single'];

/** How an execution sends. */
export interface RequestOptions {
	limits: RetryLimits;
	mode: RequestMode;
}

/** @throws InvalidParameterError */
export function readRequestOptions(item: ItemParameters): RequestOptions {
	const { maxRetries, requestMode, retryBudget } = item.options();
	const number = (name: string, value: unknown, usual: number, most: number) =>
		value === undefined ? usual : asWholeNumber(name, value, 0, most);
	const mode = MODES.find((known) => known === (requestMode ?? 'automatic'));
	if (!mode) throw new InvalidParameterError('requestMode', `is not one of ${MODES.join(', ')}`);
	return {
		limits: {
			maxRetries: number('maxRetries', maxRetries, usualRetries, 10),
			retryBudgetMs: number('retryBudget', retryBudget, usualBudget, 3_600) * 1_000,
		},
		mode,
	};
}
