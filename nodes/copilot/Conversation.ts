import type { GraphEntity } from '../graph/entity';
import type { PromptKey, SessionKey } from '../graph/paths';
import { byCreation, timestampOrder } from '../graph/timestamp';
import type { Answer } from './answer';
import type { Copilot } from './Copilot';
import { evaluatePrompt, findUsable, listEvaluations, type AnswerWish } from './evaluate';
import type { KnownIds } from './keys';
import { createPrompt, listPrompts } from './prompts';
import { idOf } from './sessions';

/** A prompt that may have been asked before, with its evaluations. */
interface Asked {
	prompt: GraphEntity;
	evaluations: GraphEntity[];
}

/** Prompts of the same text made within this time were made by redelivered events, not by people. */
const RACE_WINDOW_MS = 60_000;

/** Waits for another n8n worker to evaluate the prompt that it created, in milliseconds. */
const OTHERS_EVALUATION_MS = [1_000, 2_000, 4_000];

/** Asks in one session, and knows what was asked there before. */
export class Conversation {
	private earlier: GraphEntity[] | undefined;
	/** Once something new was asked, the answers behind it belong to another conversation. */
	private onlyReused = true;
	/** When the prompt before was created: a follow-up comes after it. */
	private lastCreated = '';

	constructor(
		private readonly copilot: Copilot,
		private readonly key: SessionKey,
		private readonly wish: AnswerWish,
		/** Nothing has been asked in it yet. */
		isNew: boolean,
	) {
		if (isNew) this.earlier = [];
	}

	/**
	 * Asks, or takes the answer that is there.
	 *
	 * @param ids takes the IDs as they become known
	 * @throws what `evaluatePrompt` and `createPrompt` throw
	 */
	async ask(content: string, ids: KnownIds): Promise<Answer> {
		// Also proves, before anything is paid for, that the answer can be read.
		this.earlier ??= await listPrompts(this.copilot, this.key);
		const reuseAnswer = this.wish.reuseAnswer && this.onlyReused;
		const asked =
			(reuseAnswer && (await this.findAsked(content))) || (await this.askAnew(content, reuseAnswer));
		const promptKey: PromptKey = { ...this.key, promptId: idOf(asked.prompt) };
		Object.assign(ids, promptKey, { evaluationId: undefined });
		this.onlyReused &&= findUsable(asked.evaluations) !== undefined;
		this.lastCreated = timestampOrder(asked.prompt.createdDateTime);
		return await evaluatePrompt(this.copilot, promptKey, { ...this.wish, reuseAnswer }, asked.evaluations);
	}

	/**
	 * The same prompt, asked here before: one with an answer or on its way to one, else one that was never evaluated.
	 * What failed is not repeated under its old prompt.
	 */
	private async findAsked(content: string): Promise<Asked | undefined> {
		const same = (this.earlier ?? []).filter(
			(prompt) => prompt.content === content && timestampOrder(prompt.createdDateTime) > this.lastCreated,
		);
		const asked = await Promise.all(same.map(async (prompt) => await this.withEvaluations(prompt)));
		return (
			asked.find(({ evaluations }) => findUsable(evaluations) !== undefined) ??
			asked.find(({ evaluations }) => evaluations.length === 0)
		);
	}

	/**
	 * Creates the prompt. Where answers are reused, another n8n worker may have done the same at the same moment: then
	 * the oldest prompt counts, and whoever did not create it gives its creator the time to have it evaluated.
	 */
	private async askAnew(content: string, reuseAnswer: boolean): Promise<Asked> {
		const own = await createPrompt(this.copilot, this.key, content, this.earlier ?? []);
		const oldest = reuseAnswer ? oldestTwin(own, await listPrompts(this.copilot, this.key)) : own;
		this.earlier?.push(own);
		if (idOf(oldest) === idOf(own)) return { prompt: own, evaluations: [] };
		let asked = await this.withEvaluations(oldest);
		for (const delayMs of OTHERS_EVALUATION_MS) {
			if (asked.evaluations.length > 0) break;
			await this.copilot.time.sleep(delayMs, this.copilot.signal);
			asked = await this.withEvaluations(oldest);
		}
		return asked;
	}

	private async withEvaluations(prompt: GraphEntity): Promise<Asked> {
		const key = { ...this.key, promptId: idOf(prompt) };
		return { prompt, evaluations: await listEvaluations(this.copilot, key) };
	}
}

/** The oldest prompt with the same text that was made at nearly the same time; everybody who looks finds the same. */
function oldestTwin(own: GraphEntity, prompts: readonly GraphEntity[]): GraphEntity {
	const created = ({ createdDateTime }: GraphEntity) => Date.parse(String(createdDateTime));
	const twins = prompts.filter(
		(prompt) => prompt.content === own.content && created(own) - created(prompt) <= RACE_WINDOW_MS,
	);
	return [...twins].sort(byCreation)[0] ?? own;
}
