import { sessionsPath } from '../graph/paths';
import { Conversation, type Question } from './Conversation';
import type { Copilot } from './Copilot';
import type { Answer } from './evaluation';
import { idOf } from './ids';
import { createSession, findOrCreateSession } from './sessions';
import { withLock } from './withLock';

/**
 * From question to answers: finds or creates the session, creates the prompts and their evaluations, polls. With Reuse
 * Answer, an answer or a running evaluation that exists is taken and not paid again. Before it pays, it reads once, which
 * shows that the answer can be read. Within this process, one question runs at a time in each session and for each name
 * of a session.
 *
 * @returns one answer per prompt, in their order, each with its `prompt`; fewer where one has no answer and
 * `onNoAnswer` is `returnState`: that one is the last, with `answer: null` and a `noAnswerReason`
 * @throws PartialResultError with the IDs of what exists, and the answers so far, around what a step throws:
 * NoAnswerError, OutcomeUnknownError, or what the client throws; the same errors unwrapped before a session is known
 */
export async function ask(copilot: Copilot, question: Question): Promise<Answer[]> {
	const { workspaceId, askIn } = question;
	const { beginSignal, signal, time } = copilot;
	const askedMs = time.now();
	const askInSession = async (sessionId: string, isNew: boolean, waitSignal = signal) => {
		const conversation = new Conversation(copilot, question, sessionId, askedMs, isNew);
		const work = async () => await conversation.ask();
		return await withLock(copilot, workspaceId, `session ${sessionId.toLowerCase()}`, work, waitSignal);
	};
	switch (askIn.kind) {
		case 'existingSession':
			return await askInSession(askIn.sessionId, false, beginSignal);
		case 'newSession': {
			await checkReadable(copilot, workspaceId);
			const { entity, created } = await createSession(copilot, workspaceId, askIn.displayName);
			return await askInSession(idOf(entity), created);
		}
		case 'namedSession': {
			const work = async () => {
				const { entity, created } = await findOrCreateSession(copilot, workspaceId, askIn.displayName);
				return await askInSession(idOf(entity), created);
			};
			return await withLock(copilot, workspaceId, `ask ${askIn.displayName}`, work, beginSignal);
		}
	}
}

/**
 * Reads one session before anything is created. The permission to write includes no permission to read, and an answer
 * that cannot be read costs as much as any other.
 *
 * Source: Microsoft Graph permissions reference, SecurityCopilotWorkspaces.ReadWrite.All.
 */
async function checkReadable({ graph, readable }: Copilot, workspaceId: string): Promise<void> {
	if (readable.has(workspaceId)) return;
	await graph.firstPage(sessionsPath(workspaceId), { select: ['id'], top: 1 });
	readable.add(workspaceId);
}
