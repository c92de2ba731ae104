import { finding, type Entry, type Finding } from '../entry';

export const unexpectedEntries = {
	unexpected: {
		when: 'Anything that this node does not know',
		message: 'n8n could not {operation} for a reason that this node does not know',
		advice:
			'Run it again. If it goes on, report the facts below to the maintainers of n8n-nodes-security-copilot.',
	},
} as const satisfies Record<string, Entry>;

export function findUnexpected(): Finding {
	return finding(unexpectedEntries, 'unexpected');
}
