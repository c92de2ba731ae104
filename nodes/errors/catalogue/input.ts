import { InvalidIdError } from '../../graph/paths';
import { finding, type Entry, type Finding } from '../entry';

/** What is wrong before anything is sent, and what nobody knows. A value is never repeated but for the IDs in it. */
export const inputEntries = {
	invalidParameter: {
		when: 'A parameter of the node, or an ID, cannot be meant',
		message: 'The parameter "{name}" {reason}',
		advice:
			'Check the value, or the expression that makes it. An ID: choose From List, or paste the link of the session into By URL. Nothing was sent.',
	},
	unexpected: {
		when: 'Anything that this node does not know',
		message: 'n8n could not {operation} for a reason that this node does not know',
		advice:
			'Run it again. If it goes on, report the facts below to the maintainers of n8n-nodes-security-copilot.',
	},
} as const satisfies Record<string, Entry>;

/** A parameter that cannot be meant. A layer above raises it, so it is known by its name. */
interface InvalidParameterFailure {
	readonly name: 'InvalidParameterError';
	/** As the editor labels it. */
	readonly parameter: string;
	/** Completes "The parameter …". */
	readonly reason: string;
	readonly advice: string;
}

function isInvalidParameter(failure: unknown): failure is InvalidParameterFailure {
	return (failure as { name?: unknown } | null)?.name === 'InvalidParameterError';
}

/** Finds the entry of a parameter that was refused. */
export function findInput(failure: unknown): Finding | undefined {
	if (failure instanceof InvalidIdError) {
		return finding(inputEntries, 'invalidParameter', { name: failure.kind, reason: failure.reason });
	}
	if (!isInvalidParameter(failure)) return undefined;
	const { parameter, reason, advice } = failure;
	return {
		...finding(inputEntries, 'invalidParameter', { name: parameter, reason }),
		advice,
	};
}

/** The entry of a failure that nothing else fits. */
export function findUnexpected(): Finding {
	return finding(inputEntries, 'unexpected');
}
