import { presentable } from '../text/redaction';

/**
 * What Microsoft Entra says when it issues no token, read from any body and sorted by cause.
 *
 * Numbers and meanings: learn.microsoft.com, "Microsoft Entra authentication and authorization error codes", unless a
 * line names another source. Microsoft warns that numbers may change: an unknown one must stay usable, so it keeps its
 * number and gets the general text.
 */

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

/** Why there is no token, as far as it changes what a person has to do. */
export type SignInCause = keyof typeof NUMBERS;

const NUMBERS = {
	clientSecretExpired: [7000222],
	clientSecretWrong: [7000215, 7000218, 70002, 700025],
	// 7000213: AzureAD/microsoft-authentication-library-for-dotnet, issue 3909. 7000214: AzureAD/microsoft-identity-web,
	// issue 2834. 1000502: its pull request 2840.
	certificateNotAccepted: [700027, 7000213, 7000214, 700030, 700021, 700023, 700024, 50012, 50013, 1000502],
	// 900439: devblogs.microsoft.com, "Azure Government endpoint enforcement".
	appNotFound: [700016, 7000112, 90002, 50059, 50128, 50194, 9001023, 90038, 900432, 900439],
	consentRequired: [65001, 65004, 65005, 650056, 650057, 90094, 90095, 90099],
	// 650053: learn.microsoft.com, Power Query "Access denied". 1002012: "OAuth 2.0 client credentials flow".
	scopeNotValid: [70011, 28002, 650053, 1002012, 900144, 500011, 650052],
	conditionalAccessBlocked: [53003, 53000, 53001, 53002, 53004, 53011, 50005, 50097, 50158, 500021, 500212],
	accountUnusable: [50053, 50055, 50057, 50126, 50144, 50020, 50034, 51004, 50105],
	credentialNeedsReconnect: [
		...[700082, 70008, 700084, 70043, 50173, 50132, 50133, 50089, 50058, 700020, 70000],
		...[50076, 50079, 50072, 50074, 50078],
	],
	signInUnreachable: [90033, 90006, 90012, 90024, 90055, 50196],
} as const satisfies Record<string, readonly number[]>;

/** OAuth's words, for refusals without a number that is known. Source: RFC 6749, section 5.2, and Entra's list. */
const WORDS: Readonly<Record<string, SignInCause>> = {
	invalid_scope: 'scopeNotValid',
	invalid_client: 'clientSecretWrong',
	interaction_required: 'credentialNeedsReconnect',
	login_required: 'credentialNeedsReconnect',
	consent_required: 'consentRequired',
	temporarily_unavailable: 'signInUnreachable',
	server_error: 'signInUnreachable',
};

const CAUSES: ReadonlyMap<number, SignInCause> = new Map(
	(Object.keys(NUMBERS) as SignInCause[]).flatMap((cause) =>
		NUMBERS[cause].map((number): [number, SignInCause] => [number, cause]),
	),
);

/** The numbers behind each cause, for documentation. */
export const SIGN_IN_NUMBERS: Readonly<Record<SignInCause, readonly number[]>> = NUMBERS;

/**
 * Names the cause behind a number of Entra or a word of OAuth.
 *
 * @param code such as `AADSTS7000222` or `interaction_required`
 * @returns undefined for a number or word that is not known
 */
export function signInCause(code: string | undefined): SignInCause | undefined {
	const number = /^AADSTS(\d{4,8})$/i.exec(code ?? '')?.[1];
	if (number !== undefined) return CAUSES.get(Number(number));
	const word = (code ?? '').toLowerCase();
	return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

/** Longest text that is read, in characters. */
const MAX_TEXT_LENGTH = 20_000;
const MAX_DETAIL_LENGTH = 300;

/** Says only that a credential was wrong; a second number beside it says which and why. */
const GENERAL_NUMBER = 'AADSTS70002';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TIMESTAMP = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ$/;

/**
 * Reads a refusal of the token endpoint.
 *
 * @param body JSON or any other text as it came, or an object that was parsed already
 */
export function readSignInRefusal(body: unknown): SignInRefusal {
	const text = typeof body === 'string' ? body.slice(0, MAX_TEXT_LENGTH) : '';
	const fields = isRecord(body) ? body : parseJson(text);
	const error = textOf(fields.error);
	const description = (textOf(fields.error_description) ?? (error === undefined ? text : '')).slice(
		0,
		MAX_TEXT_LENGTH,
	);
	const numbers = [
		...(description.match(/AADSTS\d{4,8}/g) ?? []),
		...(Array.isArray(fields.error_codes) ? fields.error_codes : [])
			.filter((number) => Number.isInteger(number))
			.map((number) => `AADSTS${number}`),
	];
	const labelled = (label: string) =>
		new RegExp(`\\b${label}: *(\\S+(?: \\d\\d:\\S+)?)`).exec(description)?.[1];
	const refusal: SignInRefusal = {
		code: numbers.find((code) => code !== GENERAL_NUMBER) ?? numbers[0],
		error: /^\w{1,60}$/.exec(error ?? '')?.[0],
		detail: sentence(description),
		traceId: matching(GUID, fields.trace_id, labelled('Trace ID')),
		correlationId: matching(GUID, fields.correlation_id, labelled('Correlation ID')),
		timestamp: matching(TIMESTAMP, fields.timestamp, labelled('Timestamp')),
	};
	return Object.fromEntries(Object.entries(refusal).filter(([, value]) => value !== undefined));
}

function matching(pattern: RegExp, ...values: unknown[]): string | undefined {
	return values.find((value): value is string => typeof value === 'string' && pattern.test(value));
}

/** The first sentence, without the number, trace IDs and secrets. A page or an object is not a sentence. */
function sentence(description: string): string | undefined {
	if (!/^\s*\p{L}/u.test(description) || /^\s*(?:null|true|false)\s*$/.test(description)) return undefined;
	const [first = ''] = description.split(/\r?\n|\s*\b(?:Trace ID|Correlation ID|Timestamp):/, 1);
	return presentable(first.replace(/AADSTS\d{4,8}:?\s*/g, ''), MAX_DETAIL_LENGTH);
}

function parseJson(text: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(text);
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
