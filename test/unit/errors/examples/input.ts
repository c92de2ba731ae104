import { pathSegment } from '../../../../nodes/graph/paths';
import { queryString } from '../../../../nodes/graph/query';
import { example, named, thrownBy, type Example } from './example';

export const inputExamples: Example[] = [
	example(
		'invalidId',
		'a slash',
		thrownBy(() => pathSegment('session ID', 'a/b')),
	),
	example(
		'invalidProperty',
		'a name with a space',
		thrownBy(() => queryString({ select: ['a b'] })),
	),
	example(
		'queryTooLong',
		'a filter of a megabyte',
		thrownBy(() => queryString({ filter: 'x'.repeat(1_000_000) })),
	),
	example(
		'invalidParameter',
		'an empty prompt',
		named({
			name: 'InvalidParameterError',
			parameter: 'prompt',
			reason: 'is empty',
			advice: 'Write a prompt.',
		}),
	),
];
