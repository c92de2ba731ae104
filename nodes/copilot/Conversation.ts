import type { GraphEntity } from '../graph/entity';
import type { PromptKey, SessionKey } from '../graph/paths';
import { CancelledError } from '../graph/time';
import { byCreation, timestampOrder } from '../graph/timestamp';
import type { Answer } from './answer';
import type { Copilot } from './Copilot';
import { evaluatePrompt, listEvaluations, serverTime, type AnswerOptions } from './evaluate';
import { findUsable, outcomeOf } from './evaluation';
import type { KnownIds } from './keys';
import { createPrompt, isPromptOf, listPrompts } from './prompts';
import { idOf } from './sessions';
import { RACE_WINDOW_MS } from './race';
import { RecentIds } from './RecentIds';

/** A prompt that may have been asked before, with its evaluations. */
interface Asked {
	prompt: GraphEntity;
	evaluations: GraphEntity[];
}

/** Waits between looks for the evaluation of a prompt that somebody else has created; the last one again and again. */
const OTHERS_EVALUATION_MS = [1_000, 2_000, 4_000, 8_000];

/** Whoever takes over what somebody else has left waits up to this long first: seldom two do so at once. */
const TAKE_OVER_SPREAD_MS = 3_000;

/** Prompts that this process has created. */
const ownPrompts = new RecentIds(1_000);

/** Asks in one session, and knows what was asked there before. */
export class Conversation {
	/** As they were last read. */
	private prompts: GraphEntity[] | undefined;
	private hasAsked = false;
	/** When the evaluation before was created: only a prompt made later is a follow-up to it. */
	private lastAsked = '';

	constructor(
		private readonly copilot: Copilot,
		private readonly key: SessionKey,
		private readonly wish: AnswerOptions,
		/** When the question came, by this machine's clock. */
		private readonly askedMs: number,
		/** Nothing has been asked in it yet. */
		isNew: boolean,
	) {
		if (isNew) this.prompts = [];
	}

	/**
	 * Asks, or takes the answer that is there.
	 *
	 * @param ids takes the IDs as they become known
	 * @throws what `evaluatePrompt` and `createPrompt` throw
	 */
	async ask(content: string, ids: KnownIds): Promise<Answer> {
		Object.assign(ids, { promptId: undefined, evaluationId: undefined });
		const turnMs = this.hasAsked ? this.copilot.time.now() : this.askedMs;
		const before = await this.promptsBefore();
		// Nothing is paid yet: what need not begin any more, ends here.
		if (!this.hasAsked && this.copilot.beginSignal?.aborted) throw new CancelledError();
		const asked =
			(this.wish.reuseAnswer && (await this.findAsked(content, before))) ||
			(await this.askAnew(content, before));
		const promptKey: PromptKey = { ...this.key, promptId: idOf(asked.prompt) };
		ids.promptId = promptKey.promptId;
		const { copilot, wish, askedMs } = this;
		this.hasAsked = true;
		const answer = await evaluatePrompt(copilot, promptKey, wish, { askedMs, turnMs }, asked.evaluations);
		this.lastAsked = timestampOrder(answer.createdDateTime) || timestampOrder(asked.prompt.createdDateTime);
		return answer;
	}

	/**
	 * Prompts of the session. Reading them also proves, before anything is paid for, that answers can be read. Where
	 * answers are reused, somebody else may have gone on in the meantime, so they are read again for every follow-up.
	 */
	private async promptsBefore(): Promise<GraphEntity[]> {
		const mayHaveChanged = this.wish.reuseAnswer && this.hasAsked;
		if (!this.prompts || mayHaveChanged) this.prompts = await listPrompts(this.copilot, this.key);
		return this.prompts;
	}

	/**
	 * The same prompt, asked here before: one with an answer, else one on its way to one, else one that was never
	 * evaluated. Of several answers the newest counts, and behind it the first that follows. What failed is not repeated
	 * under its old prompt.
	 */
	private async findAsked(content: string, before: GraphEntity[]): Promise<Asked | undefined> {
		const same = before.filter((prompt) => this.isFollowing(prompt, content)).sort(byCreation);
		const asked = await Promise.all(same.map(async (prompt) => await this.withEvaluations(prompt)));
		const isAnswered = (entry: Asked) => {
			const usable = this.usableOf(entry);
			return usable !== undefined && outcomeOf(usable).kind === 'answered';
		};
		const answered = this.hasAsked ? asked.find(isAnswered) : asked.findLast(isAnswered);
		const usable = answered ?? asked.find((entry) => this.usableOf(entry) !== undefined);
		if (usable) return usable;
		const untouched = asked.find(({ evaluations }) => evaluations.length === 0);
		return untouched && (await this.afterItsCreator(untouched.prompt));
	}

	/** Whether it says the same, and was not made before what it shall follow. */
	private isFollowing(prompt: GraphEntity, content: string): boolean {
		return isPromptOf(prompt, content) && timestampOrder(prompt.createdDateTime) > this.lastAsked;
	}

	private usableOf({ evaluations }: Asked): GraphEntity | undefined {
		return findUsable(evaluations, serverTime(this.copilot, this.askedMs));
	}

	/**
	 * Creates the prompt. Where answers are reused, another n8n worker may have done the same at the same moment: then
	 * the oldest prompt counts, and only its creator has it evaluated.
	 */
	private async askAnew(content: string, before: GraphEntity[]): Promise<Asked> {
		const own = await createPrompt(this.copilot, this.key, content, before);
		ownPrompts.add(idOf(own));
		if (!this.wish.reuseAnswer) {
			before.push(own);
			return { prompt: own, evaluations: [] };
		}
		const known = new Set(before.map(({ id }) => id));
		const twins = (await listPrompts(this.copilot, this.key)).filter(
			(prompt) => !known.has(prompt.id) && this.isFollowing(prompt, content),
		);
		const oldest = [own, ...twins].sort(byCreation)[0] ?? own;
		return oldest.id === own.id ? { prompt: own, evaluations: [] } : await this.afterItsCreator(oldest);
	}

	/**
	 * A prompt that somebody else has created and not had evaluated yet: that costs once, and it is their turn. What is
	 * still not evaluated a minute after its creation was left behind.
	 */
	private async afterItsCreator(prompt: GraphEntity): Promise<Asked> {
		const { time, graph, signal } = this.copilot;
		// Nobody else of this process is at work in this session.
		if (ownPrompts.has(idOf(prompt))) return await this.withEvaluations(prompt);
		const created = Date.parse(String(prompt.createdDateTime));
		// A clock that is wrong must not make the wait longer.
		const age = Number.isNaN(created) ? RACE_WINDOW_MS : Math.max(0, graph.serverNow() - created);
		const patience = Math.min(RACE_WINDOW_MS - age, this.wish.timeout * 1_000);
		const endMs = time.now() + Math.max(0, patience) + Math.random() * TAKE_OVER_SPREAD_MS;
		for (let look = 0; ; look++) {
			const asked = await this.withEvaluations(prompt);
			const left = endMs - time.now();
			if (asked.evaluations.length > 0 || left <= 0) return asked;
			const usual = OTHERS_EVALUATION_MS[look] ?? OTHERS_EVALUATION_MS.at(-1) ?? 0;
			await time.sleep(Math.min(usual, left), signal);
		}
	}

	private async withEvaluations(prompt: GraphEntity): Promise<Asked> {
		const key = { ...this.key, promptId: idOf(prompt) };
		return { prompt, evaluations: await listEvaluations(this.copilot, key) };
	}
}
