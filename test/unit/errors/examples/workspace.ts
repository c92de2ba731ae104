import type { ErrorContext } from '../../../../nodes/errors/ErrorDescription';
import { CONTEXT, graphBody, PATHS, refused } from '../failures';
import { example, type Example } from './example';

const LOG_ANALYTICS: ErrorContext = { ...CONTEXT, looksLikeLogAnalyticsWorkspace: true };

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
	example(
		'throttled',
		'a limit of the subscription',
		refused(429, { body: graphBody('TooManyRequests', 'Rate limit of the subscription exceeded.') }),
	),
	example(
		'sessionNotFound',
		'404 with the word subscription',
		refused(404, { body: graphBody('NotFound', 'Session not found in subscription.') }),
	),
	example(
		'badRequest',
		'a name that is a licence',
		refused(400, { body: graphBody('BadRequest', 'The name "license plates" is too long.') }),
	),
	example(
		'invalidSelect',
		'a property that is a capacity',
		refused(400, {
			body: graphBody('BadRequest', "Could not find a property named 'capacity' on type 'x'."),
		}),
	),
	example(
		'invalidFilter',
		'a filter on capacity',
		refused(400, { body: graphBody('BadRequest', 'Invalid filter clause: capacity is unknown.') }),
	),
	example(
		'sessionNotFound',
		'a session with capacity in its name',
		refused(404, { body: graphBody('NotFound', "Session 'Capacity review' was not found.") }),
	),
	...['Session not found.', 'Prompt not found in this workspace.'].map((message, at) =>
		example(
			at === 0 ? 'sessionNotFound' : 'promptNotFound',
			`what Graph names, whatever the item holds: ${message}`,
			refused(404, { body: graphBody('NotFound', message), path: PATHS.prompt }),
			LOG_ANALYTICS,
		),
	),
	...['The prompt was blocked by the content filter.', 'It failed. Activity ID: 5.'].map((message) =>
		example(
			'badRequest',
			`a POST: ${message}`,
			refused(400, { body: graphBody('BadRequest', message), method: 'POST', path: PATHS.prompt }),
		),
	),
	example('licenceMissing', '402', refused(402)),
	example(
		'licenceMissing',
		'the word',
		refused(403, { body: graphBody('Forbidden', 'The tenant has no license.') }),
	),
];
