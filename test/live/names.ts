/**
 * What may stand in a report that people paste in public: names of the protocol, never what somebody wrote. Everything
 * that comes from an answer passes through here.
 */

/** A code of an error or the name of a header, a permission. */
export function codeName(value: unknown): string {
	if (value === undefined || value === '') return 'without a code';
	return typeof value === 'string' && /^[\w.:-]{1,60}$/.test(value) ? value : 'with an unreadable code';
}

/** The name of a property, or a member of an enumeration. */
export function memberName(value: unknown): string {
	if (value === null) return 'null';
	return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,40}$/.test(value)
		? `\`${value}\``
		: '(unreadable)';
}

/** Names in the order of the alphabet, each once. */
export function listOfNames(names: Iterable<string>): string {
	return [...new Set(names)].sort().join(', ') || 'none';
}

/** "1 prompt", "2 prompts". */
export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
