import { effects, scripts, startEmulator, type Effect, type Emulator, type Moment } from '../../emulator';
import { connectedCredential } from './connectedCredential';
import { Workers } from './Workers';

const MAX_ROUNDS = 12;

let emulator: Emulator;
let workers: Workers;

beforeAll(async () => {
	emulator = await startEmulator({ latency: 50, switches: { evaluationTimeScale: 0.1 } });
	workers = await Workers.start(2, await connectedCredential(emulator));
	emulator.graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
}, 120_000);

afterAll(async () => {
	await workers.stop();
	await emulator.stop();
});

/** Gives the same event to both workers at the same time, and loses the second POST of a prompt. */
async function round(displayName: string, effect: Effect, moment: Moment) {
	const { graph } = emulator;
	graph.addSession({ displayName });
	const match = { method: 'POST', path: /\/prompts$/, nth: 2 };
	const fault = graph.addFault({ match, effect, moment });
	const paidBefore = graph.costs.length;
	const outputs = await workers.run({
		resource: 'session',
		operation: 'ask',
		askIn: 'namedSession',
		displayName,
		prompt: 'the question',
	});
	fault.remove();
	const answers = outputs.flat().map((output) => (output as { answer?: string }).answer);
	return { struck: fault.remaining === 0, paid: graph.costs.length - paidBefore, answers };
}

describe('two workers that get the same event, one of which loses its POST of the prompt', () => {
	it.each<[string, Effect, Moment]>([
		['503', effects.graphError(503), 'before'],
		['503 with a time', effects.graphError(503, { retryAfter: 2 }), 'before'],
		['a reset before its effect', effects.reset(), 'before'],
		['a reset after its effect', effects.reset(), 'after'],
	])(
		'pay once, and both have the answer: %s',
		async (what, effect, moment) => {
			// A round in which one worker finds the prompt of the other has no second POST.
			for (let rounds = 1; ; rounds++) {
				const { struck, ...outcome } = await round(`${what} ${rounds}`, effect, moment);
				expect(outcome).toEqual({ paid: 1, answers: ['Yes.', 'Yes.'] });
				if (struck) break;
				expect(rounds).toBeLessThan(MAX_ROUNDS);
			}
		},
		120_000,
	);
});
