import type { GraphEntity } from '../graph/entity';
import type { SessionKey } from '../graph/paths';
import { CancelledError } from '../graph/time';
import { byCreation, timestampMs, timestampOrder } from '../graph/timestamp';
import { serverTime, type Copilot } from './Copilot';
import { evaluatePrompt, listEvaluations, type AnswerOptions } from './evaluate';
import { findUsable, isAnswered, type Answer } from './evaluation';
import { PartialResultError, type KnownIds } from './failures';
import { idOf } from './ids';
import { createPrompt, isPromptOf, listPrompts } from './prompts';
import { RACE_WINDOW_MS } from './sessions';

/** Where to ask. */
export type AskIn =
	| { kind: 'newSession'; displayName: string }
	| { kind: 'existingSession'; sessionId: string }
	| { kind: 'namedSession'; displayName: string };

export interface Question {
	workspaceId: string;
	askIn: AskIn;
	/** The prompt and its follow-ups, asked one after another: each has the answers before it as its context. */
	prompts: string[];
	options: AnswerOptions;
}

/** A prompt with its evaluations, where they are known. */
interface Asked {
	prompt: GraphEntity;
	evaluations?: GraphEntity[];
}

/**
 * Age at which this worker evaluates a prompt that it found after a lost POST. Most likely its own POST created the
 * prompt; if another worker did, that one evaluates it right away.
 */
const LOST_PROMPT_MS = 15_000;

/** Wait between polls for the evaluation of another worker's prompt. */
const OTHERS_INTERVAL_MS = 2_000;

/** Two workers that take over the same prompt do so at different moments within this time. */
const TAKE_OVER_SPREAD_MS = 3_000;

/** Asks in one session, and finds what was asked there before. */
export class Conversation {
	private readonly key: SessionKey;
	/** IDs of what exists for the latest prompt. */
	private ids: KnownIds;
	/** The prompts of the session, as of the latest read. */
	private prompts: GraphEntity[] | undefined;
	/**
	 * Sort key of the time at which the latest answer's evaluation was created. A follow-up has a later one. Empty before
	 * the first prompt.
	 */
	private lastAsked = '';

	/**
	 * @param askedMs when the question came, by the execution's clock, in milliseconds since the epoch
	 * @param isNew whether this execution has created the session
	 */
	constructor(
		private readonly copilot: Copilot,
		private readonly question: Question,
		sessionId: string,
		private readonly askedMs: number,
		isNew: boolean,
	) {
		this.key = { workspaceId: question.workspaceId, sessionId };
		this.ids = this.key;
		if (isNew) this.prompts = [];
	}

	/**
	 * Asks the prompts one after another, or takes the answers that are there. Ends at the first without an answer: a
	 * follow-up to it is another question.
	 *
	 * @throws PartialResultError with IDs and answers so far
	 */
	async ask(): Promise<Answer[]> {
		const answers: Answer[] = [];
		for (const content of this.question.prompts) {
			const answer = await this.askOne(content, answers.length === 0).catch((error: unknown) => {
				const { ids } = error as { ids?: KnownIds };
				const cause = error instanceof PartialResultError ? error.cause : error;
				throw new PartialResultError(cause, { ...this.ids, ...ids }, answers);
			});
			answers.push({ ...answer, prompt: content });
			if (answer.answer === null) break;
		}
		return answers;
	}

	private async askOne(content: string, isFirst: boolean): Promise<Answer> {
		const { copilot, key, askedMs } = this;
		const { options } = this.question;
		this.ids = key;
		const turnMs = isFirst ? askedMs : copilot.time.now();
		// Reading shows, before anything is paid for, that answers can be read. Where answers are reused, other workers may
		// have asked the next prompt meanwhile.
		if (!this.prompts || (options.reuseAnswer && !isFirst)) this.prompts = await listPrompts(copilot, key);
		if (isFirst && copilot.beginSignal?.aborted) throw new CancelledError();
		const { prompt, evaluations } =
			(options.reuseAnswer && (await this.findAsked(content, this.prompts, isFirst))) ||
			(await this.askAnew(content, this.prompts));
		const promptKey = { ...key, promptId: idOf(prompt) };
		this.ids = promptKey;
		const answer = await evaluatePrompt(copilot, promptKey, options, { askedMs, turnMs }, evaluations);
		this.lastAsked = timestampOrder(answer.createdDateTime) || timestampOrder(prompt.createdDateTime);
		return answer;
	}

	/**
	 * The same prompt, asked here before: one with an answer, else one with an evaluation that can be used, else one that
	 * was never evaluated. Of several answers to a first prompt the newest is taken; a follow-up takes the first, which
	 * stands right behind what it follows. A prompt whose evaluation failed is created anew.
	 */
	private async findAsked(
		content: string,
		before: readonly GraphEntity[],
		isFirst: boolean,
	): Promise<Asked | undefined> {
		const same = before.filter((prompt) => this.isFollowing(prompt, content)).sort(byCreation);
		const asked = await Promise.all(same.map(async (prompt) => await this.withEvaluations(prompt)));
		const askedMs = serverTime(this.copilot, this.askedMs);
		const usable = asked.filter(({ evaluations }) => findUsable(evaluations, askedMs));
		const answered = usable.filter(({ evaluations }) => evaluations.some(isAnswered));
		const found = (isFirst ? answered.at(-1) : answered[0]) ?? usable[0];
		if (found) return found;
		const untouched = asked.find(({ evaluations }) => evaluations.length === 0);
		return untouched && (await this.afterItsCreator(untouched.prompt, RACE_WINDOW_MS));
	}

	/** Whether it has the same text, and was created after what it follows. Without a readable date it counts as older. */
	private isFollowing(prompt: GraphEntity, content: string): boolean {
		return isPromptOf(prompt, content) && timestampOrder(prompt.createdDateTime) > this.lastAsked;
	}

	/**
	 * Creates the prompt. Where answers are reused, another worker may do the same at the same time: all adopt the oldest
	 * prompt, and its creator evaluates it.
	 */
	private async askAnew(content: string, before: readonly GraphEntity[]): Promise<Asked> {
		const { copilot, key, question } = this;
		// In a session whose name deliveries share, a second prompt costs nothing: only one is evaluated.
		const mayRepeat = question.askIn.kind === 'namedSession';
		const { entity, created } = await createPrompt(copilot, key, content, before, mayRepeat);
		if (!question.options.reuseAnswer) return { prompt: entity, ...(created && { evaluations: [] }) };
		const known = new Set(before.map(({ id }) => id));
		const twins = (await listPrompts(copilot, key)).filter(
			(prompt) => !known.has(prompt.id) && this.isFollowing(prompt, content),
		);
		const oldest = [entity, ...twins].sort(byCreation)[0] ?? entity;
		if (created && oldest.id === entity.id) return { prompt: entity, evaluations: [] };
		return await this.afterItsCreator(oldest, created ? RACE_WINDOW_MS : LOST_PROMPT_MS);
	}

	/**
	 * Waits for the worker that created a prompt to evaluate it, so that it is paid once. A prompt that has no evaluation
	 * at a certain age was left behind by a worker that died: then the caller evaluates it.
	 *
	 * @param maxAgeMs that age, in milliseconds
	 */
	private async afterItsCreator(prompt: GraphEntity, maxAgeMs: number): Promise<Asked> {
		const { time, graph, signal } = this.copilot;
		// Without a date it is old. A clock that is wrong must not make the wait longer.
		const createdMs = timestampMs(prompt.createdDateTime) || 0;
		const leftMs = maxAgeMs - Math.max(0, graph.serverNow() - createdMs);
		const patienceMs = Math.max(0, Math.min(leftMs, this.question.options.timeout * 1_000));
		const endMs = time.now() + patienceMs + Math.random() * TAKE_OVER_SPREAD_MS;
		for (;;) {
			const asked = await this.withEvaluations(prompt);
			const waitMs = Math.min(OTHERS_INTERVAL_MS, endMs - time.now());
			if (asked.evaluations.length > 0 || waitMs <= 0) return asked;
			await time.sleep(waitMs, signal);
		}
	}

	private async withEvaluations(prompt: GraphEntity): Promise<Required<Asked>> {
		const key = { ...this.key, promptId: idOf(prompt) };
		return { prompt, evaluations: await listEvaluations(this.copilot, key) };
	}
}
