import type { SessionKey } from '../graph/paths';
import { CancelledError } from '../graph/time';
import type { Answer } from './answer';
import { Conversation } from './Conversation';
import { withLock, type Copilot } from './Copilot';
import type { AnswerOptions } from './evaluate';
import { CancelledWithPartialResultError, PartialResultError, NoAnswerError } from './failures';
import type { KnownIds } from './keys';
import { createSession, findOrCreateSession, idOf } from './sessions';

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
	wish: AnswerOptions;
}

/**
 * From question to answer: finds or creates the session, creates the prompts and their evaluations, waits.
 *
 * @returns one answer per prompt; fewer when one has none and the state is wanted instead of a failure
 * @throws PartialResultError with what exists already; NoAnswerError; OutcomeUnknownError; CancelledError; what the client
 * throws
 */
export async function ask(copilot: Copilot, question: Question): Promise<Answer[]> {
	const { askIn, workspaceId } = question;
	const askedMs = copilot.time.now();
	const inSession = async (sessionId: string, isNew: boolean, waitSignal = copilot.signal) =>
		await withLock(
			copilot,
			workspaceId,
			`session ${sessionId.toLowerCase()}`,
			async () => await askInSession(copilot, question, { workspaceId, sessionId }, askedMs, isNew),
			waitSignal,
		);
	switch (askIn.kind) {
		case 'existingSession':
			return await inSession(askIn.sessionId, false, copilot.beginSignal);
		case 'newSession': {
			await copilot.readCheck.run(workspaceId);
			return await inSession(idOf(await createSession(copilot, workspaceId, askIn.displayName)), true);
		}
		case 'namedSession': {
			const { displayName } = askIn;
			const work = async () => {
				const { session, created } = await findOrCreateSession(copilot, workspaceId, displayName);
				return await inSession(idOf(session), created);
			};
			return await withLock(copilot, workspaceId, `ask ${displayName}`, work, copilot.beginSignal);
		}
	}
}

async function askInSession(
	copilot: Copilot,
	{ prompts, wish }: Question,
	key: SessionKey,
	askedMs: number,
	isNew: boolean,
): Promise<Answer[]> {
	const answers: Answer[] = [];
	const ids: KnownIds = { ...key };
	const conversation = new Conversation(copilot, key, wish, askedMs, isNew);
	for (const prompt of prompts) {
		const answer = await conversation
			.ask(prompt, ids)
			.catch((error: unknown) => withIds(error, ids, answers));
		if (answer instanceof Error) throw answer;
		answers.push(answer);
		// A follow-up without the answer before it is another question.
		if (answer.answer === null) break;
	}
	return answers;
}

/** Adds what exists already to whatever went wrong. */
function withIds(error: unknown, ids: KnownIds, answers: readonly Answer[]): Error {
	if (error instanceof CancelledWithPartialResultError) {
		return new CancelledWithPartialResultError({ ...ids, ...error.ids }, error.evaluationMayRun, answers);
	}
	if (error instanceof CancelledError) return new CancelledWithPartialResultError({ ...ids }, false, answers);
	if (error instanceof NoAnswerError && answers.length === 0) return error;
	if (error instanceof PartialResultError)
		return new PartialResultError(error.cause, { ...ids, ...error.ids }, answers);
	return new PartialResultError(error, error instanceof NoAnswerError ? error.ids : { ...ids }, answers);
}
