import fc from 'fast-check';
import { findUsable, isAnswered, isRunning, outcomeOf } from '../../../nodes/copilot/evaluation';
import type { GraphEntity } from '../../../nodes/graph/entity';

const placeholder = { content: null, type: 'unknown', previewState: 'ga' };
const success = (content: string | null) => ({ content, type: 'success', previewState: 'private' });

describe('what an evaluation has come to', () => {
	it('keeps one waiting in any state that is no end, whatever the result says', () => {
		const known = ['created', 'running', 'pending', 'deferred', 'unknown', 'unknownFutureValue'];
		for (const state of [...known, 'paused', 'Running'])
			for (const result of [null, undefined, placeholder, success('too early')])
				expect(outcomeOf({ state, result })).toEqual({
					state,
					resultType: null,
					answer: null,
					noAnswerReason: 'timeout',
				});
	});

	it.each(['completed', 'COMPLETED'])('%s with success is the answer', (state) => {
		expect(outcomeOf({ state, result: success('Yes.') })).toEqual({
			state,
			resultType: 'success',
			answer: 'Yes.',
		});
	});

	it.each([
		['nothing', null, null],
		['no result at all', undefined, null],
		['a result that is not an object', 'done', null],
		['success without content', success(null), 'success'],
		['success with an empty text', success(''), 'success'],
		['success with nothing to see', success(' \n\u200b\ufeff'), 'success'],
	])('completed with %s is no answer', (_what, result, resultType) => {
		expect(outcomeOf({ state: 'completed', result })).toEqual({
			state: 'completed',
			resultType,
			answer: null,
			noAnswerReason: 'noResult',
		});
	});

	it.each(['error', 'unknown', 'brandNew'])(
		'completed with %s is no answer and keeps its type and its words',
		(type) => {
			expect(outcomeOf({ state: 'completed', result: { type, content: 'Because.' } })).toEqual({
				state: 'completed',
				resultType: type,
				answer: null,
				noAnswerReason: { resultType: type },
				noAnswerDetail: 'Because.',
			});
			expect(outcomeOf({ state: 'completed', result: { type, content: null } })).not.toHaveProperty(
				'noAnswerDetail',
			);
		},
	);

	it.each([
		['cancelled', 'cancelled'],
		['waitingForInput', 'waitingForInput'],
		['WaitingForInput', 'waitingForInput'],
	])('%s ends the wait, even with what looks like an answer', (state, reason) => {
		for (const result of [null, placeholder, success('Yes.')]) {
			expect(outcomeOf({ state, result })).toMatchObject({ state, answer: null, noAnswerReason: reason });
		}
	});

	it('is refused where there is no state', () => {
		for (const evaluation of [{}, { state: null }, { state: '' }, { state: 3 }])
			expect(() => outcomeOf(evaluation)).toThrow('has no property "state"');
	});

	it('knows every evaluation that has a state, and takes only a completed success for an answer', () => {
		const evaluations = fc.record(
			{
				state: fc.oneof(
					fc.constantFrom('completed', 'cancelled', 'waitingForInput', 'running'),
					fc.string({ minLength: 1 }),
				),
				result: fc.oneof(
					fc.record(
						{
							type: fc.oneof(fc.constantFrom('success', 'SUCCESS', 'error'), fc.string(), fc.anything()),
							content: fc.oneof(fc.string(), fc.anything()),
						},
						{ requiredKeys: [] },
					),
					fc.anything(),
				),
			},
			{ requiredKeys: ['state'] },
		);
		fc.assert(
			fc.property(evaluations, (evaluation) => {
				const { state, result } = evaluation as { state: string; result?: Record<string, unknown> | null };
				const isAnswer =
					state.toLowerCase() === 'completed' &&
					String(result?.type).toLowerCase() === 'success' &&
					typeof result?.type === 'string' &&
					typeof result.content === 'string' &&
					result.content.replace(/[\p{Cc}\p{Cf}\s]/gu, '') !== '';
				expect(isAnswered(evaluation as GraphEntity)).toBe(isAnswer);
				expect(!isRunning(evaluation as GraphEntity)).toBe(
					['completed', 'cancelled', 'waitingforinput'].includes(state.toLowerCase()),
				);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('the evaluation that makes a new one unnecessary', () => {
	const at = (second: number) => `2026-11-02T03:00:${String(second).padStart(2, '0')}.1234567Z`;
	const asked = Date.parse(at(30));
	const NOT_YET = '0001-01-01T00:00:00Z';
	const running = (id: string, second: number) => ({
		id,
		state: 'running',
		createdDateTime: at(second),
		completedDateTime: NOT_YET,
		result: placeholder,
	});
	const answered = (id: string, second: number) => ({
		id,
		state: 'completed',
		createdDateTime: at(second),
		completedDateTime: at(second + 1),
		result: success('Yes.'),
	});
	const rejected = (id: string, second: number, ended: number, completedDateTime = at(ended)) => ({
		id,
		state: 'completed',
		createdDateTime: at(second),
		completedDateTime,
		lastModifiedDateTime: at(ended),
		result: { type: 'rejected', content: null },
	});

	it.each<[string, GraphEntity[], string | undefined]>([
		['none', [], undefined],
		['the newest of several answers', [answered('b', 5), answered('c', 9), answered('a', 2)], 'c'],
		['an answer rather than one that runs', [running('a', 9), answered('b', 2)], 'b'],
		['the oldest of several that run', [running('b', 5), running('a', 2), running('c', 9)], 'a'],
		['one that runs rather than one that failed', [rejected('a', 1, 40), running('b', 5)], 'b'],
		['none that failed before the question came', [rejected('a', 1, 29)], undefined],
		['one that failed while the question waited for it', [rejected('a', 1, 31)], 'a'],
		['one that failed without a date of completion', [rejected('a', 1, 31, NOT_YET)], 'a'],
		['none that failed at a time that nobody knows', [{ id: 'a', state: 'cancelled' }], undefined],
	])('is %s', (_what, evaluations, id) => {
		expect(findUsable(evaluations, asked)?.id).toBe(id);
	});

	it('is the same for everybody, in whatever order the list comes', () => {
		const kinds = fc.constantFrom(running, answered, (id: string, second: number) =>
			rejected(id, second, 40),
		);
		const entries = fc.array(fc.tuple(kinds, fc.nat(20)), { minLength: 1, maxLength: 6 });
		const lists = entries
			.map((pairs) => pairs.map(([make, second], index): GraphEntity => make(`id${index}`, second)))
			.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
		fc.assert(
			fc.property(lists, ([one, other]) => {
				expect(findUsable(one, asked)?.id).toBe(findUsable(other, asked)?.id);
			}),
		);
	});
});
