import { effects } from '../emulator';
import { errorOf, Fixture, type NodeParameters } from './harness';
import { EVALUATION, PROMPT, SESSION, UNKNOWN } from './harness/documented';

const fixture = Fixture.use();

const known = { sessionId: SESSION, promptId: PROMPT, evaluationId: EVALUATION };

/** Runs an operation for a sound item, then for one with the value. @returns the error */
async function failWith(operation: NodeParameters, parameter: string, value: unknown) {
	const sound = { workspaceId: 'default', filter: '', select: [] as string[], ...known }[parameter] ?? 'x';
	// An expression: what stands in the parameter itself is checked by n8n's editor.
	const run = await fixture.run(
		{ ...known, ...operation, [parameter]: '={{ $json.value }}' },
		{ items: [{ value: sound }, { value: value as string }] },
	);
	expect(errorOf(run)).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
	expect(fixture.contacted).toEqual([]);
	return errorOf(run);
}

describe('A query that no address can hold is refused for its item before anything is sent', () => {
	it.each<[string, string, NodeParameters, unknown]>([
		['Filter', 'filter', { resource: 'session' }, `displayName eq '${'x'.repeat(100_000)}'`],
		[
			'Select Fields',
			'select',
			{ resource: 'evaluation' },
			Array.from({ length: 1_000 }, (_, n) => `property${n}`),
		],
	])('%s', async (label, parameter, resource, value) => {
		const { message } = await failWith({ ...resource, operation: 'getAll' }, parameter, value);
		expect(message).toMatch(new RegExp(`^The parameter "${label}" makes the query too long: \\d+ char`));
	});

	it('Filters', async () => {
		const filters = { name: 'x'.repeat(100_000) };
		const run = await fixture.run({ resource: 'plugin', operation: 'getAll', filters });
		expect(errorOf(run).message).toMatch(/^The parameter "Filters" makes the query too long/);
		expect(fixture.contacted).toEqual([]);
	});
});

describe('An ID that cannot be used is refused for its item before anything is sent', () => {
	it.each<[string, unknown]>([
		['a path that climbs', '../../users'],
		['a header after a line break', 'a\r\nX-Evil: 1'],
		['a megabyte', 'a'.repeat(1_000_000)],
		['a sharing token behind it', `${SESSION}?st=c2hhcmluZw`],
		['an object', { id: SESSION }],
		['null', null],
		['nothing', ''],
		['invisible characters', '\u200b\u2060\ufeff'],
		['an object as text', '[object Object]'],
		['undefined as text', ' undefined '],
	])('%s', async (_what, value) => {
		const { message } = await failWith({ operation: 'get' }, 'sessionId', value);
		expect(message).toMatch(/^The parameter "Session" /);
		expect(message).not.toContain('c2hhcmluZw');
	});

	// One reader checks each kind of ID. Here it is seen that every operation uses it, and names the label.
	it.each<[NodeParameters, string, string]>([
		[{ resource: 'prompt', operation: 'getAll' }, 'sessionId', 'Session'],
		[{ operation: 'update', displayName: 'x' }, 'sessionId', 'Session'],
		[{ resource: 'prompt', operation: 'create', content: 'x' }, 'sessionId', 'Session'],
		[{ operation: 'ask', askIn: 'existingSession', prompt: 'x' }, 'sessionId', 'Session'],
		[{ resource: 'prompt', operation: 'get' }, 'promptId', 'Prompt ID'],
		[{ resource: 'evaluation', operation: 'getAll' }, 'promptId', 'Prompt ID'],
		[{ resource: 'evaluation', operation: 'create' }, 'promptId', 'Prompt ID'],
		[{ resource: 'evaluation', operation: 'get' }, 'evaluationId', 'Evaluation ID'],
	])('of %j: %s', async (operation, parameter, label) => {
		expect((await failWith(operation, parameter, 'a/b')).message).toMatch(`The parameter "${label}" `);
	});
});

describe('A text that nobody has written is refused for its item before anything is sent', () => {
	it.each<[string, string, NodeParameters]>([
		['prompt', 'Prompt', { operation: 'ask' }],
		['followUps', 'Follow-Ups', { operation: 'ask', prompt: 'x' }],
		['displayName', 'Display Name', { operation: 'ask', prompt: 'x', askIn: 'namedSession' }],
		['displayName', 'Display Name', { operation: 'create' }],
		['content', 'Prompt', { resource: 'prompt', operation: 'create' }],
	])('%s (%s) of %j', async (parameter, label, operation) => {
		for (const value of [
			' \t\n\u00a0',
			'\u200b\u3164',
			'[object Object]',
			'undefined',
			'NaN',
			'None',
			' {{ $json.id }}\n',
		]) {
			expect((await failWith(operation, parameter, value)).message).toMatch(`The parameter "${label}" `);
		}
		const run = await fixture.run({ ...known, ...operation, [parameter]: 'Summarize {{ $json.id }}' });
		expect(errorOf(run).message).toMatch(`The parameter "${label}" holds an expression`);
		expect(fixture.contacted).toEqual([]);
	});

	it.each<[string, string, unknown]>([
		['nothing', '={{ $json.value }}', undefined],
		['nothing behind a text', '=Incident {{ $json.other }} of {{ $json.value }}', undefined],
		['nothing behind a text, with a line end after it', '=Summarize INC-{{ $json.value }}\n', ''],
	])('an expression that found %s is told as such', async (_what, content, value) => {
		const run = await fixture.run(
			{ resource: 'prompt', operation: 'create', sessionId: SESSION, content },
			{ items: [{ other: 4711, ...(value !== undefined && { value: value as string }) }] },
		);
		expect(errorOf(run).message).toMatch(/^The parameter "Prompt" .* found nothing$/);
		expect(errorOf(run).description).toMatch('has the field that the expression names');
		expect(fixture.contacted).toEqual([]);
	});

	it.each([
		['Subject: ', 'Subject:'],
		['Summarize ', 'a line end\n'],
		['', 'x '],
	])('but "%s" before "%s" is sent', async (before, value) => {
		await fixture.run(
			{ resource: 'prompt', operation: 'create', sessionId: SESSION, content: `=${before}{{ $json.value }}` },
			{ items: [{ value }] },
		);
		expect(fixture.sent.at(-1)?.body).toMatchObject({ content: before + value });
	});

	it('but braces in the data of an item are text', async () => {
		const value = 'Subject: {{ $env.N8N_ENCRYPTION_KEY }}';
		await fixture.run(
			{ resource: 'prompt', operation: 'create', sessionId: SESSION, content: '={{ $json.value }}' },
			{ items: [{ value }] },
		);
		expect(fixture.sent.at(-1)?.body).toMatchObject({ content: value });
	});
});

it.each([
	['a&b=c+;', 'a%26b%3Dc%2B%3B'],
	['größe 🚨'.replace(' ', ''), 'gr%C3%B6%C3%9Fe%F0%9F%9A%A8'],
	['a'.repeat(256), 'a'.repeat(256)],
])('What is unusual in an ID but no harm is sent as one segment of the path: %s', async (id, segment) => {
	await fixture.run({ sessionId: '={{ $json.id }}' }, { items: [{ id }] });
	expect(fixture.shown()).toEqual([
		{ method: 'GET', path: `/default/sessions/${decodeURIComponent(segment)}` },
	]);
	expect(fixture.sentLines[0]).toMatch(`/${segment}`);
});

describe('A parameter from an expression is checked as the editor would', () => {
	it.each<[string, NodeParameters]>([
		['a property with a path', { select: "={{ ['../users'] }}" }],
		['a property with a query option', { select: "={{ ['id&$top=1'] }}" }],
		['a property that is an object', { select: '={{ [{ id: 1 }] }}' }],
		['retries beyond the most', { options: { maxRetries: '={{ 11 }}' } }],
		['a retry budget below zero', { options: { retryBudget: '={{ -1 }}' } }],
		['a pair of resource and operation that does not exist', { resource: 'workspace', operation: 'get' }],
	])('%s is refused before anything is sent', async (_what, parameters) => {
		const run = await fixture.run({ sessionId: SESSION, ...parameters });
		expect(errorOf(run).name).toBe('NodeOperationError');
		expect(errorOf(run).message).toMatch(/Select Fields|Max Retries|Retry Budget|operation/i);
		expect(fixture.contacted).toEqual([]);
	});

	it('an expression that throws is an error of its item', async () => {
		const items = [{ a: { b: { c: SESSION } } }, {}];
		const run = await fixture.run({ sessionId: '={{ $json.a.b.c }}' }, { items });
		expect(errorOf(run).context.itemIndex).toBe(1);
		expect(fixture.contacted).toEqual([]);
	});
});

describe('A credential that would send secrets where they may not go is refused before anything is sent', () => {
	it.each<[string, Record<string, string>]>([
		['a tenant with a path', { tenantId: 'contoso.com/../evil' }],
		['no tenant', { tenantId: '' }],
		['Graph by http on another host', { graphApiBaseUrl: 'http://127.0.0.1.evil.example' }],
		['Graph with user information', { graphApiBaseUrl: 'https://graph.microsoft.com@evil.example' }],
		['Entra by http on another host', { authorityHost: 'http://login.microsoftonline.com' }],
	])('%s', async (_what, fields) => {
		Object.assign(fixture.credential, fields);
		const run = await fixture.run({ sessionId: SESSION });
		expect(errorOf(run).name).toBe('NodeOperationError');
		expect(fixture.contacted).toEqual([]);
		expect(fixture.leaksIn(run)).toEqual([]);
	});

	it('but blanks around a value and a slash behind an address are forgiven', async () => {
		const { credential, emulator } = fixture;
		credential.tenantId = ` ${emulator.tenantId} `;
		credential.graphApiBaseUrl = ` ${emulator.graphApiBaseUrl}/ `;
		credential.authorityHost = ` ${emulator.authorityHost}/ `;
		emulator.entra.expireAccessTokens();
		expect((await fixture.run({ sessionId: SESSION })).status).toBe('success');
		expect(new Set(fixture.contacted)).toEqual(new Set([emulator.graphApiBaseUrl, emulator.authorityHost]));
	});
});

it.each([403, 400])('An ID that Graph tells as unknown with %i is told with that', async (status) => {
	fixture.graph.addFault({ effect: effects.graphError(status) });
	expect(errorOf(await fixture.run({ sessionId: UNKNOWN }))).toMatchObject({ httpCode: String(status) });
});
