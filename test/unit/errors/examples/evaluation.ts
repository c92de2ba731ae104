import { example, named, type Example } from './example';

const evaluated = (state?: string, resultType?: string, more: object = {}) =>
	named({ name: 'EvaluationError', state, resultType, ...more });

export const evaluationExamples: Example[] = [
	example(
		'evaluationError',
		'error',
		evaluated('completed', 'error', { content: 'maximum context length is 128000 tokens' }),
	),
	example('evaluationRejected', 'rejected', evaluated('completed', 'rejected')),
	example('evaluationTimedOut', 'timedOut', evaluated('completed', 'timedOut')),
	example('evaluationCapacityExceeded', 'capacityExceeded', evaluated('completed', 'capacityExceeded')),
	example('evaluationNeedsClaims', 'needAdditionalClaims', evaluated('Completed', 'NeedAdditionalClaims')),
	...['unknown', 'unknownFutureValue', 'brandNew'].map((type) =>
		example('evaluationUnknownResult', type, evaluated('completed', type)),
	),
	example('evaluationWithoutResult', 'no result', evaluated('completed')),
	example(
		'evaluationWithoutResult',
		'success without content',
		evaluated('completed', 'success', { content: null }),
	),
	example('evaluationCancelled', 'cancelled', evaluated('cancelled')),
	example('evaluationWaitingForInput', 'waitingForInput', evaluated('waitingForInput')),
	...['created', 'running', 'pending', 'deferred', 'unknown', 'brandNew'].map((state) =>
		example('evaluationUnfinished', state, evaluated(state, 'unknown', { waitedSeconds: 600 })),
	),
	example('evaluationUnfinished', 'nothing known', evaluated()),
];
