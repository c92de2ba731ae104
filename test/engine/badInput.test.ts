import { errorOf, sessionWorkflow, Fixture, type NodeParameters } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const EVALUATION = '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const fixture = Fixture.use();

const known = { sessionId: SESSION, promptId: PROMPT, evaluationId: EVALUATION };

/** Values that an expression gives where it found nothing to say. */
const UNSAID: Array<[string, string]> = [
	['nothing', ''],
	['blanks', ' \t\n\u00a0'],
	['invisible characters', '\u200b\u2060\ufeff\u00ad\u3164'],
	['an object as text', '[object Object]'],
	['undefined as text', ' undefined '],
	['null as text', 'null'],
	['no number as text', 'NaN'],
	['a list of such', '[object Object],[object Object]'],
	['an expression that an earlier node has not resolved', ' {{ $json.id }}\n'],
];

/** Runs an operation for two items: a sound one, then one with the value. @returns the error */
async function failWith(parameter: string, value: unknown, operation: NodeParameters) {
	const sound = { workspaceId: 'default', filter: '', select: [] as string[], ...known }[parameter];
	const run = await fixture.engine.run(
		// An expression: what stands in the parameter itself is checked by n8n's editor.
		sessionWorkflow({ ...known, ...operation, [parameter]: '={{ $json.value }}' }),
		{ items: [{ value: sound }, { value: value as string }] },
	);
	expect(run.status).toBe('error');
	expect(fixture.leaksIn(run)).toEqual([]);
	return errorOf(run);
}

describe('A query that no address can hold is refused for its item before anything is sent', () => {
	const names = Array.from({ length: 1_000 }, (_, index) => `property${index}`);

	it.each<[string, string, unknown, NodeParameters]>([
		['filter of sessions', 'filter', `displayName eq '${'x'.repeat(100_000)}'`, { resource: 'session' }],
		['filter of prompts', 'filter', `content eq '${'ä'.repeat(1_500)}'`, { resource: 'prompt' }],
		['fields of evaluations', 'select', names, { resource: 'evaluation' }],
		['fields of plugins', 'select', names, { resource: 'plugin' }],
	])('%s', async (_what, parameter, value, resource) => {
		const error = await failWith(parameter, value, { operation: 'getAll', ...resource });
		const label = parameter === 'filter' ? 'Filter' : 'Select Fields';
		expect(error.message).toMatch(
			new RegExp(`^The parameter "${label}" makes the query too long: \\d+ char`),
		);
		expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
		expect(fixture.contacted).toEqual([]);
	});

	it('name of a plugin', async () => {
		const run = await fixture.engine.run(
			sessionWorkflow({
				resource: 'plugin',
				operation: 'getAll',
				filters: { nameContains: '={{ $json.value }}' },
			}),
			{ items: [{ value: 'x' }, { value: 'x'.repeat(100_000) }] },
		);
		expect(errorOf(run).message).toMatch(/^The parameter "Filters" makes the query too long/);
		expect(errorOf(run)).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
		expect(fixture.contacted).toEqual([]);
	});
});

describe('F-30 An ID that cannot be used is refused for its item before anything is sent', () => {
	it.each<[string, unknown]>([
		['a slash', 'a/b'],
		['a backslash', 'a\\b'],
		['a path that climbs', '../../users'],
		['an encoded slash', 'a%2fb'],
		['a query', 'a?$select=id'],
		['a fragment', 'a#b'],
		['a header after a line break', 'a\r\nX-Evil: 1'],
		['a no-break space', 'a\u00a0b'],
		['a control character', 'a\u0000b'],
		['a change of direction', 'a\u202eb'],
		['a zero-width space', 'a\u200bb'],
		['half a character', 'a\ud800b'],
		['a megabyte', 'a'.repeat(1_000_000)],
		['a name that OData keeps for itself', '$count'],
		['a function of OData', 'microsoft.graph.delta()'],
		['a sharing token alone', 'st=c2hhcmluZw'],
		['a sharing token behind it', `${SESSION}?st=c2hhcmluZw`],
		['a sharing token behind a comma', `${SESSION},st=c2hhcmluZw`],
		['an object', { id: SESSION }],
		['a list', [SESSION]],
		['null', null],
		...UNSAID,
	])('session: %s', async (_what, value) => {
		const error = await failWith('sessionId', value, { resource: 'session', operation: 'get' });
		expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
		expect(error.message).toMatch(/^The parameter "Session" /);
		expect(error.message).not.toContain('c2hhcmluZw');
		expect(fixture.contacted).toEqual([]);
	});

	// One reader checks each kind of ID. Here it is seen that every operation uses it, and names the label.
	it.each<[string, string, string, NodeParameters]>([
		['workspace', 'workspaceId', 'Workspace', { resource: 'session', operation: 'get' }],
		['workspace of a list', 'workspaceId', 'Workspace', { resource: 'session', operation: 'getAll' }],
		['workspace of plugins', 'workspaceId', 'Workspace', { resource: 'plugin', operation: 'getAll' }],
		['session of a list', 'sessionId', 'Session', { resource: 'prompt', operation: 'getAll' }],
		['prompt', 'promptId', 'Prompt ID', { resource: 'prompt', operation: 'get' }],
		['prompt of a list', 'promptId', 'Prompt ID', { resource: 'evaluation', operation: 'getAll' }],
		['evaluation', 'evaluationId', 'Evaluation ID', { resource: 'evaluation', operation: 'get' }],
		['new session', 'workspaceId', 'Workspace', { operation: 'create', displayName: 'x' }],
		['session that is renamed', 'sessionId', 'Session', { operation: 'update', displayName: 'x' }],
		['new prompt', 'sessionId', 'Session', { resource: 'prompt', operation: 'create', content: 'x' }],
		['new evaluation', 'promptId', 'Prompt ID', { resource: 'evaluation', operation: 'create' }],
		[
			'session that is asked in',
			'sessionId',
			'Session',
			{ operation: 'ask', askIn: 'existingSession', prompt: 'x' },
		],
	])('%s', async (_which, parameter, label, operation) => {
		for (const value of ['..', 'a/b', 'a:st:c2hhcmluZw', 'undefined', ' ']) {
			const error = await failWith(parameter, value, operation);
			expect(error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
			expect(error.message).toMatch(new RegExp(`^The parameter "${label}" `));
			expect(fixture.contacted).toEqual([]);
		}
	});
});

describe('A text that nobody has written as one is refused before anything is sent', () => {
	const texts: Array<[string, string, NodeParameters]> = [
		['prompt', 'Prompt', { operation: 'ask' }],
		['followUps', 'Follow-Ups', { operation: 'ask', prompt: 'x' }],
		['displayName', 'Display Name', { operation: 'ask', prompt: 'x', askIn: 'namedSession' }],
		['displayName', 'Display Name', { operation: 'create' }],
		['content', 'Prompt', { resource: 'prompt', operation: 'create', sessionId: SESSION }],
	];

	// An empty follow-up is what the editor leaves behind: it is none.
	const isRefused = (parameter: string, value: string) => parameter !== 'followUps' || value !== '';
	const cases = texts.flatMap((text) =>
		UNSAID.filter(([, value]) => isRefused(text[0], value)).map(
			([what, value]) => [...text, what, value] as const,
		),
	);

	it.each(cases)('%s (%s) %j: %s', async (parameter, label, operation, _what, value) => {
		const run = await fixture.run(
			{ ...operation, [parameter]: '={{ $json.value }}' },
			{ items: [{ value: 'x' }, { value }] },
		);
		expect(errorOf(run).context.itemIndex).toBe(1);
		expect(errorOf(run).message).toMatch(new RegExp(`^The parameter "${label}" `));
		expect(fixture.contacted).toEqual([]);
	});

	it.each(texts)('%s (%s) %j: an expression that was never one', async (parameter, label, operation) => {
		const run = await fixture.run({ ...operation, [parameter]: 'Summarize {{ $json.id }}' });
		expect(errorOf(run).message).toMatch(new RegExp(`^The parameter "${label}" holds an expression`));
		expect(fixture.contacted).toEqual([]);
	});

	it('braces in the data of an item are text', async () => {
		const value = 'Subject: {{ $env.N8N_ENCRYPTION_KEY }}';
		await fixture.run(
			{ resource: 'prompt', operation: 'create', sessionId: SESSION, content: '={{ $json.value }}' },
			{ items: [{ value }] },
		);
		expect(fixture.sent.at(-1)?.body).toMatchObject({ content: value });
	});
});

describe('F-30 What is unusual in an ID but no harm is sent as one segment of the path', () => {
	it.each([
		["a'b", "a'b"],
		['a&b=c', 'a%26b%3Dc'],
		['a+b', 'a%2Bb'],
		['a;b', 'a%3Bb'],
		['größe', 'gr%C3%B6%C3%9Fe'],
		['🚨', '%F0%9F%9A%A8'],
		['12345', '12345'],
		['a'.repeat(256), 'a'.repeat(256)],
	])('%s', async (id, segment) => {
		const run = await fixture.run({ sessionId: '={{ $json.id }}' }, { items: [{ id }] });
		expect(fixture.sentLines).toEqual([
			`GET /beta/security/securityCopilot/workspaces/default/sessions/${segment}`,
		]);
		expect(errorOf(run)).toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
	});
});

describe('F-27, F-30 An ID that Graph does not know is an error of its item with the status of Graph', () => {
	it.each<[string, NodeParameters]>([
		['session', { resource: 'session', operation: 'get', sessionId: UNKNOWN }],
		['workspace', { resource: 'session', operation: 'get', workspaceId: UNKNOWN }],
		['workspace of a list', { resource: 'session', operation: 'getAll', workspaceId: UNKNOWN }],
		['workspace of plugins', { resource: 'plugin', operation: 'getAll', workspaceId: UNKNOWN }],
		['session of a list', { resource: 'prompt', operation: 'getAll', sessionId: UNKNOWN }],
		['prompt', { resource: 'prompt', operation: 'get', promptId: UNKNOWN }],
		['prompt of a list', { resource: 'evaluation', operation: 'getAll', promptId: UNKNOWN }],
		['evaluation', { resource: 'evaluation', operation: 'get', evaluationId: UNKNOWN }],
	])('unknown %s: 404', async (_what, parameters) => {
		const run = await fixture.run({ ...known, ...parameters });
		expect(errorOf(run)).toMatchObject({ name: 'NodeApiError', httpCode: '404', context: { itemIndex: 0 } });
		expect(fixture.sent).toHaveLength(1);
		expect(fixture.leaksIn(run)).toEqual([]);
	});

	it('is told with 403 where Graph hides what it does not show', async () => {
		fixture.emulator.graph.switches.unknownParent = '403';
		const run = await fixture.run({ sessionId: SESSION, workspaceId: UNKNOWN });
		expect(errorOf(run)).toMatchObject({ httpCode: '403' });
	});

	it('is told with 400 where Graph wants a GUID', async () => {
		fixture.emulator.graph.switches.malformedId = '400';
		const run = await fixture.run({ sessionId: 'nonsense' });
		expect(errorOf(run)).toMatchObject({ httpCode: '400' });
	});
});

describe('A parameter from an expression is checked as the editor would', () => {
	it.each<[string, NodeParameters]>([
		['a property with a path', { select: "={{ ['../users'] }}" }],
		['a property with a query option', { select: "={{ ['id&$top=1'] }}" }],
		['a property with a function', { select: "={{ ['contains(id)'] }}" }],
		['a property that is an object', { select: '={{ [{ id: 1 }] }}' }],
		['retries beyond the most', { options: { maxRetries: '={{ 11 }}' } }],
		['a retry budget below zero', { options: { retryBudget: '={{ -1 }}' } }],
	])('%s is refused before anything is sent', async (_what, parameters) => {
		const run = await fixture.run({ sessionId: SESSION, ...parameters });
		expect(errorOf(run)).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/^The parameter "(?:Select Fields|Max Retries|Retry Budget)" /),
			context: { itemIndex: 0 },
		});
		expect(fixture.contacted).toEqual([]);
	});

	it('a property that the resource does not have is refused by Graph', async () => {
		const run = await fixture.run({ sessionId: SESSION, select: '={{ ["status"] }}' });
		expect(errorOf(run)).toMatchObject({ httpCode: '400', context: { itemIndex: 0 } });
	});

	it('an expression that throws is an error of its item', async () => {
		const run = await fixture.run(
			{ sessionId: '={{ $json.a.b.c }}' },
			{ items: [{ a: { b: { c: SESSION } } }, {}] },
		);
		expect(errorOf(run).context.itemIndex).toBe(1);
		expect(fixture.contacted).toEqual([]);
	});

	it('a pair of resource and operation that does not exist is refused', async () => {
		const run = await fixture.run({ resource: 'workspace', operation: 'get' });
		expect(errorOf(run).name).toBe('NodeOperationError');
		expect(fixture.contacted).toEqual([]);
	});
});

describe('A credential that would send secrets where they may not go is refused before anything is sent', () => {
	it.each<[string, Record<string, string>]>([
		['a tenant with a path', { tenantId: 'contoso.com/../evil' }],
		['a tenant with a host', { tenantId: '@evil.example' }],
		['a tenant with a query', { tenantId: 'contoso.com?x=' }],
		['a tenant with a fragment', { tenantId: 'contoso.com#' }],
		['a tenant with a line break', { tenantId: 'contoso.com\nevil' }],
		['a tenant that is a word', { tenantId: 'contoso' }],
		['a tenant that is not a GUID', { tenantId: '4f1c2a60-9c55-4a52-8f5f-0d3a2b6c7e1' }],
		['no tenant', { tenantId: '' }],
		['the tenant common', { tenantId: 'common' }],
		['the tenant consumers', { tenantId: 'consumers' }],
		['Graph by http on another host', { graphApiBaseUrl: 'http://graph.microsoft.com' }],
		[
			'Graph by http on a host that begins like loopback',
			{ graphApiBaseUrl: 'http://127.0.0.1.evil.example' },
		],
		[
			'Graph by http on a name that begins like localhost',
			{ graphApiBaseUrl: 'http://localhost.evil.example' },
		],
		['Graph with user information', { graphApiBaseUrl: 'https://graph.microsoft.com@evil.example' }],
		['Graph with a path', { graphApiBaseUrl: 'https://evil.example/graph.microsoft.com' }],
		['Graph with a query', { graphApiBaseUrl: 'https://evil.example?' }],
		['Graph without a scheme', { graphApiBaseUrl: 'graph.microsoft.com' }],
		['Graph by ftp', { graphApiBaseUrl: 'ftp://graph.microsoft.com' }],
		['no Graph', { graphApiBaseUrl: '' }],
		['Entra by http on another host', { authorityHost: 'http://login.microsoftonline.com' }],
		['Entra with a path', { authorityHost: 'https://evil.example/login' }],
		['no Entra', { authorityHost: '' }],
	])('%s', async (_what, fields) => {
		Object.assign(fixture.credential, fields);
		const run = await fixture.run({ sessionId: SESSION });
		expect(errorOf(run).name).toBe('NodeOperationError');
		expect(fixture.contacted).toEqual([]);
		expect(fixture.leaksIn(run)).toEqual([]);
	});

	it('an app of many tenants', async () => {
		fixture.fillIn({ grantType: 'clientCredentials', tenantId: 'organizations' });
		const run = await fixture.run({ sessionId: SESSION });
		expect(errorOf(run).name).toBe('NodeOperationError');
		expect(fixture.contacted).toEqual([]);
	});

	it('but blanks around a value and a slash behind an address are forgiven', async () => {
		const { credential, emulator } = fixture;
		credential.tenantId = ` ${emulator.tenantId} `;
		credential.graphApiBaseUrl = ` ${emulator.graphApiBaseUrl}/ `;
		credential.authorityHost = ` ${emulator.authorityHost}/ `;
		emulator.entra.expireAccessTokens();
		const run = await fixture.run({ sessionId: SESSION });
		expect(run.status).toBe('success');
		expect(new Set(fixture.contacted)).toEqual(new Set([emulator.graphApiBaseUrl, emulator.authorityHost]));
	});
});
