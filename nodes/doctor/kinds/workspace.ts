import type { GraphResponseError } from '../../graph/errors';
import type { DiagnosisContext } from '../Diagnosis';
import { finding, type Entry, type Finding } from '../entry';
import { isAboutQuery } from './status';

/** What stands behind a refusal of any status: the workspace, its capacity, or the tenant is not ready. */
export const workspaceEntries = {
	logAnalyticsWorkspace: {
		when: '400, 403 or 404 while the workspace ID stands in an input item from Microsoft Sentinel or Log Analytics',
		message: 'The workspace ID seems to be that of a Log Analytics workspace, not of Security Copilot',
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

/** What a text stands for, and the statuses with which it can. */
interface Sign {
	pattern: RegExp;
	id: keyof typeof workspaceEntries;
	statuses: readonly number[];
}

/**
 * Microsoft documents no codes for these, so the text must do, where the status does not speak against it: throttling is
 * no matter of licences, and a filter may name any property.
 * Source: learn.microsoft.com, "Manage usage of security compute units" (high usage).
 */
const SIGNS: readonly Sign[] = [
	{
		pattern: /capacity|compute units?\b|\bSCUs?\b|high usage/i,
		id: 'capacityExhausted',
		statuses: [400, 402, 403, 404, 409, 429, 500, 503],
	},
	{
		pattern: /onboard|not (?:been |yet )*(?:provisioned|set up)|(?:tenant|organization).* not enabled/i,
		id: 'tenantNotOnboarded',
		statuses: [400, 402, 403, 404, 412, 500, 503],
	},
	{ pattern: /\blicen[sc]e|subscription/i, id: 'licenceMissing', statuses: [402, 403] },
];

/** Names, which may be anything: those of a workflow's own objects, or of a property. */
const QUOTED = /(?<!\w)(?:'[^']*'|"[^"]*")(?!\w)/g;

/** Graph says what a refusal is about, and it is not the workspace. */
const ABOUT_ELSE = /\b(?:session|prompt|evaluation|content|filter|select|property)\b/i;

export function findWorkspaceState(
	failure: GraphResponseError,
	{ looksLikeLogAnalyticsWorkspace }: DiagnosisContext,
): Finding | undefined {
	const { status, details } = failure;
	const text = `${details.code ?? ''} ${details.message ?? ''}`.replace(QUOTED, '');
	const sign = SIGNS.find(({ pattern, statuses }) => statuses.includes(status) && pattern.test(text))?.id;
	if (sign && !isAboutQuery(failure)) return finding(workspaceEntries, sign);
	if (status === 402) return finding(workspaceEntries, 'licenceMissing');
	if (looksLikeLogAnalyticsWorkspace && (status === 400 || status === 404) && !ABOUT_ELSE.test(text)) {
		return finding(workspaceEntries, 'logAnalyticsWorkspace');
	}
	return undefined;
}
