import type { Answer } from '../copilot/evaluation';
import type { GraphEntity } from '../graph/entity';
import { answerFields } from '../shared/answerFields';
import { answerExtrasOutput } from './answerExtras';
import type { AnswerExtras } from './fields/answerExtras';

/** Shapes one answer for the next node. */
export function plainAnswerOutput(answer: Answer): GraphEntity {
	return { ...answerFields(answer), reused: answer.reused };
}

/**
 * Shapes one answer with what is wanted along with it.
 *
 * @param readMs when it was read, milliseconds since the epoch
 * @param markdown what the formats and the indicators are made of
 */
export async function answerOutput(
	answer: Answer,
	extras: AnswerExtras,
	readMs: number,
	markdown = answer.answer,
): Promise<GraphEntity> {
	return {
		...plainAnswerOutput(answer),
		...(await answerExtrasOutput(
			{ markdown, sessionId: answer.sessionId, answers: [answer], readMs },
			extras,
		)),
	};
}

/** Shapes one of several answers: with what was asked. */
export function turnOutput(answer: Answer): GraphEntity {
	return { prompt: answer.prompt, ...plainAnswerOutput(answer) };
}

/**
 * Shapes the answers of a conversation: the last one on top, and all of them as `turns` where there were follow-ups.
 * It counts as reused when nothing was paid for at all.
 *
 * @param readMs when they were read, milliseconds since the epoch
 * @param lastMarkdown what the formats of the last answer are made of, where that is not the answer itself
 */
export async function conversationOutput(
	answers: readonly Answer[],
	hasFollowUps: boolean,
	extras: AnswerExtras,
	readMs: number,
	lastMarkdown?: string,
): Promise<GraphEntity> {
	const outputs = await Promise.all(
		answers.map(async (answer, index) => {
			const markdown = index === answers.length - 1 ? lastMarkdown : undefined;
			return await answerOutput(answer, extras, readMs, markdown);
		}),
	);
	const last = outputs.at(-1) ?? {};
	if (!hasFollowUps) return last;
	const turns = outputs.map((output, index) => ({ prompt: answers[index]?.prompt, ...output }));
	return { ...last, reused: answers.every(({ reused }) => reused), turns };
}
