import type { INodeProperties } from 'n8n-workflow';
import type { AnswerOptions } from '../../copilot/evaluate';
import { InvalidParameterError } from '../../errors/InvalidParameterError';
import { asWholeNumber, type ItemParameters } from '../../shared/ItemParameters';

export const onNoAnswerOption: INodeProperties = {
	displayName: 'On No Answer',
	name: 'onNoAnswer',
	type: 'options',
	options: [
		{
			name: 'Return State',
			value: 'returnState',
			description: 'Pass on the IDs and the state without an answer',
		},
		{ name: 'Stop With Error', value: 'error', description: 'Fail, with the IDs in the description' },
	],
	default: 'error',
	description: 'What to do when the evaluation ends, or the timeout does, without an answer',
};

export const timeoutOption: INodeProperties = {
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 86400 },
	default: 600,
	description: 'Longest time in seconds to wait for an answer. The evaluation itself goes on after that.',
};

export const reuseAnswerOption: INodeProperties = {
	displayName: 'Reuse Answer',
	name: 'reuseAnswer',
	type: 'boolean',
	default: false,
	description:
		'Whether to take the answer that the same prompt already has in this session, or is about to get, instead of paying for a new one',
};

/**
 * How long to wait and for what.
 *
 * @param reuseByDefault whether answers are reused where the option is not set
 * @throws InvalidParameterError
 */
export function readAnswerOptions(item: ItemParameters, reuseByDefault: boolean): AnswerOptions {
	const { timeout = 600, onNoAnswer = 'error' } = item.options();
	if (onNoAnswer !== 'error' && onNoAnswer !== 'returnState') {
		throw new InvalidParameterError('onNoAnswer', 'is not one of error, returnState');
	}
	return {
		timeout: asWholeNumber('timeout', timeout, 1, 86_400),
		reuseAnswer: item.switchedOn('reuseAnswer', reuseByDefault),
		onNoAnswer,
	};
}
