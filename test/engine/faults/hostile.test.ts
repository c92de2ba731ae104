import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { effects, scripts } from '../../emulator';
import { itemsOf, jsonOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf } from '../harness/outcomes';

const fixture = Fixture.use();

const TEXTS: Array<[string, string]> = [
	['control characters', 'a\u0000b\u0001c\u001b[31md\u007fe\u0085f'],
	['marks that change the direction', 'a\u202eexe.txt\u202c \u2066b\u2069 \u200f'],
	['invisible characters', 'a\u200b\u200d\u2060\ufeffb\u{e0041}'],
	['half a character', 'a\ud83d b \udea8 c'],
	['joined emoji and combining marks', '👩‍👩‍👧‍👦 e\u0301\u0323 🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
	['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)> &amp; <!channel>'],
	[
		'template expressions',
		'x {{ $json.secret }} ={{ 1 + 1 }} ${7 * 7} <%= 7 %> #{7} {{constructor.constructor("a")()}}',
	],
	['a text that begins like an expression', '={{ $env.PATH }}'],
	['JSON and quotes', '{"error":{"code":"403"}}","id":"evil"} \' " \\ \\u0041 \\"'],
	['names of properties of every object', '__proto__ constructor toString'],
	['line ends', 'a\r\nX-Evil: 1\n\n\u2028b\u2029c'],
	['5 MB', `${'0123456789abcde\n'.repeat(327_680)}end`],
];

describe.each(TEXTS)('F-73, F-74, F-75, F-76 %s', (_what, text) => {
	beforeEach(() => {
		fixture.emulator.graph.switches.maxBodySize = 64 * 1024 * 1024;
	});

	// Half a character is sent as U+FFFD, and read as it is.
	const sent = text.toWellFormed();

	it('pass intact as a display name', async () => {
		const { graph } = fixture.emulator;
		const items = [{ text }];
		const created = await fixture.run({ operation: 'create', displayName: '={{ $json.text }}' }, { items });
		expect(jsonOf(created)).toEqual([expect.objectContaining({ displayName: sent.trim() })]);
		expect(fixture.sent[0]?.body).toEqual({ displayName: sent.trim() });
		const { id } = graph.addSession({ displayName: text });
		const read = await fixture.run({ sessionId: id });
		expect(jsonOf(read)).toEqual([expect.objectContaining({ id, displayName: text })]);
	});

	it('pass intact as a prompt and as its answer', async () => {
		fixture.emulator.graph.scriptEvaluations(/[^]/, scripts.answering(text));
		const run = await fixture.run(
			{ operation: 'ask', displayName: 'Incident 4711', prompt: '={{ $json.text }}' },
			{ items: [{ text }] },
		);
		const prompts = fixture.sent.filter(({ method, url }) => method === 'POST' && url.endsWith('/prompts'));
		expect(prompts.map(({ body }) => body)).toEqual([{ type: 'prompt', content: sent }]);
		expect(jsonOf(run)).toEqual([expect.objectContaining({ answer: text, resultType: 'success' })]);
		expectProtocolRules(fixture, run);
	});
});

describe('F-75 A hostile text in an error of Graph', () => {
	it.each(TEXTS.filter(([what]) => what !== '5 MB'))(
		'%s: is shown as a text, briefly',
		async (_what, message) => {
			fixture.emulator.graph.addFault({ effect: effects.graphError(409, { message, code: message }) });
			const run = await fixture.run(
				{ sessionId: 'ecdfb9b3-58f5-457f-a18c-4a477890b252' },
				{ settings: CONTINUING },
			);
			expect(outcomesOf(run)).toEqual(['conflict']);
			const { error, details } = itemsOf(run)[0]!.json as { error: string; details: IDataObject };
			expect(`${error}${String(details.description)}`).not.toMatch(
				/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/,
			);
			expect(String(details.description).length).toBeLessThan(2_000);
		},
	);
});

/** What an attacker may put into a webhook: pieces that mean something to a URL, and anything. */
const hostileId = fc.oneof(
	fc
		.array(
			fc.oneof(
				fc.constantFrom(
					...[
						'/',
						'\\',
						'..',
						'.',
						'%2f',
						'%2e',
						'?',
						'#',
						'&',
						'=',
						'@',
						':',
						'//',
						';',
						'$',
						"'",
						'(',
						')',
					],
					...[
						'\r\n',
						'\0',
						'\u202e',
						'\ud800',
						'http:',
						'evil.example',
						'users',
						'$filter=',
						'$count',
						'$batch',
					],
				),
				fc.string({ maxLength: 4, unit: 'binary' }),
			),
			{ maxLength: 5 },
		)
		.map((parts) => parts.join('')),
	fc.constantFrom('..', '.', '%2e%2e', '$count', '$batch', ''),
	fc.webUrl({ withQueryParameters: true, withFragments: true }),
	fc.constantFrom<unknown>(null, 7, true, [], ['a'], {}, { value: '../users' }, { mode: 'url', value: 'x' }),
);

/** A sound value in most cases, so that the others are looked at. */
const mostly = (sound: string): fc.Arbitrary<unknown> =>
	fc.oneof({ weight: 2, arbitrary: fc.constant(sound) }, { weight: 1, arbitrary: hostileId });

/** One segment of a path, encoded. */
const SEGMENT = String.raw`(?!\$)(?:[^/?#\\\s%]|%[0-9A-F]{2})+`;

const from = (name: string): string => `={{ $json.${name} }}`;

const ids = { workspaceId: from('workspace'), sessionId: from('session') };

/** Operations, and all that their requests may look like: path, and names of query options. */
const OPERATIONS: Array<[string, NodeParameters, string, string[]]> = [
	['session get', { ...ids }, 'workspaces/ID/sessions/ID', []],
	[
		'session getAll',
		{ operation: 'getAll', workspaceId: from('workspace'), filter: from('filter') },
		'workspaces/ID/sessions',
		['$top', '$filter'],
	],
	[
		'session update',
		{ ...ids, operation: 'update', displayName: from('filter') },
		'workspaces/ID/sessions/ID',
		[],
	],
	[
		'prompt get',
		{ ...ids, resource: 'prompt', operation: 'get', promptId: from('prompt') },
		'workspaces/ID/sessions/ID/prompts/ID',
		[],
	],
	[
		'prompt getAll',
		{ ...ids, resource: 'prompt', operation: 'getAll', filter: from('filter') },
		'workspaces/ID/sessions/ID/prompts',
		['$top', '$filter'],
	],
	[
		'evaluation get',
		{
			...ids,
			resource: 'evaluation',
			operation: 'get',
			promptId: from('prompt'),
			evaluationId: from('evaluation'),
		},
		'workspaces/ID/sessions/ID/prompts/ID/evaluations/ID',
		[],
	],
	[
		'plugin getAll',
		{
			resource: 'plugin',
			operation: 'getAll',
			workspaceId: from('workspace'),
			filters: { name: from('filter'), nameContains: from('prompt') },
		},
		'workspaces/ID/plugins',
		['$top', '$filter'],
	],
	[
		'plugin getAll with a filter of ones own',
		{ resource: 'plugin', operation: 'getAll', workspaceId: from('workspace'), filter: from('filter') },
		'workspaces/ID/plugins',
		['$top', '$filter'],
	],
];

describe('F-30 A webhook cannot change path, host or query of a request', () => {
	it.each(OPERATIONS)(
		'%s',
		async (_what, parameters, path, options) => {
			const form = new RegExp(
				`^/beta/security/securityCopilot/${path.replaceAll('ID', SEGMENT)}(?:\\?([^#\\s]*))?$`,
			);
			const webhook = fc.record({
				workspace: mostly('default'),
				session: mostly('ecdfb9b3-58f5-457f-a18c-4a477890b252'),
				prompt: mostly('76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01'),
				evaluation: mostly('5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7'),
				filter: hostileId,
			});
			let sent = 0;
			await fc.assert(
				fc.asyncProperty(fc.array(webhook, { minLength: 1, maxLength: 1 }), async (items) => {
					sent += fixture.sent.length;
					fixture.sent.length = 0;
					fixture.contacted.length = 0;
					const run = await fixture.run(
						{ ...parameters, options: { maxRetries: 0 } },
						{ items: items as never, settings: CONTINUING },
					);
					for (const { method, url, headers } of fixture.sent) {
						expect(`${method} ${url}`).toMatch(/^(GET|PATCH) /);
						expect(url).toMatch(form);
						const names = [...new URLSearchParams(form.exec(url)?.[1] ?? '').keys()];
						expect(options).toEqual(expect.arrayContaining(names));
						expect(new Set(names).size).toBe(names.length);
						expect(headers).not.toHaveProperty('x-evil');
					}
					const paired = itemsOf(run).map(({ pairedItem }) => (pairedItem as { item: number }).item);
					expect([...new Set(paired)].length).toBeLessThanOrEqual(items.length);
					expect([fixture.emulator.graphApiBaseUrl]).toEqual(
						expect.arrayContaining([...new Set(fixture.contacted)]),
					);
					expectProtocolRules(fixture, run);
				}),
				{ numRuns: 40 },
			);
			// Not everything is refused before it is sent.
			expect(sent).toBeGreaterThan(10);
		},
		90_000,
	);
});
