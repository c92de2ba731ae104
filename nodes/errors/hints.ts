import { GraphResponseError, RetriesExhaustedError } from '../graph/errors';
import { isUnexplained } from './catalogue/graph';
import type { ErrorContext } from './ErrorDescription';
import { idsByLevel, listIds } from './ids';
import { readableTime, utcTime } from './utcTime';

const NO_REASON =
	'Microsoft Graph gave no reason: a missing Security Copilot role, a workspace without capacity, or a tenant that is not onboarded can look like this too.';

const MAY_HAVE_WORKED = 'Look in Security Copilot first: the request may have worked all the same.';

/** Statuses after which a POST may have had its effect. */
const UNKNOWN_OUTCOMES: ReadonlySet<number> = new Set([408, 500, 502, 503, 504, 509]);

/** Source: Security Copilot docs, "Logic Apps connector error codes": 429 stands for a lack of capacity too. */
const MAY_LACK_CAPACITY = 'A workspace without compute units (capacity) can look like this too.';

/** Statuses that may be about the length of what was sent. */
const CONTENT_REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);

/** Sentences that hold for many entries: how often it was tried, what is not certain, and what was created. */
export function hints(chain: readonly unknown[], context: ErrorContext, id: string): string[] {
	const response = chain.find((link) => link instanceof GraphResponseError);
	return [
		response?.status === 404 && isUnexplained(response) && NO_REASON,
		response?.method === 'POST' &&
			UNKNOWN_OUTCOMES.has(response.status) &&
			!/outcomeUnknown$/i.test(id) &&
			MAY_HAVE_WORKED,
		sizeSentence(response),
		mayLackCapacity(response, id) && MAY_LACK_CAPACITY,
		triesSentence(chain, id),
		createdSentence(context),
	].filter((sentence): sentence is string => typeof sentence === 'string');
}

/** How a service without capacity answers to the POST of an evaluation is not documented. */
function mayLackCapacity(response: GraphResponseError | undefined, id: string): boolean {
	if (response?.method !== 'POST' || !/\/evaluations$/.test(response.path)) return false;
	return [403, 429, 503].includes(response.status) && id !== 'evaluationCapacityExceeded';
}

function triesSentence(chain: readonly unknown[], id: string): string | undefined {
	const gaveUp = chain.find((link) => link instanceof RetriesExhaustedError);
	if (!gaveUp) return undefined;
	const time = utcTime(gaveUp.retryAt);
	// The message of `throttled` says it.
	const isToldTime = time === undefined || id === 'throttled';
	const next = isToldTime ? undefined : `Microsoft Graph asks to wait until ${readableTime(time)}.`;
	return [howOften(gaveUp.tries), next].filter(Boolean).join(' ');
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

/** The IDs to go on with. What was found is not told as created. */
function createdSentence({ created = {} }: ErrorContext): string | undefined {
	const ids = listIds(idsByLevel(created));
	if (ids === '') return undefined;
	return `This run has created ${ids}: go on with these IDs, so that nothing is created or paid twice.`;
}
