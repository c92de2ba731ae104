import { errorReference, permissionReference } from '../../docs/errorTable';
import { generatedDocuments } from '../../docs/generatedDocuments';

describe('the generated documents', () => {
	test.each(generatedDocuments().map((document) => [document.name, document] as const))(
		'docs/%s is up to date (npx tsx scripts/generate-error-table.ts)',
		(_, { current, expected }) => {
			expect(current).toBe(expected);
		},
	);

	it('list every table cell on one line', () => {
		const rows = [errorReference(), permissionReference()].join('\n').match(/^\|.*$/gm) ?? [];
		expect(rows.length).toBeGreaterThan(60);
		expect(rows.filter((row) => !row.endsWith(' |'))).toEqual([]);
	});

	it('name the numbers of Microsoft Entra', () => {
		expect(errorReference()).toMatch(/`clientSecretExpired` \| [^|]*AADSTS7000222/);
	});

	it('list the permissions of each operation', () => {
		expect(permissionReference()).toContain(
			'| session | ask | `SecurityCopilotWorkspaces.Read.All`, `SecurityCopilotWorkspaces.ReadWrite.All` |',
		);
	});
});
