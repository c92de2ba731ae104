import { presentable } from '../text/redaction';

/** All that texts of the catalogue may be filled with, and the words for what is not known. */
export const PLACEHOLDERS = {
	operation: 'do this',
	permission: 'the permission of this operation',
	permissions: 'the permissions of this operation',
	permissionKind: 'delegated',
	credential: 'the credential',
	workspace: 'the workspace',
	object: 'it',
	host: 'the server',
	code: 'without a number',
	number: '',
	result: 'none',
	reason: 'is not what Microsoft Graph documents',
	what: 'object',
	name: 'a name',
	seconds: 'some',
	time: 'some minutes',
	portal: 'https://securitycopilot.microsoft.com',
} as const;

export type Values = Readonly<Partial<Record<keyof typeof PLACEHOLDERS, string>>>;

const MAX_VALUE_LENGTH = 160;

/** Fills a text of the catalogue. Values come from outside, so none goes in as it is. */
export function fill(template: string, values: Values): string {
	return template.replace(/\{(\w+)\}/g, (braces, name: string) => {
		if (!Object.hasOwn(PLACEHOLDERS, name)) return braces;
		const placeholder = name as keyof typeof PLACEHOLDERS;
		return presentable(values[placeholder], MAX_VALUE_LENGTH) ?? PLACEHOLDERS[placeholder];
	});
}
