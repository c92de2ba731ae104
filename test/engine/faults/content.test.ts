import { scripts } from '../../emulator';
import { forbiddenIn } from '../../unit/markdown/outputs';
import { jsonOf, Fixture } from '../harness';

const ALL_FORMATS = ['html', 'jiraAdf', 'jiraWiki', 'plainText', 'slack', 'teams'];
const PORTAL = /https:\/\/securitycopilot\.microsoft\.com\/sessions\/[0-9a-f-]{36}/;
const LONE_SURROGATE = /\p{Cs}/u;

const fixture = Fixture.use();

beforeEach(() => {
	fixture.emulator.graph.switches.maxBodySize = 64 * 1024 * 1024;
});

interface Output {
	answer: string;
	formats: Record<string, unknown> & { slack: object; truncated: Record<string, { truncated: boolean }> };
}

/** Asks, with all formats. @returns the output, and the milliseconds of CPU time that it took */
async function formatted(answer: string): Promise<Output & { tookMs: number; texts: string[] }> {
	fixture.emulator.graph.scriptEvaluations(/question/, scripts.immediate(answer));
	const before = process.cpuUsage();
	const run = await fixture.run({
		operation: 'ask',
		prompt: 'the question',
		options: { formats: ALL_FORMATS },
	});
	const tookMs = process.cpuUsage(before).user / 1_000;
	expect(run.status).toBe('success');
	const output = jsonOf(run)[0] as Output;
	const { html, slack, slackText, jiraAdf, jiraWiki, teams, plainText } = output.formats;
	const texts = [html, JSON.stringify(slack), slackText, jiraAdf, jiraWiki, teams, plainText].map(String);
	return { ...output, tookMs, texts };
}

const line = 'Host **server-17** talked to 203.0.113.7, see `powershell -enc` 👩‍👩‍👧‍👦 e\u0301.\n\n';
const cells = '| host | seen |\n|---|---|\n' + '| server-17 | 203.0.113.7 |\n'.repeat(10);

/** Answers of 200 KB and of 5 MB. */
const large = (piece: string, bytes: number): string => piece.repeat(Math.ceil(bytes / piece.length));

describe('F-73 Large answers', () => {
	it.each([
		['text', line],
		['tables', `${cells}\n`],
		['one word', 'a'],
		['brackets', '[('],
		['quotes in quotes', '> one\n>> two\n\n'],
		['emphasis that never ends', '*a _b '],
	])(
		'200 KB of %s: whole in the answer, cut to each target with a note and the link',
		async (_what, piece) => {
			const answer = large(piece, 200_000);
			const { answer: raw, texts, formats, tookMs } = await formatted(answer);
			expect(raw).toBe(answer);
			// Linear work takes a fraction of that on any machine; quadratic work takes minutes.
			expect(tookMs).toBeLessThan(10_000);
			for (const text of texts) {
				expect(text).toMatch(PORTAL);
				expect(text).not.toMatch(LONE_SURROGATE);
			}
			expect(formats.truncated).toMatchObject({ slack: { truncated: true } });
			expect(JSON.stringify(formats.slack)).toContain('… shortened. Full session: ');
		},
	);

	it('5 MB: in seconds, cut to each target', async () => {
		const five = await formatted(large(line, 5_000_000));
		expect(five.answer).toHaveLength(large(line, 5_000_000).length);
		expect(five.tookMs).toBeLessThan(20_000);
		expect(five.formats.truncated).toMatchObject({ slack: { truncated: true }, teams: { truncated: true } });
	}, 60_000);

	it('5 MB as a prompt and as a name arrive whole', async () => {
		const text = large(line, 5_000_000).trim();
		const parameters = { operation: 'ask', displayName: 'Large', prompt: '={{ $json.text }}' };
		fixture.emulator.graph.scriptEvaluations(/[^]/, scripts.immediate('Yes.'));
		const run = await fixture.run(parameters, { items: [{ text }] });
		expect(jsonOf(run)).toMatchObject([{ answer: 'Yes.' }]);
		const posted = fixture.sent.find(({ method, url }) => method === 'POST' && url.endsWith('/prompts'));
		expect((posted?.body as { content: string }).content.trim() === text).toBe(true);
	});
});

/** Wherever an output is cut, what stands there is one of these. */
const CHARACTERS = ['🚨', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'e\u0301\u0323', '🇨🇭', '한', '\u{20BB7}'];

describe('F-74 Characters that are more than one unit', () => {
	it.each(CHARACTERS)('%s: is never halved, wherever a target cuts', async (character) => {
		const { texts, answer } = await formatted(`${character.repeat(70_000)}`);
		expect(answer).toBe(character.repeat(70_000));
		for (const text of texts) {
			expect(text).not.toMatch(LONE_SURROGATE);
			expect(text).not.toContain('\ufffd');
		}
	});

	it('half a character becomes U+FFFD where it is shown', async () => {
		const { texts } = await formatted('before \ud83d after \udea8 end');
		for (const text of texts) {
			expect(text).toContain('\ufffd');
			expect(text).not.toMatch(LONE_SURROGATE);
		}
	});
});

describe('F-75, F-76 Hostile answers are kept as they are, and harmless where they are shown', () => {
	it.each([
		['F-75 directions', 'שלום a\u202eexe.txt\u202c \u2066b\u2069 \u200fend'],
		['F-75 NUL and control characters', 'a\u0000b\u0001c\u001b[31md\u007fe\u0085f'],
		['F-76 mentions', 'a <!channel> <!here> <@U123> @all @here @everyone <at>Adele</at> [~accountid:1]'],
		['F-76 HTML', '<script>alert(1)</script><img src=x onerror=alert(1)><iframe src="https://evil.example">'],
		['F-76 links', '[a](javascript:alert(1)) [b](file:///etc/passwd) ![c](https://evil.example/pixel.png)'],
		['F-76 Jira markup', '{panel}{code}{noformat}[x|javascript:alert(1)] !https://evil.example/a.png!'],
	])('%s', async (_what, hostile) => {
		const { answer, texts, formats } = await formatted(hostile);
		expect(answer).toBe(hostile);
		for (const text of texts) expect(forbiddenIn(text)).toEqual([]);
		expect(formats.teams).not.toMatch(/<(script|img|iframe)/i);
		expect(JSON.stringify(formats.slack)).not.toMatch(/<[!@]|image_url/);
	});

	it.each([
		['template expressions', '={{ $json.secret }} {{ 7 * 7 }} ${7 * 7} <%= 7 * 7 %> #{7 * 7}'],
		['formulas', '=HYPERLINK("https://evil.example") +1+1 @SUM(A1) -2'],
		['JSON', '{"error":{"code":"403"}}","id":"evil"}'],
	])('F-76 %s are data: nothing is evaluated', async (_what, hostile) => {
		const { answer, formats } = await formatted(hostile);
		expect(answer).toBe(hostile);
		expect(JSON.stringify(formats)).not.toMatch(/\b49\b|undefined/);
		expect(() => JSON.parse(String(formats.jiraAdf)) as unknown).not.toThrow();
	});
});
