import { presentable } from '../text/redaction';

/** What a refusal of Entra says. Everything may be missing. */
export interface SignInRefusal {
	/** Entra's number, for example `AADSTS7000222`. */
	code?: string;
	/** OAuth 2.0's word, for example `invalid_client`. */
	error?: string;
	/** Entra's own sentence, without number, trace IDs and anything that looks like a secret. */
	detail?: string;
	/** What Microsoft's support finds the refusal by. */
	traceId?: string;
	correlationId?: string;
	/** UTC, as Entra writes it: `2026-07-31 05:11:26Z`. */
	timestamp?: string;
}

/**
 * Numbers of a sign-in service in trouble, or asked too often. Source: learn.microsoft.com, "Microsoft Entra
 * authentication and authorization error codes".
 */
export const TEMPORARY_NUMBERS = [90033, 90006, 90012, 90024, 90055, 50196] as const;

const TEMPORARY_CODES: ReadonlySet<string> = new Set([
	...TEMPORARY_NUMBERS.map((number) => `AADSTS${number}`),
	// Source: RFC 6749, section 4.1.2.1, and Entra's list.
	...['temporarily_unavailable', 'server_error'],
]);

/** Whether a refusal may pass by itself. */
export function isTemporary({ code, error = '' }: SignInRefusal): boolean {
	return TEMPORARY_CODES.has(code ?? error);
}

/** Longest description that is read, in characters. */
const MAX_DESCRIPTION_LENGTH = 20_000;
const MAX_DETAIL_LENGTH = 300;

/** Says only that a credential was wrong; a second number beside it says which and why. */
const GENERAL_NUMBER = 'AADSTS70002';

/**
 * Reads a refusal of the token endpoint.
 *
 * @param body JSON or any other text as it came, or an object that was parsed already
 */
export function readSignInRefusal(body: unknown): SignInRefusal {
	const fields = isRecord(body) ? body : parseJson(body);
	const error = textOf(fields.error);
	const text = textOf(fields.error_description) ?? (error === undefined ? textOf(body) : undefined);
	const description = text?.slice(0, MAX_DESCRIPTION_LENGTH) ?? '';
	const listed: unknown[] = Array.isArray(fields.error_codes) ? fields.error_codes : [];
	const numbers = [
		...(description.match(/AADSTS\d{4,8}/g) ?? []),
		...listed.filter(Number.isInteger).map((number) => `AADSTS${String(number)}`),
	];
	return {
		code: numbers.find((number) => number !== GENERAL_NUMBER) ?? numbers[0],
		error: /^\w{1,60}$/.exec(error ?? '')?.[0],
		detail: sentence(description),
		traceId: textOf(fields.trace_id),
		correlationId: textOf(fields.correlation_id),
		timestamp: textOf(fields.timestamp),
	};
}

/** The first sentence, without the number, trace IDs and secrets. A page or an object is not a sentence. */
function sentence(description: string): string | undefined {
	if (!/^\s*\p{L}/u.test(description) || /^\s*(?:null|true|false)\s*$/.test(description)) return undefined;
	const [first = ''] = description.split(/\r?\n|\s*\b(?:Trace ID|Correlation ID|Timestamp):/, 1);
	return presentable(first.replace(/AADSTS\d{4,8}:?\s*/g, ''), MAX_DETAIL_LENGTH);
}

function parseJson(text: unknown): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(String(text));
		return isRecord(value) ? value : {};
	} catch {
		return {};
	}
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
