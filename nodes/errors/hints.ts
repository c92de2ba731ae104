import { GraphResponseError } from '../graph/errors';
import type { ErrorContext } from './ErrorDescription';
import { isNamed } from './failures';
import { listIds } from './ids';
import { isUnexplained } from './kinds/status';
import { readableTime, utcTime } from './utcTime';

const NO_REASON =
	'Microsoft Graph gave no reason: a missing Security Copilot role, a workspace without capacity, or a tenant that is not onboarded can look like this too.';

const MAY_HAVE_WORKED = 'Look in Security Copilot first: the request may have worked all the same.';

/** Statuses after which a POST may have had its effect. */
const UNKNOWN_OUTCOMES: ReadonlySet<number> = new Set([408, 500, 502, 503, 504, 509]);

const MAY_LACK_CAPACITY =
	'A workspace without compute units (capacity) can look like this too: they are there again after the next full hour.';

/** How a service out of capacity answers to an evaluation is not documented, so it may stand behind a 403 that says nothing. */
function mayLackCapacity(response: GraphResponseError | undefined, id: string): boolean {
	if (response?.method !== 'POST' || !/\/evaluations$/.test(response.path)) return false;
	if (response.status === 403) return id === 'accessDenied';
	return (response.status === 429 || response.status === 503) && id !== 'capacityExhausted';
}

/** Statuses that may be about the length of what was sent. */
const CONTENT_REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);

/** Sentences that hold for many entries: what was created, how often it was tried, and what is not certain. */
export function hints(chain: readonly unknown[], context: ErrorContext, id: string): string[] {
	const response = chain.find((link) => link instanceof GraphResponseError);
	return [
		response?.status === 404 && isUnexplained(response) && NO_REASON,
		response?.method === 'POST' &&
			UNKNOWN_OUTCOMES.has(response.status) &&
			!id.endsWith('OutcomeUnknown') &&
			MAY_HAVE_WORKED,
		sizeSentence(response),
		mayLackCapacity(response, id) && MAY_LACK_CAPACITY,
		triesSentence(chain),
		idsSentence(context, id),
	].filter((sentence): sentence is string => typeof sentence === 'string');
}

function triesSentence(chain: readonly unknown[]): string | undefined {
	const gaveUp = chain.find((link) => isNamed(link, 'RetriesExhaustedError'));
	if (!gaveUp) return undefined;
	const time = utcTime(gaveUp.retryAt);
	const tries = Number.isInteger(gaveUp.tries) ? howOften(Number(gaveUp.tries)) : undefined;
	const next = time === undefined ? undefined : `Microsoft Graph asks to wait until ${readableTime(time)}.`;
	return [tries, next].filter(Boolean).join(' ') || undefined;
}

function howOften(tries: number): string {
	if (tries === 0) return 'n8n did not even send the request, so as not to prolong that.';
	return tries === 1 ? 'n8n tried once.' : `n8n tried ${tries} times.`;
}

/** What a refusal of the content is about, as far as it can be told without repeating it. */
function sizeSentence(response: GraphResponseError | undefined): string | undefined {
	if (response?.sentCharacters === undefined || !CONTENT_REFUSALS.has(response.status)) return undefined;
	return `The body of the request had ${response.sentCharacters} characters.`;
}

/** The IDs to go on with: what this run created, or what an evaluation without an answer belongs to. */
function idsSentence(context: ErrorContext, id: string): string | undefined {
	const { created = {} } = context;
	const createdIds = listIds(created);
	if (createdIds !== '') {
		return `This run has created ${createdIds}: go on with these IDs, so that nothing is created or paid twice.`;
	}
	if (!id.startsWith('evaluation') && id !== 'cancelledWhileEvaluating') return undefined;
	const ids = listIds(context);
	return ids === '' ? undefined : `IDs: ${ids}.`;
}
