import fc from 'fast-check';

import { batchRequest, batchResponses, isBatchable, MAX_PARTS } from '../../../nodes/graph/batch';
import { identified, type HttpRequest } from '../../../nodes/graph/http';

const BASE = 'https://graph.microsoft.com';
const ROOT = `${BASE}/beta/`;

const read = (path: string, headers: Record<string, string> = {}) =>
	identified({ method: 'GET', url: `${ROOT}${path}`, headers: { Accept: 'application/json', ...headers } });

interface Part {
	id: string;
	method: string;
	url: string;
	headers: Record<string, string>;
}

const partsOf = ({ body }: HttpRequest) => (JSON.parse(body!) as { requests: Part[] }).requests;

describe('A request that can be a part', () => {
	it.each<[string, HttpRequest, boolean]>([
		['a GET below the version', read('security'), true],
		['a POST', { ...read('security'), method: 'POST' }, false],
		['a PATCH', { ...read('security'), method: 'PATCH' }, false],
		['a GET of another version', { ...read(''), url: `${BASE}/v1.0/security` }, false],
		['a GET of another host', { ...read(''), url: 'https://evil.example/beta/security' }, false],
		['a GET of a host that goes on', { ...read(''), url: `${BASE}.evil.example/beta/security` }, false],
		[
			'a GET with the host in capitals, which cannot be cut off',
			{ ...read(''), url: `https://GRAPH.microsoft.com/beta/x` },
			false,
		],
	])('%s', (_what, request, can) => {
		expect(isBatchable(request, ROOT)).toBe(can);
	});
});

describe('batchRequest', () => {
	it('is one POST of JSON to $batch', () => {
		const { method, url, headers } = batchRequest([read('security')], ROOT);
		expect({ method, url }).toEqual({ method: 'POST', url: `${BASE}/beta/$batch` });
		expect(headers).toEqual({ Accept: 'application/json', 'Content-Type': 'application/json' });
	});

	it('carries each part with its headers and a client-request-id of its own', () => {
		const parts = partsOf(batchRequest([read('a', { Prefer: 'x' }), read('b')], ROOT));
		expect(parts.map(({ headers }) => headers)).toEqual([
			expect.objectContaining({ Accept: 'application/json', Prefer: 'x' }),
			expect.not.objectContaining({ Prefer: 'x' }),
		]);
		const [one, other] = parts.map(({ headers }) => headers['client-request-id']);
		expect(one).toMatch(/^[0-9a-f-]{36}$/);
		expect(other).not.toBe(one);
	});

	it('gives up to twenty parts unlike IDs and addresses relative to the version', () => {
		const path = fc.webPath().map((text) => text.replace(/^\//, ''));
		fc.assert(
			fc.property(fc.array(path, { minLength: 1, maxLength: MAX_PARTS }), (paths) => {
				const parts = partsOf(
					batchRequest(
						paths.map((text) => read(text)),
						ROOT,
					),
				);
				expect(parts.map(({ url }) => `${BASE}/beta${url}`)).toEqual(paths.map((text) => read(text).url));
				expect(new Set(parts.map(({ id }) => id)).size).toBe(paths.length);
				expect(parts.every(({ method }) => method === 'GET')).toBe(true);
			}),
		);
	});
});

describe('batchResponses', () => {
	const sent = (count: number) => Array.from({ length: count }, (_, index) => read(`item/${index}`));
	const responsesOf = (body: unknown, count: number) => batchResponses({ headers: {}, body }, sent(count));
	const part = (id: unknown, status: unknown = 200, body: unknown = { id }, headers?: unknown) => ({
		id,
		status,
		headers,
		body,
	});

	it('puts answers in the order of the request, however they came, and names those that are missing', () => {
		const answers = fc
			.integer({ min: 1, max: MAX_PARTS })
			.chain((count) =>
				fc.tuple(fc.constant(count), fc.shuffledSubarray(Array.from({ length: count }, (_, index) => index))),
			);
		fc.assert(
			fc.property(answers, ([count, came]) => {
				const answers = responsesOf({ responses: came.map((index) => part(String(index))) }, count);
				expect(answers?.map((answer) => answer?.body)).toEqual(
					Array.from({ length: count }, (_, index) =>
						came.includes(index) ? { id: String(index) } : undefined,
					),
				);
			}),
		);
	});

	it('counts an answer once that came twice', () => {
		const answers = responsesOf({ responses: [part('0', 200), part('0', 500)] }, 1);
		expect(answers?.map((answer) => answer?.status)).toEqual([200]);
	});

	it('counts what is none, or was not asked for, as no answer', () => {
		const ids = [0, undefined, 'a', '-1', '1'].map((id) => part(id));
		const noStatus = [part('0', '200'), part('0', null)];
		for (const response of [...ids, ...noStatus, null, 'part']) {
			expect({ response, answers: responsesOf({ responses: [response] }, 1) }).toEqual({
				response,
				answers: [undefined],
			});
		}
	});

	it('of what is no batch is undefined', () => {
		for (const body of [undefined, null, 7, 'text', [], {}, { responses: null }, { responses: {} }])
			expect(responsesOf(body, 3)).toBeUndefined();
	});

	it('reads headers with names in lower case and values as text', () => {
		const [answer] =
			responsesOf({ responses: [part('0', 429, {}, { 'Retry-After': 7, X: ['a', 'b'] })] }, 1) ?? [];
		expect(answer?.headers).toMatchObject({ 'retry-after': '7', x: 'a, b' });
	});

	it.each([
		['an object', { id: 1 }, { text: '', body: { id: 1 } }],
		['a list', [1], { text: '', body: [1] }],
		['a text', 'aGVsbG8=', { text: 'aGVsbG8=' }],
		['none', undefined, { text: '' }],
		['null', null, { text: '' }],
	])('reads a body that is %s', (_what, body, read) => {
		expect(responsesOf({ responses: [{ id: '0', status: 200, body }] }, 1)).toMatchObject([
			{ status: 200, ...read },
		]);
	});

	it('never throws, whatever a service answers', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.jsonValue(),
					fc.array(fc.jsonValue()).map((responses) => ({ responses })),
				),
				(body) => {
					expect(responsesOf(body, 3)?.length ?? 3).toBe(3);
				},
			),
		);
	});
});
