import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorReference, permissionReference } from './errorTable';

/** A document that is made from the code. */
export interface GeneratedDocument {
	name: string;
	/** What stands in the file. */
	current: string;
	/** What must stand there. */
	expected: string;
}

const DOCS = resolve(__dirname, '../../docs');

const CONTENTS: ReadonlyArray<readonly [name: string, content: () => string]> = [
	['errors.md', errorReference],
	['permissions.md', permissionReference],
];

/** The documents under docs/ that are made from the code. */
export function generatedDocuments(): GeneratedDocument[] {
	return CONTENTS.map(([name, content]) => ({
		name,
		current: existsSync(resolve(DOCS, name)) ? readFileSync(resolve(DOCS, name), 'utf8') : '',
		expected: content(),
	}));
}

/** Brings all documents up to date. */
export function writeGeneratedDocuments(): void {
	for (const { name, expected } of generatedDocuments()) writeFileSync(resolve(DOCS, name), expected);
}
