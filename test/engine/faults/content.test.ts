import fc from 'fast-check';
import { effects, scripts } from '../../emulator';
import { Fixture, itemsOf, jsonOf, type NodeParameters } from '../harness';
import { EVALUATION, PROMPT, SESSION } from '../harness/documented';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from '../harness/outcomes';

const ALL_FORMATS = ['html', 'jiraAdf', 'jiraWiki', 'plainText', 'slack', 'teams'];
const PORTAL = /https:\/\/securitycopilot\.microsoft\.com\/sessions\/[0-9a-f-]{36}/;
const LONE_SURROGATE = /\p{Cs}/u;

const fixture = Fixture.use();
beforeEach(() => (fixture.graph.switches.maxBodySize = 64 * 1024 * 1024));

/** What may stand in a name, a prompt or an answer. */
const TEXTS = [
	'a\u0000b\u0001c\u001b[31md\u007fe\u0085f',
	'a\u202eexe.txt\u202c \u2066b\u2069 \u200fend \u200b\u200d\ufeff',
	'👩‍👩‍👧‍👦 e\u0301\u0323 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
	'<script>alert(1)</script><img src=x onerror=alert(1)><iframe src="https://evil.example"> &amp;',
	'a <!channel> <!here> <@U123> @all @here @everyone <at>Adele</at> [~accountid:1]',
	'[a](javascript:alert(1)) [b](file:///etc/passwd) ![c](https://evil.example/pixel.png)',
	'{panel}{code}{noformat}[x|javascript:alert(1)] !https://evil.example/a.png!',
	'x {{ $json.secret }} ${7 * 7} <%= 7 * 7 %> #{7 * 7} {{constructor.constructor("a")()}}',
	'=HYPERLINK("https://evil.example") +1+1 @SUM(A1) -2',
	'{"error":{"code":"403"}}","id":"evil"} \' " \\ \\u0041 \\" __proto__',
	'a\r\nX-Evil: 1\n\n\u2028b\u2029c',
	`${'0123456789abcde\n'.repeat(65_536)}end`,
];

describe('Whatever text', () => {
	it('passes intact as a name', async () => {
		const items = TEXTS.map((text) => ({ text }));
		const created = await fixture.run({ operation: 'create', displayName: '={{ $json.text }}' }, { items });
		expect(itemsOf(created).map(({ json }) => json.displayName)).toEqual(TEXTS.map((text) => text.trim()));
		const ids = TEXTS.map((displayName) => ({ id: fixture.graph.addSession({ displayName }).id }));
		const read = await fixture.run({ sessionId: '={{ $json.id }}' }, { items: ids });
		expect(itemsOf(read).map(({ json }) => json.displayName)).toEqual(TEXTS);
	});

	it('passes intact as a prompt and as its answer', async () => {
		fixture.graph.scriptEvaluations(/[^]/, ({ content }) => scripts.answering(content));
		const ask = { operation: 'ask', displayName: 'Incident 4711', prompt: '={{ $json.text }}' };
		const run = await fixture.run(ask, { items: TEXTS.map((text) => ({ text })) });
		const prompts = fixture.requests(({ method, url }) => method === 'POST' && url.endsWith('/prompts'));
		const sent = prompts.map(({ body }) => (body as { content: string }).content);
		expect(sent.sort()).toEqual([...TEXTS].sort());
		expect(itemsOf(run).map(({ json }) => json.answer)).toEqual(TEXTS);
		expectProtocolRules(fixture, run);
	});

	it('is shown as a text, briefly, in an error of Graph', async () => {
		for (const message of TEXTS)
			fixture.graph.addFault({ effect: effects.graphError(409, { message, code: message }) });
		for (const text of TEXTS) {
			const run = await fixture.run({ sessionId: SESSION }, { settings: CONTINUING });
			expect([text, outcomesOf(run)]).toEqual([text, ['conflict']]);
			expect(shownOf(run)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
			expect(shownOf(run).length).toBeLessThan(2_500);
		}
	});
});

interface Output {
	answer: string;
	formats: Record<string, unknown> & { truncated: Record<string, { truncated: boolean }> };
}

/** Asks, with all formats. @returns the output, and its texts */
async function formatted(answer: string): Promise<Output & { texts: string[] }> {
	fixture.graph.scriptEvaluations(/question/, scripts.immediate(answer));
	const ask = { operation: 'ask', prompt: 'the question', options: { formats: ALL_FORMATS } };
	const output = jsonOf(await fixture.run(ask))[0] as Output;
	expect(output.answer).toBe(answer);
	const { html, slack, slackText, jiraAdf, jiraWiki, teams, plainText } = output.formats;
	return {
		...output,
		texts: [html, JSON.stringify(slack), slackText, jiraAdf, jiraWiki, teams, plainText].map(String),
	};
}

const line = 'Host **server-17** talked to 203.0.113.7, see `powershell -enc` 👩‍👩‍👧‍👦 e\u0301.\n\n';

describe('A large answer is whole in the output, and cut to each target with a note and the link', () => {
	it.each([
		['200 KB of text', line.repeat(2_500)],
		['200 KB of brackets', '[('.repeat(100_000)],
		['200 KB of emphasis that never ends', '*a _b '.repeat(33_000)],
		['characters of several units', '👩‍👩‍👧‍👦'.repeat(20_000)],
		['5 MB', line.repeat(60_000)],
	])(
		'%s, in seconds',
		async (_what, answer) => {
			const before = process.cpuUsage();
			const { texts, formats } = await formatted(answer);
			// Linear work takes a fraction of that on any machine; quadratic work takes minutes.
			expect(process.cpuUsage(before).user / 1_000).toBeLessThan(20_000);
			for (const text of texts) {
				expect(text).toMatch(PORTAL);
				expect(text).not.toMatch(LONE_SURROGATE);
				expect(text).not.toContain('\ufffd');
			}
			expect(formats.truncated).toMatchObject({ slack: { truncated: true } });
			expect(JSON.stringify(formats.slack)).toContain('… shortened. Full session: ');
		},
		60_000,
	);
});

describe('A webhook cannot change path, host or query of a request', () => {
	/** Pieces that mean something to a URL, and anything. */
	const PIECES = "/ \\ .. . %2f %2e ? # & = @ : // ; $ ' ( )".split(' ');
	const WORDS = [
		'\r\n',
		'\0',
		'\u202e',
		'\ud800',
		...'http: evil.example users $filter= $count $batch'.split(' '),
	];
	const piece = fc.oneof(fc.constantFrom(...PIECES, ...WORDS), fc.string({ maxLength: 4, unit: 'binary' }));
	const hostileValue = fc.oneof(
		fc.array(piece, { maxLength: 5 }).map((parts) => parts.join('')),
		fc.webUrl({ withQueryParameters: true, withFragments: true }),
		fc.constantFrom<unknown>(
			'..',
			'%2e%2e',
			null,
			7,
			[],
			{},
			{ value: '../users' },
			{ mode: 'url', value: 'x' },
		),
	);
	/** A sound value in most cases, so that the others are looked at. */
	const mostly = (sound: string): fc.Arbitrary<unknown> =>
		fc.oneof({ weight: 2, arbitrary: fc.constant(sound) }, { weight: 1, arbitrary: hostileValue });
	const webhook = fc.record({
		workspace: mostly('default'),
		session: mostly(SESSION),
		prompt: mostly(PROMPT),
		evaluation: mostly(EVALUATION),
		filter: hostileValue,
	});

	const from = (name: string): string => `={{ $json.${name} }}`;
	const inSession = { workspaceId: from('workspace'), sessionId: from('session') };
	const evaluation = { promptId: from('prompt'), evaluationId: from('evaluation') };
	const filters = { name: from('filter'), nameContains: from('prompt') };
	/** Operations, and the paths of their requests. */
	const operations: Array<[NodeParameters, string]> = [
		[{ ...inSession, operation: 'getAll', filter: from('filter') }, 'sessions'],
		[{ ...inSession, operation: 'update', displayName: from('filter') }, 'sessions/ID'],
		[
			{ ...inSession, resource: 'prompt', operation: 'getAll', filter: from('filter') },
			'sessions/ID/prompts',
		],
		[
			{ ...inSession, resource: 'evaluation', operation: 'get', ...evaluation },
			'sessions/ID/prompts/ID/evaluations/ID',
		],
		[{ ...inSession, resource: 'plugin', operation: 'getAll', filters }, 'plugins'],
	];

	/** One segment of a path, encoded. */
	const SEGMENT = String.raw`(?!\$)(?:[^/?#\\\s%]|%[0-9A-F]{2})+`;

	it('whatever it sends', async () => {
		let sent = 0;
		await fc.assert(
			fc.asyncProperty(webhook, fc.constantFrom(...operations), async (item, [parameters, path]) => {
				fixture.sent.length = 0;
				fixture.contacted.length = 0;
				const options = { maxRetries: 0 };
				const run = await fixture.run(
					{ ...parameters, options },
					{ items: [item as never], settings: CONTINUING },
				);
				const base = '/beta/security/securityCopilot/workspaces/';
				const form = new RegExp(`^${base}${`ID/${path}`.replaceAll('ID', SEGMENT)}(?:\\?([^#\\s]*))?$`);
				sent += fixture.sent.length;
				for (const { method, url, headers } of fixture.sent) {
					expect(method).toMatch(/^(GET|PATCH)$/);
					expect(url).toMatch(form);
					const names = [...new URLSearchParams(form.exec(url)?.[1] ?? '').keys()];
					expect(['$top', '$filter']).toEqual(expect.arrayContaining(names));
					expect(new Set(names).size).toBe(names.length);
					expect(headers).not.toHaveProperty('x-evil');
				}
				expect([fixture.emulator.graphApiBaseUrl]).toEqual(expect.arrayContaining(fixture.contacted));
				expectProtocolRules(fixture, run);
			}),
			{ numRuns: 150 },
		);
		// Not everything is refused before it is sent.
		expect(sent).toBeGreaterThan(30);
	}, 60_000);
});
