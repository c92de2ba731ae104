import type { GraphResponseError } from '../../graph/errors';
import type { DiagnosisContext } from '../Diagnosis';
import { finding, type Entry, type Finding } from '../entry';
import { beforeNames, codeOf, ownWords, statement, states, wordsOfCode } from '../ownWords';

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
		when: 'The answer states that capacity or compute units are missing, with a status that fits',
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
		when: '402, or 403 that states that a licence or subscription is missing',
		message: 'Security Copilot is not paid for in this tenant or workspace',
		advice:
			'Ask the owner of the Security Copilot capacity whether {workspace} has capacity and the Azure subscription behind it is active.',
	},
} as const satisfies Record<string, Entry>;

/** What a refusal must be for an entry: its status, and then either its code or a statement of Graph's own. */
interface Sign {
	id: keyof typeof workspaceEntries;
	statuses: readonly number[];
	/** In lower case. */
	codes?: readonly string[];
	statements: readonly RegExp[];
}

const THE = '(?:(?:the|this|your) )?';
/** Units are counted in Security Copilot alone, so who misses them means its capacity. */
const UNITS = '(?<!\\bper )(?:security )?(?:compute units?|SCUs?)\\b(?! (?:role|permission)s?)';
const LACKS = '(?:is out of|has run out of|(?:has|have) (?:no|not enough|insufficient))';
const USED_UP = '(?:is|are|has been|have been) (?:exhausted|used up|exceeded)\\b';
const SET_UP = 'not (?:been |yet )*(?:onboarded|provisioned|set up|enabled)\\b';
const COPILOT = '(?:microsoft )?security copilot';
/** Who is paid for. */
const LICENSED = `${THE}(?:user|workspace|tenant|organization)`;
/** A licence of which nothing says that it is one of another product. */
const LICENCE = `(?:an? |the |your )?(?:(?:valid|active|required|azure|${COPILOT}) )*(?:licen[sc]e|subscription)\\b`;

/**
 * Microsoft documents no codes for these but the word of an evaluation's result, so statements must do where the status
 * does not speak against them: a fault that passes (500) is no lack of capacity, nor is a limit of requests (429). Who
 * mentions capacity otherwise, or beside another cause, gets the entry of the status.
 * Source: learn.microsoft.com, "Manage usage of security compute units" (high usage); Microsoft Graph docs,
 * "evaluationResultType" (capacityExceeded); answers of Graph in public issues (the tenant is unknown to the service behind it).
 */
const SIGNS: readonly Sign[] = [
	{
		id: 'capacityExhausted',
		statuses: [402, 403, 404, 429, 503],
		codes: ['capacityexceeded'],
		statements: [
			statement(`${COPILOT} (?:can't|cannot) respond to requests due to high usage`),
			new RegExp(`\\b(?:no|not enough|insufficient|out of)(?: more)? ${UNITS}`, 'i'),
			new RegExp(`\\b(?:used up|exhausted|exceeded|exceeds)(?: \\w+){0,3} ${UNITS}`, 'i'),
			new RegExp(
				`${UNITS}.* (?:used up|exhausted|exceeded)\\b|${UNITS} limit (?:is |was |has been )?reached\\b`,
				'i',
			),
		],
	},
	{
		// The word alone may stand for what any server has.
		id: 'capacityExhausted',
		statuses: [402, 403, 404],
		statements: [
			statement(`(?:there is )?no (?:${COPILOT} )?capacity (?:left )?(?:for|in|of) ${THE}workspace[.!]?$`),
			statement(`${THE}workspace ${LACKS} (?:${COPILOT} )?capacity(?: left)?[.!]?$`),
			statement(`${THE}(?:${COPILOT} |workspace )?capacity(?: of ${THE}workspace)? ${USED_UP}`),
		],
	},
	{
		id: 'tenantNotOnboarded',
		statuses: [400, 402, 403, 404, 412],
		codes: ['organizationfromtenantguidnotfound'],
		statements: [
			statement(`${COPILOT} (?:is|has) ${SET_UP}`),
			statement(
				`${THE}(?:tenant|organization|directory) (?:is |has )?${SET_UP}(?: yet)?(?: (?:to|for|with|in) ${COPILOT}.*)?[.!]?$`,
			),
		],
	},
	{
		id: 'licenceMissing',
		statuses: [402, 403],
		statements: [
			statement(`${LICENSED} (?:has no|does not have|doesn't have|lacks|needs) ${LICENCE}`),
			statement(`${LICENSED} is not licensed\\b`),
			statement(`${LICENCE} is (?:required|missing|not active|inactive|disabled|suspended|expired)\\b`),
		],
	},
];

/** Graph says what a refusal is about, and it is not the workspace. */
const ABOUT_ELSE = /\b(?:session|prompt|evaluation|content|payload|filter|select|property)\b/i;

export function findWorkspaceState(
	{ status, details }: GraphResponseError,
	{ looksLikeLogAnalyticsWorkspace }: DiagnosisContext,
): Finding | undefined {
	const said = [wordsOfCode(details), ...ownWords(details)].map(beforeNames);
	const sign = SIGNS.filter(({ statuses }) => statuses.includes(status)).find(
		({ codes, statements }) => codes?.includes(codeOf(details)) || states(said, ...statements),
	);
	if (sign) return finding(workspaceEntries, sign.id);
	if (status === 402) return finding(workspaceEntries, 'licenceMissing');
	if (looksLikeLogAnalyticsWorkspace && (status === 400 || status === 404) && !states(said, ABOUT_ELSE)) {
		return finding(workspaceEntries, 'logAnalyticsWorkspace');
	}
	return undefined;
}
