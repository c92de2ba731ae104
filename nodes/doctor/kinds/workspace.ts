import type { GraphResponseError } from '../../graph/errors';
import type { DiagnosisContext } from '../Diagnosis';
import { finding, type Entry, type Finding } from '../entry';

/** What stands behind a refusal of any status: the workspace, its capacity, or the tenant is not ready. */
export const workspaceEntries = {
	logAnalyticsWorkspace: {
		when: '400, 403 or 404 while the workspace ID comes from Microsoft Sentinel or Log Analytics',
		message: 'The workspace ID is that of a Log Analytics workspace, not of Security Copilot',
		advice:
			'Set Workspace to default, or choose one From List. The workspace ID in an incident of Microsoft Sentinel names the Log Analytics workspace where the logs lie.',
		common: true,
	},
	capacityExhausted: {
		when: 'The answer speaks of capacity, compute units or high usage',
		message: 'Security Copilot has no compute units left for {workspace}',
		advice:
			'Run the workflow again after the next full hour, or let the capacity owner add security compute units (SCU), which takes about 30 minutes to apply.',
		common: true,
	},
	tenantNotOnboarded: {
		when: 'The answer says that the tenant is not onboarded or provisioned',
		message: 'The tenant of {credential} is not set up for Security Copilot yet',
		advice:
			'Ask an administrator to set Security Copilot up at https://securitycopilot.microsoft.com, and check that Directory (Tenant) ID is the tenant that has it.',
		common: true,
	},
	licenceMissing: {
		when: '402, or the answer speaks of a licence or subscription',
		message: 'Security Copilot is not paid for in this tenant or workspace',
		advice:
			'Ask the owner of the Security Copilot capacity whether {workspace} has capacity and the Azure subscription behind it is active.',
	},
} as const satisfies Record<string, Entry>;

/**
 * Microsoft documents no codes for these, so the text must do.
 * Source: learn.microsoft.com, "Manage usage of security compute units" (high usage).
 */
const SIGNS: ReadonlyArray<readonly [RegExp, keyof typeof workspaceEntries]> = [
	[/capacity|compute units?\b|\bSCUs?\b|high usage/i, 'capacityExhausted'],
	[
		/onboard|not (?:been |yet )*(?:provisioned|set up)|(?:tenant|organization).* not enabled/i,
		'tenantNotOnboarded',
	],
	[/licen[sc]e|subscription/i, 'licenceMissing'],
];

export function findWorkspaceState(
	{ status, details }: GraphResponseError,
	{ looksLikeLogAnalyticsWorkspace }: DiagnosisContext,
): Finding | undefined {
	const text = `${details.code ?? ''} ${details.message ?? ''}`;
	const sign = SIGNS.find(([pattern]) => pattern.test(text))?.[1];
	if (sign) return finding(workspaceEntries, sign);
	if (status === 402) return finding(workspaceEntries, 'licenceMissing');
	if (looksLikeLogAnalyticsWorkspace && (status === 400 || status === 404)) {
		return finding(workspaceEntries, 'logAnalyticsWorkspace');
	}
	return undefined;
}
