import { presentable } from '../text/redaction';

/** One row of the catalogue: read by the code, and printed in docs/errors.md. */
export interface Entry {
	/** When it appears, for readers of the table. */
	when: string;
	/** What happened: one sentence without a full stop. Placeholders in braces. */
	message: string;
	/**
	 * Whether it makes sense to try again, without a full stop. Shown in the message with the IDs of what exists: in queue
	 * mode n8n hands nothing but the message to a model.
	 */
	again?: string;
	/** What to do about it: whole sentences. Placeholders in braces. */
	advice: string;
}

/** All that texts may be filled with, and the words for what is not known. */
export const PLACEHOLDERS = {
	operation: 'do this',
	permission: 'the permission of this operation',
	permissions: 'the permissions of this operation',
	permissionKind: 'delegated',
	credential: 'the credential',
	workspace: 'the workspace',
	session: 'the session',
	prompt: 'the prompt',
	evaluation: 'the evaluation',
	host: 'the server',
	code: 'without a number',
	number: '',
	result: 'of an unnamed type',
	reason: 'is not what Microsoft Graph documents',
	what: 'object',
	name: 'a name',
	seconds: 'some',
	time: 'some minutes',
	portal: 'https://securitycopilot.microsoft.com',
} as const;

export type Placeholder = keyof typeof PLACEHOLDERS;
export type Values = Readonly<Partial<Record<Placeholder, string>>>;

/** The entry that fits a failure, with what its texts are filled with. */
export interface Finding {
	id: string;
	entry: Entry;
	values: Values;
	/** In place of the advice of the entry; written by another layer. */
	advice?: string;
}

/** Picks an entry of a table by its ID. */
export function finding<Id extends string>(
	entries: Readonly<Record<Id, Entry>>,
	id: NoInfer<Id>,
	values: Values = {},
): Finding {
	return { id, entry: entries[id], values };
}

const MAX_VALUE_LENGTH = 160;

/** Fills a text. Values come from outside, so none goes in as it is. */
export function fill(template: string, values: Values): string {
	return template.replace(/\{(\w+)\}/g, (braces, name: string) => {
		if (!Object.hasOwn(PLACEHOLDERS, name)) return braces;
		const placeholder = name as Placeholder;
		return presentable(values[placeholder], MAX_VALUE_LENGTH) ?? PLACEHOLDERS[placeholder];
	});
}
