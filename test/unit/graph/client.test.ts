import { GraphClient } from '../../../nodes/graph/client';
import { GraphResponseError, UnexpectedAnswerError } from '../../../nodes/graph/errors';
import { httpResponse, type HttpRequest, type HttpResponse } from '../../../nodes/graph/http';
import { answer, BASE } from './scriptedNetwork';

const ROOT = `${BASE}/beta/security/securityCopilot`;

/** A client over a script of answers, the last of which is repeated. */
function setUp(...answers: HttpResponse[]) {
	const sent: HttpRequest[] = [];
	const now = { value: Date.UTC(2026, 0, 15, 9) };
	const send = async (request: HttpRequest) => {
		sent.push(request);
		return (answers.length > 1 ? answers.shift() : answers[0])!;
	};
	return { client: new GraphClient(BASE, send, () => now.value), sent, now };
}

const text = (body: string, headers: Record<string, string> = {}): HttpResponse =>
	httpResponse(200, headers, body);

const failureOf = async (pending: Promise<unknown>): Promise<Error> =>
	await pending.then(
		() => new Error('It did not fail'),
		(error: Error) => error,
	);

describe('A request of the client', () => {
	it('to get something is a GET', async () => {
		const { client, sent } = setUp(answer(200, { id: 'a' }));
		expect(await client.get('/security/securityCopilot/x', { select: ['id'] })).toEqual({ id: 'a' });
		expect(sent).toEqual([
			{ method: 'GET', url: `${ROOT}/x?$select=id`, headers: { Accept: 'application/json' } },
		]);
	});

	it('to create something is a POST of JSON', async () => {
		const { client, sent } = setUp(answer(201, { id: 'a' }));
		expect(await client.create('/security/securityCopilot/x', {})).toEqual({ id: 'a' });
		expect(sent).toEqual([
			{
				method: 'POST',
				url: `${ROOT}/x`,
				headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
				body: '{}',
			},
		]);
	});

	it('to change something is a PATCH', async () => {
		const { client, sent } = setUp(answer(200, { id: 'a' }));
		await client.update('/security/securityCopilot/x', { displayName: 'ü' });
		expect(sent).toEqual([expect.objectContaining({ method: 'PATCH', body: '{"displayName":"ü"}' })]);
	});

	it('for a page asks for one of 100, or as many as the caller says', async () => {
		const { client, sent } = setUp(answer(200, { value: [] }));
		await client.firstPage('/security/securityCopilot/x', { top: 5 });
		expect(sent).toEqual([
			expect.objectContaining({
				url: `${ROOT}/x?$top=5`,
				headers: { Accept: 'application/json', Prefer: 'odata.maxpagesize=100' },
			}),
		]);
	});
});

describe('An answer that is not a success', () => {
	it('is an error with status, path and details', async () => {
		const body = { error: { code: 'SomeCode', message: 'Some text' } };
		const { client } = setUp(answer(503, body, { 'request-id': 'r', 'retry-after': '7' }));
		const error = await failureOf(client.get('/security/securityCopilot/x', { filter: "name eq 'secret'" }));
		expect(error).toBeInstanceOf(GraphResponseError);
		expect(error).toMatchObject({
			status: 503,
			method: 'GET',
			path: '/beta/security/securityCopilot/x',
			details: { code: 'SomeCode', message: 'Some text', requestId: 'r' },
			headers: { 'retry-after': '7' },
		});
		expect(error.message).toBe('Graph answered 503 SomeCode to GET /beta/security/securityCopilot/x');
	});
});

describe('A success that is not what Graph documents', () => {
	it.each<[string, HttpResponse, RegExp]>([
		['nothing', text(''), /is empty/],
		[
			'a page',
			text('<html>', { 'content-type': 'text/html; charset=utf-8' }),
			/is not JSON from Graph \(text\/html from graph\.microsoft\.com\)/,
		],
		['text without a type', text('hello'), /no content type/],
		['half of JSON', text('{"id":'), /is not JSON/],
		['a list', text('[]'), /is not a JSON object/],
	])('%s is an error', async (_what, response, message) => {
		const { client } = setUp(response);
		const error = await failureOf(client.get('/x'));
		expect(error).toBeInstanceOf(UnexpectedAnswerError);
		expect(error.message).toMatch(message);
	});

	it('names the request for support, and repeats nothing of the body', async () => {
		const { client } = setUp(text('<html>token=secret', { 'request-id': 'r' }));
		const error = await failureOf(client.get('/x'));
		expect(error).toMatchObject({ details: { requestId: 'r' } });
		expect(JSON.stringify([error, error.message])).not.toContain('secret');
	});

	it('as a page is an error: no list, no objects in it, or a next page that is no text', async () => {
		const lists = [
			{},
			{ value: {} },
			{ value: null },
			...[null, 1, 'x', []].map((item) => ({ value: [item] })),
		];
		const links = [7, {}].map((link) => ({ value: [], '@odata.nextLink': link }));
		for (const body of [...lists, ...links]) {
			const { client } = setUp(answer(200, body));
			expect(await failureOf(client.firstPage('/x'))).toBeInstanceOf(UnexpectedAnswerError);
		}
	});
});

describe('Pages', () => {
	const page = (items: unknown[], link?: unknown) =>
		answer(200, {
			value: items.map((id) => ({ id })),
			...(link !== undefined && { '@odata.nextLink': link }),
		});

	const all = async (client: GraphClient) => {
		const items: unknown[] = [];
		for await (const { items: some } of client.pages('/security/securityCopilot/workspaces'))
			items.push(...some.map(({ id }) => id));
		return items;
	};

	it('are followed until there is no link, empty ones too', async () => {
		const { client, sent } = setUp(
			page([1, 2], `${ROOT}/workspaces?$skiptoken=a`),
			page([], `${ROOT}/workspaces?$skiptoken=b`),
			page([3]),
		);
		expect(await all(client)).toEqual([1, 2, 3]);
		expect(sent.map(({ url }) => url.slice(ROOT.length))).toEqual([
			'/workspaces',
			'/workspaces?$skiptoken=a',
			'/workspaces?$skiptoken=b',
		]);
	});

	it('end without a link, and with one that is empty', async () => {
		for (const link of [undefined, null, '']) expect(await all(setUp(page([1], link)).client)).toEqual([1]);
	});

	it('are not fetched ahead: who stops early asks for no more', async () => {
		const { client, sent } = setUp(page([1], `${ROOT}/workspaces?$skiptoken=a`));
		for await (const { items } of client.pages('/x')) {
			expect(items).toEqual([{ id: 1 }]);
			break;
		}
		expect(sent).toHaveLength(1);
	});

	it('that go round in a circle are an error, after each was read once', async () => {
		const [a, b] = [`${ROOT}/workspaces?$skiptoken=a`, `${ROOT}/workspaces?$skiptoken=b`];
		const { client, sent } = setUp(page([1], a), page([2], b), page([3], a), page([4], b));
		expect(await failureOf(all(client))).toBeInstanceOf(UnexpectedAnswerError);
		expect(sent).toHaveLength(3);
	});

	it('that never end are an error', async () => {
		let count = 0;
		const send = async () => page([], `${ROOT}/workspaces?$skiptoken=${++count}`);
		expect(await failureOf(all(new GraphClient(BASE, send, () => 0)))).toBeInstanceOf(UnexpectedAnswerError);
		expect(count).toBe(5_001);
	});

	it('on another host are an error before anything is sent there', async () => {
		const { client, sent } = setUp(page([1], 'https://evil.example/beta/security/securityCopilot/x'));
		expect((await failureOf(all(client))).message).toMatch(/links to another host/);
		expect(sent).toHaveLength(1);
	});

	it('of one bare object are a list of one', async () => {
		const { client } = setUp(answer(200, { '@odata.context': 'x', id: 'a' }));
		expect(await client.firstPage('/x')).toMatchObject({ items: [{ '@odata.context': 'x', id: 'a' }] });
	});
});

describe('A redirect', () => {
	it('is an error that names the host, and nothing that may be a secret', async () => {
		const location = 'https://evil.example/secret?token=secret';
		const { client, sent } = setUp({ status: 302, headers: { location }, text: '' });
		const error = await failureOf(client.create('/x', {}));
		expect(error).toBeInstanceOf(UnexpectedAnswerError);
		expect(error.message).toMatch(/redirects a POST to evil\.example$/);
		expect(sent).toHaveLength(1);
	});

	it('to nowhere is an error', async () => {
		const { client } = setUp({ status: 307, headers: {}, text: '' });
		expect((await failureOf(client.get('/x'))).message).toMatch(/to nowhere$/);
	});
});

describe("The server's clock", () => {
	it('is this machine’s until an answer has told it', () => {
		const { client, now } = setUp();
		expect(client.serverNow()).toBe(now.value);
	});

	it('is what the last answer told, and goes on from there', async () => {
		const { client, now } = setUp(answer(200, { id: 'a' }, { date: 'Thu, 15 Jan 2026 10:00:00 GMT' }));
		await client.get('/x');
		now.value += 5_000;
		expect(client.serverNow()).toBe(Date.UTC(2026, 0, 15, 10, 0, 5));
	});

	it('stays what it was when an answer tells no time', async () => {
		const { client, now } = setUp(
			answer(200, { id: 'a' }, { date: 'Thu, 15 Jan 2026 10:00:00 GMT' }),
			answer(200, { id: 'a' }),
			answer(200, { id: 'a' }, { date: 'soon' }),
		);
		for (let count = 0; count < 3; count++) await client.get('/x');
		expect(client.serverNow() - now.value).toBe(3_600_000);
	});
});
