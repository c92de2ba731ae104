/** A refusal that becomes an answer in Graph's error shape. */
export class GraphError extends Error {
	/** Says in plain words why the emulator refused; sent as `x-emulator-reason`. */
	reason: string | undefined;
	headers: Record<string, string> = {};

	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		details: { reason?: string; headers?: Record<string, string> } = {},
	) {
		super(message);
		Object.assign(this, details);
	}
}

const badRequest = (message: string, reason?: string): GraphError =>
	new GraphError(400, 'BadRequest', message, { reason });

/**
 * All refusals of the emulator by name. Texts marked [D] or [O] follow documentation or captured answers of Graph;
 * those marked [guess] are invented, and a client must not depend on them.
 */
export const graphErrors = {
	// [D] page "Microsoft Graph error responses"; message seen for a bad or missing body.
	unreadableBody: (reason: string) =>
		badRequest(
			'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
			reason,
		),
	// [guess]
	badProperty: (text: string) => badRequest(text),
	// [O] wording of Graph for a path it does not know.
	unknownSegment: (segment: string, reason: string) =>
		badRequest(`Resource not found for the segment '${segment}'.`, reason),
	// [O]
	methodNotAllowed: (reason: string) => {
		const message = 'Specified HTTP method is not allowed for the request target.';
		return new GraphError(405, 'Request_BadRequest', message, { reason });
	},
	// [guess] the guideline names the code notFound; the text is unknown.
	notFound: (what: string) => new GraphError(404, 'NotFound', `The requested ${what} was not found.`),
	// [guess]
	malformedId: (id: string) => badRequest(`Invalid object identifier '${id}'.`),
	// [D] page "Resolve authorization errors".
	missingPermission: (reason: string) =>
		new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.', {
			reason,
		}),
	// [D] in the wording of Graph's security pages; whether this API uses it is unknown.
	missingRole: () => {
		const message = 'Auth token does not contain valid permissions or user does not have valid roles.';
		return new GraphError(403, 'Forbidden', message, { reason: 'no Security Copilot role' });
	},
	// [D] query parameter and filter texts.
	invalidFilter: (reason: string) => badRequest('Invalid filter clause', reason),
	invalidSelect: (property: string, type: string) =>
		badRequest(
			`Parsing OData Select and Expand failed: Could not find a property named '${property}' on type 'microsoft.graph.security.securityCopilot.${type}'.`,
		),
	// [guess]
	unsupportedOption: (option: string, reason: string) =>
		badRequest(`The query option '${option}' is not supported by this operation.`, reason),
	invalidOption: (option: string, value: string) =>
		badRequest(`Invalid value '${value}' for the query option '${option}'.`),
	invalidSkipToken: (reason: string) => badRequest('The skip token is invalid or has expired.', reason),
	bodyTooLarge: () => new GraphError(413, 'RequestEntityTooLarge', 'The request body is too large.'),
	invalidBatch: (text: string) => badRequest(text),
	batchOff: () =>
		new GraphError(404, 'NotFound', 'Resource not found.', { reason: 'the switch batch is off' }),
};

/** The ids that tie an answer to a request; they stand in its headers and in its error body. */
export interface ExchangeIds {
	requestId: string;
	clientRequestId: string;
	/** Milliseconds since the epoch. */
	time: number;
}

/** Graph's error body. `date` has neither `Z` nor fraction (observed). */
export function graphErrorBody(
	{ code, message }: { code: string; message: string },
	{ requestId, clientRequestId, time }: ExchangeIds,
): object {
	return {
		error: {
			code,
			message,
			innerError: {
				date: new Date(time).toISOString().slice(0, 19),
				'request-id': requestId,
				'client-request-id': clientRequestId,
			},
		},
	};
}

/** Form seen on captured Graph answers (observed); the values are ours. */
const DIAGNOSTIC = JSON.stringify({
	ServerInfo: {
		DataCenter: 'West Central US',
		Slice: 'E',
		Ring: '1',
		ScaleUnit: '000',
		RoleInstance: 'EMULATOR',
	},
});

/** Headers of every answer, good or bad. No ETag, Location or Retry-After: the examples have none. */
export function commonHeaders({ requestId, clientRequestId, time }: ExchangeIds): Record<string, string> {
	return {
		date: new Date(time).toUTCString(),
		'request-id': requestId,
		'client-request-id': clientRequestId,
		'x-ms-ags-diagnostic': DIAGNOSTIC,
		'strict-transport-security': 'max-age=31536000',
		'cache-control': 'no-store',
		vary: 'Accept-Encoding',
	};
}
