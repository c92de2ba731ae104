import { GraphResponseError, RetriesExhaustedError } from '../graph/errors';
import type { EntryId } from './catalogue';
import type { ErrorContext } from './ErrorDescription';
import { namedIds } from './ids';
import { readableTime, utcTime } from './utcTime';

/** Sentences that hold for many entries: how much was sent, how often it was tried, and what was created. */
export function notesOn(chain: readonly unknown[], context: ErrorContext, id: EntryId): string[] {
	const response = chain.find((link) => link instanceof GraphResponseError);
	const gaveUp = chain.find((link) => link instanceof RetriesExhaustedError);
	return [
		response && lengthNote(response),
		response && capacityNote(response, id),
		gaveUp && triesNote(gaveUp, id),
		createdNote(context),
	].filter((note) => note !== undefined);
}

/** Statuses that may be about the length of what was sent, which must not be repeated. */
const CONTENT_REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);

function lengthNote({ status, sentCharacters }: GraphResponseError): string | undefined {
	if (sentCharacters === undefined || !CONTENT_REFUSALS.has(status)) return undefined;
	return `The body of the request had ${sentCharacters} characters.`;
}

/**
 * How a service without capacity answers to the POST of an evaluation is not documented. Source: Security Copilot docs,
 * "Logic Apps connector error codes": 429 stands for a lack of capacity too.
 */
function capacityNote({ status, method, path }: GraphResponseError, id: EntryId): string | undefined {
	if (id === 'evaluationCapacityExceeded') return undefined;
	const isRefused = [403, 429, 503].includes(status) && method === 'POST' && /\/evaluations$/.test(path);
	return isRefused ? 'A workspace without compute units (capacity) can look like this too.' : undefined;
}

function triesNote({ tries, retryAt }: RetriesExhaustedError, id: EntryId): string {
	const time = utcTime(retryAt);
	// The message of `throttled` names the time.
	const isToldTime = time === undefined || id === 'throttled';
	return howOften(tries) + (isToldTime ? '' : ` Microsoft Graph asks to wait until ${readableTime(time)}.`);
}

function howOften(tries: number): string {
	if (tries === 0) return 'n8n did not even send the request, so as not to prolong that.';
	return tries === 1 ? 'n8n tried once.' : `n8n tried ${tries} times.`;
}

/** The IDs to go on with. What was found is not told as created. */
function createdNote({ created = {} }: ErrorContext): string | undefined {
	const ids = namedIds(created);
	if (ids.length === 0) return undefined;
	return `This run has created ${ids.join(', ')}: go on with these IDs, so that nothing is created or paid twice.`;
}
