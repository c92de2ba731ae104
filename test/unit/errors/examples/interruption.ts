import { refused, unreachable } from '../failures';
import { example, named, RUN_CREATED, type Example } from './example';

export const interruptionExamples: Example[] = [
	example(
		'throttledUntil',
		'a time far ahead',
		named({
			name: 'RetriesExhaustedError',
			cause: refused(429),
			retryAt: new Date(Date.UTC(2026, 9, 21, 14, 5, 20)),
		}),
	),
	example(
		'throttledUntil',
		'a time far ahead that another request was told',
		named({ name: 'RetriesExhaustedError', retryAt: new Date(Date.UTC(2026, 9, 21, 14, 5, 20)), tries: 0 }),
	),
	example(
		'sessionOutcomeUnknown',
		'a session',
		named({ name: 'OutcomeUnknownError', what: 'session', cause: refused(504, { method: 'POST' }) }),
	),
	example(
		'promptOutcomeUnknown',
		'a prompt',
		named({ name: 'OutcomeUnknownError', what: 'prompt', cause: unreachable('ECONNRESET') }),
	),
	example(
		'evaluationOutcomeUnknown',
		'an evaluation',
		named({ name: 'OutcomeUnknownError', what: 'evaluation' }),
	),
	example('cancelled', 'nothing under way', named({ name: 'CancelledError' })),
	example(
		'cancelledWhileEvaluating',
		'an evaluation that was created',
		named({ name: 'CancelledError', evaluationMayRun: true }),
		RUN_CREATED,
	),
	example(
		'cancelledWhileEvaluating',
		'a request under way',
		named({ name: 'CancelledError', evaluationMayRun: true }),
	),
];
