import { InvalidIdError } from '../../graph/paths';
import { InvalidPropertyNameError, QueryTooLongError } from '../../graph/query';
import { finding, type Entry, type Finding } from '../entry';
import { isNamed } from '../failures';

/** What is wrong before anything is sent. The values themselves are never repeated. */
export const inputEntries = {
	invalidId: {
		when: 'An ID cannot stand in an address: empty, with a slash, whitespace, ? or the like',
		message: 'The {idKind} {reason}',
		advice:
			'Choose From List, paste the link of the session into By URL, or check the expression that makes the ID. Nothing was sent.',
	},
	invalidProperty: {
		when: 'Select Fields holds what cannot be a property name',
		message: 'Select Fields holds something that is not a property name',
		advice:
			'Choose fields from the list. An expression must yield names such as displayName, as an array. Nothing was sent.',
	},
	queryTooLong: {
		when: 'Filter and Select Fields are longer than an address may be',
		message: 'Filter and Select Fields are too long: {length} characters as they are sent',
		advice:
			'Filter for less, or read the list without a filter and use a Filter node after it. Nothing was sent.',
	},
	invalidParameter: {
		when: 'A parameter of the node cannot be meant',
		message: 'The parameter "{name}" {reason}',
		advice: 'Check the value, or the expression that makes it. Nothing was sent.',
	},
} as const satisfies Record<string, Entry>;

export function findInput(failure: unknown): Finding | undefined {
	if (failure instanceof InvalidIdError) {
		return finding(inputEntries, 'invalidId', { idKind: failure.kind, reason: failure.reason });
	}
	if (failure instanceof InvalidPropertyNameError) return finding(inputEntries, 'invalidProperty');
	if (failure instanceof QueryTooLongError) {
		return finding(inputEntries, 'queryTooLong', { length: String(failure.length) });
	}
	if (isNamed(failure, 'InvalidParameterError')) {
		const { parameter, reason } = failure;
		return finding(inputEntries, 'invalidParameter', { name: parameter, reason });
	}
	return undefined;
}

/** Whether an entry is about a parameter: nothing was sent. */
export function isInput(id: string): boolean {
	return Object.hasOwn(inputEntries, id);
}

/** What the checks of the parameters advise by themselves. */
export function ownAdvice(failure: unknown): string | undefined {
	return isNamed(failure, 'InvalidParameterError') ? failure.advice : undefined;
}
