import type { GraphResponseError } from '../../graph/errors';
import type { ErrorContext } from '../ErrorDescription';
import { finding, type Entry, type Finding } from '../entry';
import { beforeNames, codeOf, ownWords, statement, states, wordsOfCode } from '../ownWords';

/** What stands behind a refusal of any status: the workspace, its capacity, or the tenant is not ready. */
export const workspaceEntries = {
	logAnalyticsWorkspace: {
		when: '400, 403 or 404 while the workspace ID stands in an input item from Microsoft Sentinel or Log Analytics',
		message: 'The workspace ID seems to be that of a Log Analytics workspace, not of Security Copilot',
		advice:
			'Set Workspace to default, or choose one From List. The workspace ID in an incident of Microsoft Sentinel names the Log Analytics workspace where the logs lie.',
	},
	capacityExhausted: {
		when: 'The answer states that capacity or compute units are missing, with a status that fits',
		message: 'Security Copilot has no compute units left for {workspace}',
		advice:
			'Run the workflow again after the next full hour, or let the capacity owner add security compute units (SCU), which takes about 30 minutes to apply.',
	},
	tenantNotOnboarded: {
		when: 'The answer says that the tenant is not onboarded, provisioned or found',
		message: 'The tenant of {credential} is not set up for Security Copilot yet',
		advice:
			'Ask an administrator to set Security Copilot up at https://securitycopilot.microsoft.com, and check that Directory (Tenant) ID is the tenant that has it.',
	},
	licenceMissing: {
		when: '402, or 403 that states that a licence or subscription is missing',
		message: 'Security Copilot is not paid for in this tenant or workspace',
		advice:
			'Ask the owner of the Security Copilot capacity whether {workspace} has capacity and the Azure subscription behind it is active.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof workspaceEntries;

/** Codes that name the cause whatever the status, in lower case. */
const CODES: ReadonlyMap<string, Id> = new Map([
	['capacityexceeded', 'capacityExhausted'],
	['organizationfromtenantguidnotfound', 'tenantNotOnboarded'],
]);

const COPILOT = '(?:microsoft )?security copilot';
/** Units are counted in Security Copilot alone, so who misses them means its capacity. */
const UNITS = '(?<!\\bper )(?:security )?(?:compute units?|SCUs?)\\b(?! (?:role|permission))';
const USED_UP = '(?:used up|exhausted|exceeded)';
const SET_UP = 'not (?:been |yet )*(?:onboarded|provisioned|set up|enabled)';
const TENANT = '(?:(?:the|this|your) )?(?:tenant|organization)';
const CUSTOMER = `(?:${TENANT}|(?:(?:the|this|your) )?(?:user|workspace))`;
const NOT_FOUND = '(?:(?:(?:was|is|could) )?not (?:be )?found|does not exist)';
/** Of which nothing says that it is one of another product, not even what it is for. */
const LICENCE = `(?:(?:an?|the|your|valid|active|azure|${COPILOT}) )*(?:licen[sc]e|subscription)`;
const FOR_COPILOT = `(?: (?:for|to)(?: use)? (?:this \\w+|${COPILOT})| and .*)?[.!]?$`;

/**
 * Microsoft documents no codes for these but the word of an evaluation's result, so statements must do where the status
 * does not speak against them: a fault that passes (500) is no lack of capacity, nor is a limit of requests (429). Who
 * mentions capacity otherwise, or beside another cause, gets the entry of the status.
 * Source: learn.microsoft.com, "Manage usage of security compute units" (high usage); Microsoft Graph docs,
 * "evaluationResultType" (capacityExceeded); answers of Graph in public issues (a tenant that the service does not know).
 */
const SIGNS: ReadonlyArray<readonly [id: Id, statuses: readonly number[], statements: readonly RegExp[]]> = [
	[
		'capacityExhausted',
		[402, 403, 404, 429, 503],
		[
			statement(`${COPILOT} can(?:'|no)t respond to requests due to high usage`),
			statement(`.*\\b(?:not enough|insufficient|out of|${USED_UP}(?: its)?) ${UNITS}`),
			statement(
				`.*\\bno ${UNITS}(?:$|[.,:;!]| (?:(?:are|is|have been) )?(?:left|available|remain|assigned|provisioned|(?:for|in) ${CUSTOMER}))`,
			),
			statement(`.*${UNITS}.* (?:${USED_UP}|reached)\\b`),
		],
	],
	[
		// The word alone may stand for what any server has.
		'capacityExhausted',
		[402, 403, 404],
		[
			statement(
				`(?:there is )?(?:no|not enough|insufficient) capacity(?:(?: is)? (?:assigned|available|left))?(?: (?:for|to|in) ${CUSTOMER})?[.!]?$`,
			),
			statement(`${CUSTOMER} (?:has no|is out of) capacity(?: left| assigned)?[.!]?$`),
			statement(
				`(?:the )?(?:${COPILOT} )?capacity(?: (?:of|for) ${CUSTOMER})? (?:(?:(?:is|has been) )?${USED_UP}|${NOT_FOUND}[.!]?$)`,
			),
		],
	],
	[
		'tenantNotOnboarded',
		[400, 402, 403, 404, 412],
		[
			statement(`${COPILOT} (?:is|has) ${SET_UP}\\b(?!.*\\buser)`),
			statement(`${TENANT} (?:(?:is|has) )?${SET_UP}(?: yet)?(?: (?:to|for) ${COPILOT}.*)?[.!]?$`),
			statement(`${TENANT} ${NOT_FOUND}[.!]?$`),
		],
	],
	[
		'licenceMissing',
		[402, 403],
		[
			statement(
				`${CUSTOMER} (?:is not licensed|(?:has no|does(?: not|n't) have|lacks|needs) ${LICENCE})${FOR_COPILOT}`,
			),
			statement(`${LICENCE} is (?:required|missing|not active|disabled|expired)${FOR_COPILOT}`),
		],
	],
];

/** Graph says what a refusal is about, and it is not the workspace. */
const ABOUT_ELSE = /\b(?:session|prompt|evaluation|content|payload|filter|select|property)\b/i;

export function findWorkspaceState(
	{ status, details }: GraphResponseError,
	{ looksLikeLogAnalyticsWorkspace }: ErrorContext,
): Finding | undefined {
	const said = [wordsOfCode(details), ...ownWords(details)].map(beforeNames);
	const id =
		CODES.get(codeOf(details)) ??
		SIGNS.find(([, statuses, statements]) => statuses.includes(status) && states(said, ...statements))?.[0];
	if (id) return finding(workspaceEntries, id);
	if (status === 402) return finding(workspaceEntries, 'licenceMissing');
	if (looksLikeLogAnalyticsWorkspace && (status === 400 || status === 404) && !states(said, ABOUT_ELSE)) {
		return finding(workspaceEntries, 'logAnalyticsWorkspace');
	}
	return undefined;
}
