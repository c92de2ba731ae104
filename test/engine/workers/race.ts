import { effects, scripts, startEmulator, type Emulator } from '../../emulator';
import { connectedCredential } from './connectedCredential';
import { Workers } from './Workers';

/** What the workers of one n8n may do to one another when all of them get the same event at once. */
export interface Race {
	workers: number;
	/** Evaluations that one delivery pays. */
	questions: number;
	rounds: number;
	/** The workers begin within this time, at random; real milliseconds. */
	withinMs: number;
	/** Real milliseconds before each answer of the server. */
	latencyMs: number;
	/** Time until what was created shows in the lists; real milliseconds. */
	lagMs: number;
	/** From 0 to below 1. */
	random: () => number;
}

export interface RaceResult {
	/** Evaluations that were paid, beyond those of one delivery, in all rounds. */
	paidTwice: number;
	/** Rounds in which that happened. */
	roundsPaidTwice: number;
	/** Empty sessions and unused prompts that were left behind in all rounds. */
	spareSessions: number;
	sparePrompts: number;
	/** Outputs that were not the answer. */
	failures: unknown[];
}

/** Delivers the same event to all workers at once, round after round. */
export async function race({
	workers: count,
	questions,
	rounds,
	withinMs,
	latencyMs,
	lagMs,
	random,
}: Race): Promise<RaceResult> {
	const emulator = await startEmulator({ latency: latencyMs, switches: { evaluationTimeScale: 0.1 } });
	const workers = await Workers.start(count, await connectedCredential(emulator));
	const result: RaceResult = {
		paidTwice: 0,
		roundsPaidTwice: 0,
		spareSessions: 0,
		sparePrompts: 0,
		failures: [],
	};
	emulator.graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
	if (lagMs > 0) letListsLag(emulator, lagMs);
	try {
		for (let round = 0; round < rounds; round++) {
			const displayName = `Incident ${round}`;
			const paidBefore = emulator.graph.costs.length;
			const outputs = await workers.run(
				{
					resource: 'session',
					operation: 'ask',
					askIn: 'namedSession',
					displayName,
					prompt: 'question 0',
					followUps: Array.from({ length: questions - 1 }, (_, index) => `question ${index + 1}`),
				},
				Array.from({ length: count }, () => random() * withinMs),
			);
			const paid = emulator.graph.costs.length - paidBefore;
			result.paidTwice += paid - questions;
			if (paid > questions) result.roundsPaidTwice += 1;
			const sessions = emulator.graph.store
				.allSessions()
				.filter((session) => session.displayName === displayName);
			result.spareSessions += sessions.length - 1;
			result.sparePrompts += sessions.flatMap(({ prompts }) => prompts).length - questions;
			result.failures.push(
				...outputs.flat().filter((output) => (output as { answer?: unknown }).answer !== 'Yes.'),
			);
		}
	} finally {
		await workers.stop();
		await emulator.stop();
	}
	return result;
}

/** Lets lists be as they were some time ago, as far as what they hold is concerned. */
function letListsLag({ graph }: Emulator, lagMs: number): void {
	const isOld = ({ createdDateTime }: { createdDateTime?: string }) =>
		Date.parse(createdDateTime ?? '') <= Date.now() - lagMs;
	graph.addFault({
		match: { method: 'GET', path: /\/(sessions|prompts|evaluations)(\?|$)/ },
		effect: effects.change((body) =>
			Array.isArray(body.value) ? { ...body, value: body.value.filter(isOld) } : body,
		),
		count: Number.POSITIVE_INFINITY,
	});
}
