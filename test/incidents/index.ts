import {
	defenderCases,
	elasticCases,
	genericCases,
	jiraCases,
	pagerDutyCases,
	splunkCases,
} from './otherSources';
import type { IncidentCase } from './IncidentCase';
import { sentinelCases } from './sentinel';

export { HOSTILE_ANSWER, LOOK_ALIKES } from './hostile';
export { defenderCases, otherBodies, pagerDutyCases } from './otherSources';
export { SENTINEL_ANSWER, SENTINEL_DATA, sentinelCases, sentinelIncident } from './sentinel';
export { LINK_TEXTS } from './linkTexts';
export { FIRST_SESSION, SECOND_SESSION, SHARING_SECRET, sessionLink, webhookItem } from './links';

/** Every shape that reaches a webhook. */
export const incidentCases: IncidentCase[] = [
	sentinelCases,
	defenderCases,
	pagerDutyCases,
	jiraCases,
	splunkCases,
	elasticCases,
	genericCases,
].flatMap((cases) => Object.values(cases) as IncidentCase[]);
