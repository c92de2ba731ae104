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

export { HOSTILE_ANSWER } from './hostile';
export { givenCases } from './givenCases';
export type { IncidentCase, Source } from './IncidentCase';
export { defenderCases, otherBodies, pagerDutyCases } from './otherSources';
export {
	LOG_ANALYTICS_WORKSPACE,
	SENTINEL_ANSWER,
	SENTINEL_DATA,
	sentinelCases,
	sentinelIncident,
} from './sentinel';
export { FIRST_SESSION, SECOND_SESSION, SHARING_SECRET, sessionLink } from './sessions';

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
