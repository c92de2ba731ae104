import type { INodeProperties } from 'n8n-workflow';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from '../../graph/retryPolicy';
import { asWholeNumber, type ItemParameters } from '../../shared/ItemParameters';

const usualRetries = DEFAULT_RETRY_LIMITS.maxRetries;

/** In seconds, as users think of it. */
const usualBudget = DEFAULT_RETRY_LIMITS.retryBudgetMs / 1_000;

/** Every operation has these, in alphabetical order of their names. */
export const retryOptions: INodeProperties[] = [
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
