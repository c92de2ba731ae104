import { authorization } from './authorization';
import { brokenAnswers } from './brokenAnswers';
import { connections } from './connections';
import type { FaultCase } from './FaultCase';
import { refusals } from './refusals';
import { serverErrors } from './serverErrors';
import { throttling } from './throttling';

export { SESSION, type FaultCase } from './FaultCase';

/** Faults of a single request, in the order of the list. */
export const faultCases: FaultCase[] = [
	...throttling,
	...serverErrors,
	...authorization,
	...refusals,
	...brokenAnswers,
	...connections,
];
