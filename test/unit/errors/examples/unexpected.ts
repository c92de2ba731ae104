import { unreachable } from '../failures';
import { example, type Example } from './example';

export const unexpectedExamples: Example[] = [
	example('unexpected', 'a fault of our own', new TypeError('x is not a function')),
	...[undefined, null, 'text', 5, Symbol('x'), {}].map((thrown) =>
		example('unexpected', String(thrown), thrown),
	),
	example(
		'connectionRefused',
		'an error that wraps it',
		new Error('n8n', { cause: new Error('axios', { cause: unreachable('ECONNREFUSED') }) }),
	),
];
