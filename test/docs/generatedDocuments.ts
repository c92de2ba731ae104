import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorReference, errorSummary, permissionTable, withSection } from './errorTable';

/** A document of which all or a part is made from the code. */
export interface GeneratedDocument {
	path: string;
	/** What stands in the file. */
	current: string;
	/** What must stand there. */
	expected: string;
}

const inPackage = (name: string) => resolve(__dirname, '../..', name);

/** The documents of the package; the README counts as soon as there is one. */
export function generatedDocuments(): GeneratedDocument[] {
	const [reference, readme] = [inPackage('docs/errors.md'), inPackage('README.md')];
	const documents = [{ path: reference, current: readIfThere(reference), expected: errorReference() }];
	if (existsSync(readme)) {
		const current = readFileSync(readme, 'utf8');
		const withErrors = withSection(current, 'errors', errorSummary());
		documents.push({
			path: readme,
			current,
			expected: withSection(withErrors, 'permissions', permissionTable()),
		});
	}
	return documents;
}

/** Brings all documents up to date. */
export function writeGeneratedDocuments(): void {
	for (const { path, expected } of generatedDocuments()) writeFileSync(path, expected);
}

function readIfThere(path: string): string {
	return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
