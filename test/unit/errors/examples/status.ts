import { graphBody, PATHS, refused } from '../failures';
import { example, named, type Example } from './example';

const bad = (message: string, status = 400) => refused(status, { body: graphBody('BadRequest', message) });

export const statusExamples: Example[] = [
	example('invalidFilter', 'the documented text', bad('Invalid filter clause')),
	example(
		'invalidSelect',
		'the documented text',
		bad("Parsing OData Select and Expand failed: Could not find a property named 'x'."),
	),
	example('expiredPage', '400', bad('The skip token is invalid or has expired.')),
	example('expiredPage', '410', bad('The skiptoken has expired.', 410)),
	example(
		'malformedId',
		'an ID of the path',
		refused(400, {
			body: graphBody('BadRequest', "Invalid object identifier 'x'."),
			path: `${PATHS.sessions}/x`,
		}),
	),
	example('badRequest', 'any other text', bad('Unable to read JSON request payload.')),
	...[400, 500].map((code) =>
		example('unknownError', `${code}`, refused(code, { body: graphBody('UnknownError', '') })),
	),
	example('unknownError', 'an empty body', refused(400)),
	...[405, 406, 411, 415, 501, 505].map((code) => example('requestNotSupported', `${code}`, refused(code))),
	example('proxyAuthentication', '407', refused(407)),
	...[408, 504].map((code) => example('requestTimedOut', `${code}`, refused(code))),
	example('conflict', '409', refused(409)),
	example('gone', '410', refused(410)),
	example('preconditionFailed', '412 as a user', refused(412)),
	example('tooLarge', '413', refused(413)),
	example('invalidContent', '422', refused(422)),
	example('locked', '423', refused(423)),
	example(
		'throttled',
		'429',
		refused(429, { body: graphBody('TooManyRequests', 'Please retry again later.') }),
	),
	example(
		'throttled',
		'429 after all tries, without a time',
		named({ name: 'RetriesExhaustedError', cause: refused(429), tries: 4 }),
	),
	example('legallyRestricted', '451', refused(451)),
	...[500, 502, 503, 599].map((code) =>
		example('graphUnavailable', `${code}`, bad('Please try again.', code)),
	),
	example(
		'graphUnavailable',
		'503 after all tries',
		named({ name: 'RetriesExhaustedError', cause: bad('Busy', 503), tries: 4 }),
	),
	example('storageFull', '507', refused(507)),
	example('bandwidthExceeded', '509', refused(509)),
	example('requestRefused', '418', refused(418)),
	...[0, 100, 304, 999].map((code) => example('unexpectedStatus', `${code}`, refused(code))),
];
