import fc from 'fast-check';

import { readErrorDetails } from '../../../nodes/graph/errors';
import { httpResponse, type HttpResponse } from '../../../nodes/graph/http';

const response = (body: unknown, headers: Record<string, string> = {}): HttpResponse =>
	httpResponse(400, headers, typeof body === 'string' ? body : JSON.stringify(body));

describe('readErrorDetails', () => {
	it.each<[string, unknown, object]>([
		[
			"Graph's own shape",
			{
				error: {
					code: 'NotFound',
					message: 'No.',
					innerError: { 'request-id': 'r', 'client-request-id': 'c', date: 'd' },
				},
			},
			{ code: 'NotFound', message: 'No.', requestId: 'r', clientRequestId: 'c', date: 'd' },
		],
		[
			'the other spelling',
			{ error: { code: 'NotFound', message: 'No.', innererror: { 'request-id': 'r' } } },
			{ code: 'NotFound', message: 'No.', requestId: 'r' },
		],
		['a code without a message', { error: { code: 'UnknownError', message: '' } }, { code: 'UnknownError' }],
		[
			'another layer’s shape',
			{ code: '403', message: 'No.', traceId: 't' },
			{ code: '403', message: 'No.', requestId: 't' },
		],
		['an error that is text', { error: 'Denied' }, { message: 'Denied' }],
		['plain text', 'Bad\n  gateway', { message: 'Bad gateway' }],
		[
			'a page, of which only what is seen counts',
			'<html><style>b{}</style><script>alert(1)</script><h1>Bad</h1>\n<p>gateway</p></html>',
			{ message: 'Bad gateway' },
		],
		['a page that breaks off', '<h1>Bad</h1><script>ale', { message: 'Bad' }],
		['nothing', '', {}],
		['a list', [1], { message: '[1]' }],
		['numbers where texts should be', { error: { code: 7, message: {}, innerError: 'x' } }, {}],
		['null', null, { message: 'null' }],
	])('reads %s', (_what, body, details) => {
		const read = readErrorDetails(response(body));
		expect(JSON.parse(JSON.stringify(read))).toEqual(details);
	});

	it('prefers the headers, which every answer of Graph has', () => {
		const headers = { 'request-id': 'R', 'client-request-id': 'C', date: 'D' };
		const body = { error: { innerError: { 'request-id': 'r', 'client-request-id': 'c', date: 'd' } } };
		expect(readErrorDetails(response(body, headers))).toMatchObject({
			requestId: 'R',
			clientRequestId: 'C',
			date: 'D',
		});
	});

	it('gives the first 500 characters of a long message', () => {
		const message = 'm'.repeat(5_000);
		expect(readErrorDetails(response({ error: { message } })).message).toBe('m'.repeat(500));
	});

	it('gives the first 200 characters of a long code, of Graph or of another layer', () => {
		expect(readErrorDetails(response({ error: { code: 'c'.repeat(5_000) } })).code).toBe('c'.repeat(200));
		expect(readErrorDetails(response({ code: 'c'.repeat(5_000) })).code).toBe('c'.repeat(200));
	});

	it('never throws and never gives more than 500 characters', () => {
		const body = fc.oneof(
			fc.jsonValue(),
			fc.string({ maxLength: 3_000 }),
			fc.record({ error: fc.jsonValue() }),
		);
		fc.assert(
			fc.property(body, (anything) => {
				const { message = '', code = '' } = readErrorDetails(response(anything));
				expect(message.length).toBeLessThanOrEqual(500);
				expect(typeof code).toBe('string');
			}),
		);
	});

	it('of a page shows nothing from between its tags, however large it is', () => {
		const page = `<html>${'<p class="secret">word</p>'.repeat(10_000)}`;
		const { message } = readErrorDetails(response(page));
		expect(message).toMatch(/^(word ?)+$/);
		expect(message!.length).toBeLessThanOrEqual(200);
	});
});
