import fc from 'fast-check';
import { isTemporary, readSignInRefusal } from '../../../nodes/entra/signInRefusal';
import { entraErrorBody, entraErrors } from '../../emulator/entra/errors';

const APP = '0aa1b2c3-d4e5-46f7-8899-aabbccddeeff';
const TRACE = '7e735704-f16c-49eb-8b65-38d463ec469f';
const CORRELATION = '350eedee-c8dd-4d9e-a522-e1d1ab655c3a';

/** As Entra's token endpoint writes it, with the line breaks of its documentation. */
const body = (description: string, more: object = {}) => ({
	error: 'invalid_client',
	error_description: `${description}\r\nTrace ID: ${TRACE}\r\nCorrelation ID: ${CORRELATION}\r\nTimestamp: 2026-07-31 05:11:26Z`,
	trace_id: TRACE,
	correlation_id: CORRELATION,
	timestamp: '2026-07-31 05:11:26Z',
	...more,
});

const EXPIRED = `AADSTS7000222: The provided client secret keys for app '${APP}' are expired.`;

describe('readSignInRefusal', () => {
	const expected = {
		code: 'AADSTS7000222',
		error: 'invalid_client',
		detail: `The provided client secret keys for app '${APP}' are expired.`,
		traceId: TRACE,
		correlationId: CORRELATION,
		timestamp: '2026-07-31 05:11:26Z',
	};

	test.each<[string, unknown]>([
		['a parsed body', body(EXPIRED)],
		['JSON', JSON.stringify(body(EXPIRED))],
		['JSON on one line', JSON.stringify(body(EXPIRED)).replaceAll(String.raw`\r\n`, ' ')],
	])('reads %s', (_, refusal) => {
		expect(readSignInRefusal(refusal)).toEqual(expected);
	});

	test.each<[string, unknown, object]>([
		['an empty body', '', {}],
		['nothing', undefined, {}],
		['null', 'null', {}],
		['a list', '[1]', {}],
		['IDs of the wrong type', { trace_id: ' ', correlation_id: 5, timestamp: null }, {}],
		[
			'a plain text',
			'AADSTS90033: A transient failure.',
			{ code: 'AADSTS90033', detail: 'A transient failure.' },
		],
		['a page with a number', '<html><body>AADSTS50011: no</body></html>', { code: 'AADSTS50011' }],
		[
			'numbers in the list only',
			{ error: 'invalid_grant', error_codes: [53003] },
			{ code: 'AADSTS53003', error: 'invalid_grant' },
		],
		['no number', { error: 'server_error' }, { error: 'server_error' }],
		['a word that is none', { error: 'two words', error_description: ' ' }, {}],
		['members of the wrong type', { error: 5, error_description: ['x'], error_codes: 'x' }, {}],
	])('reads %s', (_, refusal, found) => {
		expect(readSignInRefusal(refusal)).toEqual(found);
	});

	it('prefers the number that says why over the general one', () => {
		const description =
			'AADSTS70002: The credentials are not valid. AADSTS50012: The signature is not valid.';
		expect(readSignInRefusal(body(description)).code).toBe('AADSTS50012');
		expect(readSignInRefusal({ error_codes: [70002, 50012] }).code).toBe('AADSTS50012');
	});

	test.each(Object.entries(entraErrors))('reads the answer "%s" of the emulated Entra', (_, make) => {
		const refusal = readSignInRefusal(
			JSON.stringify(
				entraErrorBody(make('first', 'second'), { now: () => 0 } as never, { guid: () => TRACE } as never),
			),
		);
		expect(refusal.code).toMatch(/^AADSTS\d+$/);
		expect(refusal.detail).not.toContain(TRACE);
	});

	it('hides tokens and secrets, and keeps scopes and app IDs', () => {
		const secret = 'abc8Q~dGhpcyBpcyBhIHNlY3JldCB2YWx1ZQ1';
		const scope = 'https://graph.microsoft.com/SecurityCopilotWorkspaces.Read.All';
		const { detail } = readSignInRefusal(
			body(`AADSTS70011: The scope ${scope} of ${APP} with ${secret} is not valid.`),
		);
		expect(detail).toBe(`The scope ${scope} of ${APP} with [hidden] is not valid.`);
	});

	it('leaves trace IDs out and never throws, whatever the body is', () => {
		const texts = fc.oneof(
			fc.string(),
			fc.string({ unit: 'binary' }),
			fc.json(),
			fc.webUrl({ withQueryParameters: true }),
		);
		fc.assert(
			fc.property(fc.oneof(texts, fc.anything()), (anything) => {
				const { code = 'AADSTS50011', detail = 'x' } = readSignInRefusal(anything);
				expect(code).toMatch(/^AADSTS\d{4,8}$/);
				expect(detail).not.toBe('');
			}),
		);
	});

	it('reads a body of a megabyte in no time', () => {
		const started = performance.now();
		for (const part of ['a', '=', 'a=', '&', '<', 'AADSTS1', 'error='])
			readSignInRefusal(part.repeat(1_000_000 / part.length));
		expect(performance.now() - started).toBeLessThan(2_000);
	});
});

describe('isTemporary', () => {
	test.each([
		[{ code: 'AADSTS90033' }, true],
		[{ error: 'temporarily_unavailable' }, true],
		[{ code: 'AADSTS7000222', error: 'server_error' }, false],
		[{ error: 'invalid_client' }, false],
		[{}, false],
	])('takes %p for %p', (refusal, expected) => {
		expect(isTemporary(refusal)).toBe(expected);
	});
});
