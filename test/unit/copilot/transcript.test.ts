import { transcriptMarkdown, type TranscriptTurn } from '../../../nodes/copilot/transcript';
import type { GraphEntity } from '../../../nodes/graph/entity';

const completed = (type: string, content: string | null): GraphEntity => ({
	state: 'completed',
	result: { type, content },
});

const turn = (content: unknown, ...evaluations: GraphEntity[]): TranscriptTurn => ({
	prompt: { id: 'prompt', content },
	evaluations,
});

const markdown = (turns: TranscriptTurn[], displayName: unknown = 'Incident 4711') =>
	transcriptMarkdown({ session: { id: 'session', displayName }, turns });

describe('the transcript as Markdown', () => {
	it('has the name, then every prompt as a quotation with its answer', () => {
		const text = markdown([
			turn(
				'Who is at risk?\n\nName three.',
				completed('success', '| user | risk |\n| - | - |\n| adele | high |\n'),
			),
			turn('  And why?  ', completed('success', 'Because of\n\n- a sign-in\n- a rule')),
		]);
		expect(text).toBe(
			[
				'# Incident 4711',
				'',
				'---',
				'',
				'> Who is at risk?',
				'> ',
				'> Name three.',
				'',
				'| user | risk |',
				'| - | - |',
				'| adele | high |',
				'',
				'---',
				'',
				'> And why?',
				'',
				'Because of',
				'',
				'- a sign-in',
				'- a rule',
				'',
			].join('\n'),
		);
	});

	it('has the name in one line at the top, or something for none', () => {
		expect(markdown([], ' Incident\n4711\t(closed) ')).toBe('# Incident 4711 (closed)\n');
		for (const none of [null, '  ']) expect(markdown([], none)).toBe('# Untitled session\n');
	});

	it.each<[string, GraphEntity[], string]>([
		['was never evaluated', [], '*Not evaluated yet.*'],
		['is running', [{ state: 'running', result: null }], '*No answer yet (running).*'],
		['has no state', [{ id: 'x' }], '*No answer yet (unknown).*'],
		['was cancelled', [{ state: 'cancelled', result: null }], '*No answer (cancelled).*'],
		['was rejected', [completed('rejected', null)], '*No answer (completed, rejected).*'],
		['failed with words', [completed('error', 'Too long.')], '*No answer (completed, error).*\n\nToo long.'],
		['has no result', [{ state: 'completed', result: null }], '*No answer (completed).*'],
		['has an empty answer', [completed('success', ' \n')], '*An empty answer.*'],
		[
			'was evaluated several times',
			[completed('success', 'First.'), completed('error', null)],
			'First.\n\n*No answer (completed, error).*',
		],
	])('says of a prompt that it %s', (_what, evaluations, expected) => {
		expect(markdown([turn('Why?', ...evaluations)])).toBe(
			`# Incident 4711\n\n---\n\n> Why?\n\n${expected}\n`,
		);
	});

	it('keeps a prompt in its quotation, whatever it holds', () => {
		const text = markdown([turn('# not a title\r\n---\r> quoted\n\u2028</blockquote>')]);
		const lines = text.split('\n').slice(4, -3);
		expect(lines).toEqual(['> # not a title', '> ---', '> > quoted', '> \u2028</blockquote>']);
	});

	it('takes a prompt without a text for an empty one', () => {
		expect(markdown([turn(null)])).toContain('\n> \n');
	});
});
