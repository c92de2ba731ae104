import { basename } from 'node:path';
import { errorReference, errorSummary, permissionTable, withSection } from '../../docs/errorTable';
import { generatedDocuments } from '../../docs/generatedDocuments';

describe('the generated documents', () => {
	test.each(generatedDocuments().map((document) => [basename(document.path), document] as const))(
		'%s is up to date (npx tsx scripts/generate-error-table.ts)',
		(_, { current, expected }) => {
			expect(current).toBe(expected);
		},
	);

	it('list every table cell on one line', () => {
		const rows = [errorReference(), errorSummary(), permissionTable()].join('\n').match(/^\|.*$/gm) ?? [];
		expect(rows.length).toBeGreaterThan(150);
		expect(rows.filter((row) => !row.endsWith(' |'))).toEqual([]);
	});

	it('name the numbers of Microsoft Entra', () => {
		expect(errorReference()).toMatch(/`clientSecretExpired` \| [^|]*AADSTS7000222/);
	});

	it('list the permissions of each operation', () => {
		expect(permissionTable()).toContain(
			'| session | ask | `SecurityCopilotWorkspaces.Read.All`, `SecurityCopilotWorkspaces.ReadWrite.All` |',
		);
	});
});

describe('withSection', () => {
	it('replaces what stands between the markers, and nothing else', () => {
		expect(withSection('a <!-- x:start -->old<!-- x:end --> b', 'x', 'new')).toBe(
			'a <!-- x:start -->\nnew\n<!-- x:end --> b',
		);
	});

	test.each(['', '<!-- x:start -->', '<!-- x:end --><!-- x:start -->'])('refuses %p', (document) => {
		expect(() => withSection(document, 'x', 'new')).toThrow('no section "x"');
	});
});
