import { effects, scripts, startEmulator, type Effect, type Emulator, type Moment } from '../../emulator';
import { connect, credentialFor, Engine } from '../harness';
import { Workers } from './Workers';

const MAX_ROUNDS = 12;

let emulator: Emulator;
let workers: Workers;

beforeAll(async () => {
	emulator = await startEmulator({ latency: 20, switches: { evaluationTimeScale: 0.05 } });
	const { credentials } = await Engine.start(new Map([['credential', credentialFor(emulator)]]));
	await connect(credentials, 'credential', emulator);
	workers = await Workers.start(2, credentials.stored.get('credential')!);
	emulator.graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
}, 120_000);

afterAll(async () => {
	await workers.stop();
	await emulator.stop();
});

/** Gives the same event to both workers. @param delaysMs milliseconds by which each of them comes later */
async function deliver(displayName: string, followUps: string[], delaysMs: number[] = []) {
	const paidBefore = emulator.graph.costs.length;
	const outputs = await workers.run(
		{ operation: 'ask', askIn: 'namedSession', displayName, prompt: 'the question', followUps },
		delaysMs,
	);
	const answers = outputs.flat().map((output) => (output as { answer?: string }).answer);
	return { paid: emulator.graph.costs.length - paidBefore, answers };
}

describe('Two workers of one n8n that get the same event', () => {
	it.each([
		['at the same time', []],
		['one a moment after the other', [0, 60]],
	])('pay once for each of its questions, and both have the answers: %s', async (when, delaysMs) => {
		const outcome = await deliver(`Incident ${when}`, ['the second question'], delaysMs);
		expect(outcome).toEqual({ paid: 2, answers: ['Yes.', 'Yes.'] });
	});

	it.each<[string, Effect, Moment]>([
		['503', effects.graphError(503), 'before'],
		['503 with a time', effects.graphError(503, { retryAfter: 2 }), 'before'],
		['a reset after its effect', effects.reset(), 'after'],
	])(
		'pay once where one of them loses its POST of the prompt: %s',
		async (what, effect, moment) => {
			// A round in which one worker finds the prompt of the other has no second POST.
			for (let rounds = 1; ; rounds++) {
				emulator.graph.addSession({ displayName: `${what} ${rounds}` });
				const match = { method: 'POST', path: /\/prompts$/, nth: 2 };
				const fault = emulator.graph.addFault({ match, effect, moment });
				const outcome = await deliver(`${what} ${rounds}`, []);
				fault.remove();
				expect(outcome).toEqual({ paid: 1, answers: ['Yes.', 'Yes.'] });
				if (fault.remaining === 0) break;
				expect(rounds).toBeLessThan(MAX_ROUNDS);
			}
		},
		120_000,
	);
});
