import { createHash } from 'node:crypto';
import { NodeHelpers, type INodeParameters, type INodeProperties } from 'n8n-workflow';
import { ask as session } from '../../nodes/SecurityCopilotSession/actions/session/ask.operation';
import { scripts } from '../emulator';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../nodes/version';
import { Fixture, jsonOf } from './harness';
import { EVALUATION, PROMPT, SESSION } from './harness/documented';

const MARKDOWN = `# Incident 4711

| Entity | Risk |
| --- | --- |
| adele@contoso.com | **high** |

1. See [the portal](https://security.microsoft.com/incidents/4711).

\`\`\`kusto
SigninLogs | where RiskLevel == "high"
\`\`\`
`;
const LINK = `https://securitycopilot.microsoft.com/sessions/${SESSION}`;
const ALL_FORMATS = ['slack', 'jiraWiki', 'jiraAdf', 'teams', 'html', 'plainText'];

const fixture = Fixture.use();

interface Output {
	answer: string;
	formats: {
		slack: { blocks: object[] };
		slackText: string;
		jiraWiki: string;
		jiraAdf: string;
		teams: string;
		html: string;
		plainText: string;
	};
	evidence: Record<string, unknown>;
	[name: string]: unknown;
}

const ask = (options: object) => ({
	resource: 'session',
	operation: 'ask',
	askIn: 'existingSession',
	sessionId: SESSION,
	prompt: 'What happened?',
	options,
});

const only = async (parameters: object): Promise<Output> => {
	const run = await fixture.run(parameters as never);
	expect(jsonOf(run)).toHaveLength(1);
	return jsonOf(run)[0] as Output;
};

describe('formats', () => {
	it('are not there unless they are wanted', async () => {
		expect(await only(ask({}))).not.toHaveProperty('formats');
	});

	it('give the answer as each node takes it, ending with the link', async () => {
		fixture.graph.scriptEvaluations('happened', scripts.answering(MARKDOWN));
		const { answer, formats } = await only(ask({ formats: ALL_FORMATS }));
		expect(answer).toBe(MARKDOWN);
		expect(formats.slack).toEqual({ blocks: expect.any(Array) });
		expect(JSON.parse(formats.jiraAdf)).toMatchObject({ version: 1, type: 'doc' });
		for (const text of [
			JSON.stringify(formats.slack),
			formats.slackText,
			formats.jiraWiki,
			formats.jiraAdf,
			formats.teams,
			formats.html,
			formats.plainText,
		]) {
			expect(text).toContain('Incident 4711');
			expect(text).toContain(LINK);
		}
	});

	it('are harmless, and defanged on wish', async () => {
		fixture.graph.scriptEvaluations('happened', scripts.answering('See <!channel> http://evil.example/x'));
		const { answer, formats } = await only(ask({ formats: ALL_FORMATS, defang: true }));
		expect(answer).toContain('http://evil.example/x');
		const shown = JSON.stringify(formats);
		expect(shown).not.toContain('<!channel>');
		expect(shown).not.toContain('http://evil.example');
		expect(shown).toContain('hxxp');
	});

	it('cost neither the answer nor the IDs, however wide a table is', async () => {
		const answer = `| a | b |\n|---|---|\n| ${'x'.repeat(2_894)} | ${'&'.repeat(600)} |\n`;
		fixture.graph.scriptEvaluations('happened', scripts.answering(answer));
		const output = await only(ask({ formats: ALL_FORMATS }));
		expect(output).toMatchObject({ answer, sessionId: SESSION, evaluationId: expect.any(String) });
		expect(Object.values(output.formats)).not.toContain(null);
	});

	it('that do not exist are refused before anything is sent', async () => {
		const run = await fixture.run(ask({ formats: ['pigeon'] }) as never);
		expect(run.status).toBe('error');
		expect(fixture.graph.requests).toEqual([]);
	});
});

describe('indicators', () => {
	it('are found in the answer, and empty lists without one', async () => {
		fixture.graph.scriptEvaluations(
			'happened',
			scripts.answering('C2 hxxps://evil[.]example/x, CVE-2024-3400'),
		);
		const { indicators } = await only(ask({ includeIndicators: true }));
		expect(indicators).toMatchObject({ url: ['https://evil.example/x'], cve: ['CVE-2024-3400'], ipv4: [] });
		fixture.graph.scriptEvaluations('happened', scripts.endingIn('rejected', 'Out of scope: 203.0.113.7'));
		const none = await only(ask({ includeIndicators: true, onNoAnswer: 'returnState' }));
		expect(Object.values(none.indicators as object).flat()).toEqual([]);
	});
});

describe('Defang', () => {
	it('shows only where a format is chosen: it changes nothing else', () => {
		const options = session.fields.flatMap(({ name, options: all = [] }) => (name === 'options' ? all : []));
		const [defang] = options.filter(({ name }) => name === 'defang') as INodeProperties[];
		const shown = (values: INodeParameters) => NodeHelpers.displayParameter(values, defang!, null, null);
		expect(
			[{}, { formats: [] }, { formats: ['html'] }, { formats: '={{ $json.formats }}' }].map(shown),
		).toEqual([false, false, true, true]);
	});
});

describe('evidence', () => {
	it('names the answer so that it can be found and checked', async () => {
		fixture.graph.scriptEvaluations('happened', scripts.answering('Nothing.'));
		const { evidence, ...output } = await only(ask({ includeEvidence: true }));
		const answered = fixture.graph.requests
			.filter(({ url }) => url.includes(String(output.evaluationId)))
			.at(-1);
		expect(answered?.status).toBe(200);
		expect(evidence).toEqual({
			workspaceId: 'default',
			sessionId: SESSION,
			promptId: output.promptId,
			evaluationId: output.evaluationId,
			createdDateTime: output.createdDateTime,
			completedDateTime: output.completedDateTime,
			readDateTime: expect.stringMatching(/^2026-11-02T.*Z$/),
			answerSha256: createHash('sha256').update('Nothing.').digest('hex'),
			requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
			package: PACKAGE_NAME,
			packageVersion: PACKAGE_VERSION,
		});
	});

	it.each([
		[
			'evaluation get',
			{ resource: 'evaluation', operation: 'get', promptId: PROMPT, evaluationId: EVALUATION },
		],
		['getTranscript', { resource: 'session', operation: 'getTranscript' }],
	])('goes along with %s too, and so do formats', async (_name, parameters) => {
		const { evidence, formats } = await only({
			...parameters,
			sessionId: SESSION,
			options: { includeEvidence: true, formats: ['plainText'] },
		});
		expect(evidence).toMatchObject({ evaluationId: EVALUATION, requestId: expect.any(String) });
		expect(formats.plainText).toContain('You are signed in as');
	});
});

it('An evaluation has its formats whatever fields are selected, and of its own fields those', async () => {
	const output = await only({
		...{ resource: 'evaluation', operation: 'get', sessionId: SESSION },
		...{ promptId: PROMPT, evaluationId: EVALUATION, select: ['id', 'state'] },
		options: { formats: ['plainText'] },
	});
	expect(Object.keys(output).sort()).toEqual(['formats', 'id', 'state']);
	expect(output.formats.plainText).toContain('You are signed in as');
});
