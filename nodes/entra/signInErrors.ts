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
	clientSecretWrong: [7000215, 70002],
	clientSecretMissing: [7000218],
	publicClient: [700025],
	// 7000213: AzureAD/microsoft-authentication-library-for-dotnet, issue 3909. 7000214: AzureAD/microsoft-identity-web,
	// issue 2834. 700021 and 700023: "Troubleshoot Azure authentication with service principal"; Entra's own list gives
	// 700023 another meaning too, about scopes.
	certificateNotAccepted: [700027, 7000213, 7000214, 700030, 700021, 700023, 50012, 50013],
	// AzureAD/microsoft-identity-web, pull request 2840.
	certificateExpired: [1000502],
	clockWrong: [700024, 500133],
	tenantNotFound: [90002, 50059, 50128, 90019],
	// 900439: devblogs.microsoft.com, "Azure Government endpoint enforcement".
	tenantInAnotherCloud: [90038, 900382, 900432, 900439, 90043, 90051],
	singleTenantApp: [50194, 9001023, 90124, 90130],
	appNotFound: [700016, 700011],
	appDisabled: [7000112, 70001, 1000031],
	consentRequired: [65001, 90008],
	consentDeclined: [65004],
	adminConsentRequired: [90094, 90095, 90099],
	permissionNotInApp: [65005, 650056, 650057],
	serviceNotInTenant: [500011, 650052, 650054],
	// 650053: learn.microsoft.com, Power Query "Access denied".
	scopeNotValid: [70011, 28002, 28003, 650053, 700022],
	// learn.microsoft.com, "OAuth 2.0 client credentials flow".
	scopeNeedsDefault: [1002012],
	parameterMissing: [900144, 90014],
	multifactorRequired: [50076, 50079, 50072, 50074, 50078, 53004],
	conditionalAccessBlocked: [
		53003, 53000, 53001, 53002, 53010, 53011, 530032, 530034, 530035, 50005, 50097, 50129, 50131, 50155,
		50158,
	],
	signInExpired: [70008, 700082, 700084, 50089],
	signInFrequency: [70043],
	signInRevoked: [50173, 50132, 50133],
	interactionRequired: [50058, 700020, 70000],
	codeAlreadyUsed: [54005],
	accountUnusable: [50053, 50055, 50057, 50126, 50135, 50144],
	accountNotInTenant: [50020, 50034, 50014, 51004, 16000, 16003, 90072, 500208],
	userNotAssigned: [50105],
	tenantAccessRestricted: [500021, 500022, 500212, 500213],
	redirectNotRegistered: [50011, 900971],
	signInThrottled: [50196, 90055],
	signInUnavailable: [90033, 90006, 90012, 90024, 90090, 50033, 50087],
} as const satisfies Record<string, readonly number[]>;

/** OAuth's words, for refusals without a number that is known. Source: RFC 6749, section 5.2, and Entra's list. */
const WORDS: Readonly<Record<string, SignInCause>> = {
	invalid_scope: 'scopeNotValid',
	interaction_required: 'interactionRequired',
	login_required: 'interactionRequired',
	consent_required: 'consentRequired',
	temporarily_unavailable: 'signInUnavailable',
	server_error: 'signInUnavailable',
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

const MAX_BODY_LENGTH = 20_000;
const MAX_DETAIL_LENGTH = 300;

/** Says only that a credential was wrong; a second number beside it says which and why. */
const GENERAL_NUMBER = 'AADSTS70002';

/**
 * Reads a refusal of the token endpoint or of the sign-in page.
 *
 * @param body JSON, a query string, plain text or HTML as it came, or an object that was parsed already
 */
export function readSignInRefusal(body: unknown): SignInRefusal {
	const text = typeof body === 'string' ? body.slice(0, MAX_BODY_LENGTH) : '';
	const fields = isRecord(body) ? body : (parseJson(text) ?? parseQuery(text));
	const description = textOf(fields.error_description) ?? (textOf(fields.error) === undefined ? text : '');
	const numbers = [...description.slice(0, MAX_BODY_LENGTH).matchAll(/AADSTS\d{4,8}/g)].map(([code]) => code);
	return withoutEmpty({
		code: numbers.find((code) => code !== GENERAL_NUMBER) ?? numbers[0] ?? listedNumber(fields.error_codes),
		error: /^\w{1,60}$/.exec(textOf(fields.error) ?? '')?.[0],
		detail: sentence(description),
		traceId: guidIn(fields.trace_id) ?? guidIn(labelled('Trace ID', description)),
		correlationId: guidIn(fields.correlation_id) ?? guidIn(labelled('Correlation ID', description)),
		timestamp: timestampIn(fields.timestamp) ?? timestampIn(labelled('Timestamp', description)),
	});
}

/** What stands behind one of the labels at the end of a description. */
function labelled(label: string, description: string): string | undefined {
	return new RegExp(`\\b${label}:\\s*(\\S+(?: \\d\\d:\\S+)?)`, 'i').exec(
		description.slice(0, MAX_BODY_LENGTH),
	)?.[1];
}

function guidIn(value: unknown): string | undefined {
	return typeof value === 'string' && GUID.test(value) ? value : undefined;
}

function timestampIn(value: unknown): string | undefined {
	return typeof value === 'string' && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ$/.test(value) ? value : undefined;
}

function listedNumber(codes: unknown): string | undefined {
	const numbers = (Array.isArray(codes) ? codes : [])
		.filter((number) => Number.isInteger(number) && number >= 1_000 && number <= 99_999_999)
		.map((number) => `AADSTS${number}`);
	return numbers.find((code) => code !== GENERAL_NUMBER) ?? numbers[0];
}

const LONG_WORD = /[\w~+/=.-]{20,}/g;

/** GUIDs name apps and tenants, and a person needs them. */
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.?$/i;

/** A long word that mixes letters with digits is a token, a secret or a trace ID; scopes and hosts have no digits. */
function withoutTokens(text: string): string {
	return text.replace(LONG_WORD, (word) =>
		/\d/.test(word) && /[a-z]/i.test(word) && !GUID.test(word) ? '[hidden]' : word,
	);
}

function sentence(description: string): string | undefined {
	// A page, a broken object, or a bare null is not a sentence, and may hold anything.
	if (!/^\s*\p{L}/u.test(description) || /^\s*(?:null|true|false)\s*$/.test(description)) return undefined;
	const [first = ''] = description
		.slice(0, MAX_BODY_LENGTH)
		.split(/\r?\n|\s*\b(?:Trace ID|Correlation ID|Timestamp):/i, 1);
	const line = withoutTokens(first.replace(/AADSTS\d{4,8}:?\s*/g, '')).trim();
	return line === '' ? undefined : line.slice(0, MAX_DETAIL_LENGTH);
}

function parseJson(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** The sign-in page reports to n8n's callback in a query string. */
function parseQuery(text: string): Record<string, unknown> {
	return /^[^\s<{]+$/.test(text) && /(?:^|[?#&])error=/.test(text)
		? Object.fromEntries(new URLSearchParams(text.replace(/^[?#]/, '')))
		: {};
}

function withoutEmpty(refusal: SignInRefusal): SignInRefusal {
	return Object.fromEntries(Object.entries(refusal).filter(([, value]) => value !== undefined));
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
