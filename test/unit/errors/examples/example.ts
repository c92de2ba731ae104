import type { ErrorContext } from '../../../../nodes/errors/ErrorDescription';
import type { NamedFailure } from '../../../../nodes/errors/failures';
import { CONTEXT, EVALUATION, PROMPT, SESSION } from '../failures';

/** A failure and the entry that must explain it. */
export interface Example {
	id: string;
	/** What makes it this one. */
	of: string;
	failure: unknown;
	context: ErrorContext;
}

export const example = (id: string, of: string, failure: unknown, context = CONTEXT): Example => ({
	id,
	of,
	failure,
	context,
});

/** Checks the members of a failure that is no class. */
export const named = (failure: NamedFailure) => failure;

/** What an action throws; what it returns when it does not. */
export function thrownBy(action: () => unknown): unknown {
	try {
		return action();
	} catch (error) {
		return error;
	}
}

/** Asking, after the evaluation was created. */
export const RUN_CREATED: ErrorContext = {
	...CONTEXT,
	operation: { resource: 'session', name: 'ask', permission: 'readAndWrite' },
	promptId: PROMPT,
	created: { sessionId: SESSION, promptId: PROMPT, evaluationId: EVALUATION },
};

/** The header of a claims challenge for a reason of continuous access evaluation. */
export const challenge = (code: string) => ({
	'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ==", errorDescription="result: InteractionRequired and code: ${code}"`,
});
