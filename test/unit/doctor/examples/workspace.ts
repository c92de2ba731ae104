import type { DiagnosisContext } from '../../../../nodes/doctor/Diagnosis';
import { CONTEXT, graphBody, refused } from '../failures';
import { example, type Example } from './example';

const LOG_ANALYTICS: DiagnosisContext = { ...CONTEXT, looksLikeLogAnalyticsWorkspace: true };

export const workspaceExamples: Example[] = [
	...[400, 403, 404].map((status) =>
		example('logAnalyticsWorkspace', `${status}`, refused(status), LOG_ANALYTICS),
	),
	example(
		'capacityExhausted',
		'429',
		refused(429, {
			body: graphBody('TooManyRequests', "Security Copilot can't respond to requests due to high usage."),
		}),
	),
	example(
		'capacityExhausted',
		'403',
		refused(403, { body: graphBody('Forbidden', 'No capacity for this workspace.') }),
	),
	example(
		'tenantNotOnboarded',
		'the word',
		refused(404, { body: graphBody('NotFound', 'The tenant is not onboarded.') }),
	),
	example(
		'tenantNotOnboarded',
		'not provisioned',
		refused(403, { body: graphBody('Forbidden', 'Security Copilot has not been provisioned.') }),
	),
	example('licenceMissing', '402', refused(402)),
	example(
		'licenceMissing',
		'the word',
		refused(403, { body: graphBody('Forbidden', 'The tenant has no license.') }),
	),
];
