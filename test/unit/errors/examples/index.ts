import type { Example } from './example';
import { answerExamples } from './answer';
import { connectionExamples } from './connection';
import { evaluationExamples } from './evaluation';
import { forbiddenExamples } from './forbidden';
import { inputExamples } from './input';
import { interruptionExamples } from './interruption';
import { notFoundExamples } from './notFound';
import { signInExamples } from './signIn';
import { statusExamples } from './status';
import { unauthorizedExamples } from './unauthorized';
import { unexpectedExamples } from './unexpected';
import { workspaceExamples } from './workspace';

/** At least one failure for each entry, except those whose reasons only GraphClient gives. */
export const EXAMPLES: readonly Example[] = [
	...signInExamples,
	...unauthorizedExamples,
	...forbiddenExamples,
	...workspaceExamples,
	...notFoundExamples,
	...statusExamples,
	...connectionExamples,
	...evaluationExamples,
	...interruptionExamples,
	...answerExamples,
	...inputExamples,
	...unexpectedExamples,
];

export type { Example };
