import { effects } from '../emulator';
import {
	ANSWER,
	askNamed,
	collectionOf,
	held,
	KINDS,
	ONE_OF_EACH,
	outputsOf,
	scriptAnswers,
} from './harness/incident';
import { Fixture } from './harness/Fixture';

const fixture = Fixture.use();
beforeEach(() => {
	scriptAnswers(fixture);
});

describe('the same event, delivered', () => {
	const deliver = async (parameters = askNamed()) => (await outputsOf(fixture, parameters))[0];

	/** Twenty executions of one n8n process at once. */
	const twentyRuns = async (parameters = askNamed()) =>
		await Promise.all(Array.from({ length: 20 }, async () => await deliver(parameters)));

	const twentyItems = async (parameters = askNamed()) =>
		await outputsOf(fixture, parameters, Array(20).fill({}));

	const ways = [
		['twenty times at once to one process', twentyRuns],
		['as twenty items of one execution', twentyItems],
	] as const;

	it('twice is one session, one prompt, one evaluation', async () => {
		const first = await deliver();
		const second = await deliver();
		expect(second).toEqual({ ...first, reused: true });
		expect(held(fixture)).toEqual(ONE_OF_EACH);
	});

	describe.each(ways)('%s', (_way, twenty) => {
		it('is one session, one prompt, one evaluation, and twenty times its answer', async () => {
			const outputs = await twenty();
			expect(held(fixture)).toEqual(ONE_OF_EACH);
			expect(new Set(outputs.map((output) => output?.evaluationId)).size).toBe(1);
			expect(outputs.map((output) => output?.answer)).toEqual(Array(20).fill(ANSWER));
			expect(outputs.filter((output) => output?.reused === false)).toHaveLength(1);
		});

		it('is one evaluation for each question of a promptbook', async () => {
			const followUps = ['second question', 'third question', 'second question'];
			const outputs = await twenty(askNamed({ followUps }));
			expect(held(fixture)).toEqual({ sessions: 1, prompts: 4, evaluations: 4 });
			expect(outputs.map((output) => output?.answer)).toEqual(Array(20).fill(ANSWER));
		});

		it('is one evaluation also where it ends without an answer', async () => {
			const outputs = await twenty(askNamed({ prompt: 'refused' }));
			expect(held(fixture)).toEqual(ONE_OF_EACH);
			expect(outputs.map((output) => output?.resultType)).toEqual(Array(20).fill('rejected'));
			expect(new Set(outputs.map((output) => output?.evaluationId)).size).toBe(1);
		});

		it('is one evaluation of each question also where a follow-up ends without an answer', async () => {
			const outputs = await twenty(askNamed({ followUps: ['refused'] }));
			expect(held(fixture)).toEqual({ sessions: 1, prompts: 2, evaluations: 2 });
			expect(outputs.map((output) => output?.resultType)).toEqual(Array(20).fill('rejected'));
		});

		it('is one evaluation also where the answers to the POSTs are lost', async () => {
			for (const kind of KINDS) {
				fixture.graph.addFault({
					match: { method: 'POST', path: collectionOf(kind) },
					effect: effects.graphError(504),
					moment: 'after',
				});
			}
			const outputs = await twenty();
			expect(held(fixture)).toEqual(ONE_OF_EACH);
			expect(outputs.map((output) => output?.answer)).toEqual(Array(20).fill(ANSWER));
		});

		it('is one evaluation also where the first of them never learns of its own', async () => {
			fixture.graph.addFault({
				match: { method: 'POST', path: /evaluations$/ },
				effect: effects.graphError(504),
				moment: 'after',
			});
			// The one that was not answered looks once and is refused; those behind it find what it left.
			fixture.graph.addFault({
				match: { method: 'GET', path: /evaluations$/ },
				effect: effects.graphError(403),
			});
			const outputs = await twenty();
			expect(held(fixture)).toEqual(ONE_OF_EACH);
			expect(outputs.filter((output) => output?.outcomeUnknown === 'evaluation')).toHaveLength(1);
			expect(outputs.filter((output) => output?.answer === ANSWER)).toHaveLength(19);
		});
	});

	it('again after its worker was lost between prompt and evaluation is evaluated once', async () => {
		const session = fixture.graph.addSession({ displayName: 'Incident 4711' });
		fixture.graph.addPrompt({
			id: 'aaaaaaaa-0000-4000-8000-00000000000d',
			sessionId: session.id,
			content: 'the question',
		});
		const outputs = await twentyRuns();
		expect(held(fixture)).toEqual(ONE_OF_EACH);
		expect(outputs.map((output) => output?.answer)).toEqual(Array(20).fill(ANSWER));
	});

	it('with other words is another question', async () => {
		await deliver();
		await deliver(askNamed({ prompt: 'another question' }));
		expect(held(fixture)).toEqual({ sessions: 1, prompts: 2, evaluations: 2 });
	});
});
