import {
	RetriesExhaustedError,
	GraphResponseError,
	UnconfirmedPostError,
	readErrorDetails,
	UnexpectedAnswerError,
	ConnectionError,
} from '../../nodes/graph/errors';
import { CancelledError } from '../../nodes/graph/time';
import { codeName } from './names';
import { NothingThereError, type Tenant } from './Tenant';

/** One question to the tenant. */
export interface Check {
	/** Stays the same from version to version, so that reports can be compared. */
	name: string;
	question: string;
	/** Lines of docs/assumptions.md on which the answer bears, by the text of their first column. */
	settles: readonly string[];
	/**
	 * @returns the answer: no content, name, ID or token in it
	 * @throws NothingThereError where there is nothing to look at; whatever the client throws where Graph refuses
	 */
	ask(tenant: Tenant): Promise<string>;
}

/** What came of a check. */
export interface Row {
	check: Check;
	/** `refused`: Graph did not answer the question. `notMade`: there was nothing to ask about, or the command was stopped. */
	kind: 'answered' | 'refused' | 'notMade';
	answer: string;
	/** Of the answer that ended the check; absent where it needed no request of its own. */
	status?: number;
	requestId?: string;
}

/** Makes the checks one after another; one that fails does not end the others. */
export async function runChecks(
	checks: readonly Check[],
	tenant: Tenant,
	tell: (line: string) => void,
): Promise<Row[]> {
	const rows: Row[] = [];
	for (const check of checks) {
		tell(`${check.name} …`);
		rows.push(await run(check, tenant));
	}
	return rows;
}

async function run(check: Check, tenant: Tenant): Promise<Row> {
	if (tenant.signal.aborted) return { check, kind: 'notMade', answer: 'stopped' };
	tenant.lastAnswer = undefined;
	try {
		const answer = await check.ask(tenant);
		return { check, kind: 'answered', answer, ...traceOf(tenant) };
	} catch (error) {
		if (error instanceof NothingThereError) {
			return { check, kind: 'notMade', answer: error.message, ...traceOf(tenant) };
		}
		if (error instanceof CancelledError) return { check, kind: 'notMade', answer: 'stopped on the way' };
		return { check, kind: 'refused', ...refusalOf(error) };
	}
}

function traceOf({ lastAnswer }: Tenant): Pick<Row, 'status' | 'requestId'> {
	if (!lastAnswer) return {};
	return { status: lastAnswer.status, requestId: readErrorDetails(lastAnswer).requestId };
}

/** Never the text of an error: Graph's may quote what was asked for. */
function refusalOf(error: unknown): Pick<Row, 'answer' | 'status' | 'requestId'> {
	if (error instanceof UnconfirmedPostError) {
		const { answer, ...trace } = refusalOf(error.cause);
		return {
			answer: `unknown whether it was created: ${answer}; not sent again, look into the session`,
			...trace,
		};
	}
	if (error instanceof RetriesExhaustedError && error.cause) {
		const { answer, ...trace } = refusalOf(error.cause);
		return { answer: `${answer}, after ${error.tries} requests`, ...trace };
	}
	if (error instanceof GraphResponseError) {
		const { status, details } = error;
		return { answer: `${status} ${codeName(details.code)}`, status, requestId: details.requestId };
	}
	if (error instanceof UnexpectedAnswerError) {
		// In brackets there may be a word of the answer.
		return {
			answer: `the answer ${error.reason.replace(/\s*\(.*$/, '')}`,
			requestId: error.details.requestId,
		};
	}
	if (error instanceof ConnectionError) return { answer: `no answer (${codeName(error.code)})` };
	return { answer: `failed (${error instanceof Error ? codeName(error.name) : 'unknown'})` };
}
