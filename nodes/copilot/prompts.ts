import type { GraphEntity } from '../graph/entity';
import { listAll } from '../graph/list';
import { promptsPath, type SessionKey } from '../graph/paths';
import { withLock, type Copilot } from './Copilot';
import { createOnce } from './createOnce';

/** All prompts of a session. */
export async function listPrompts({ graph }: Copilot, key: SessionKey): Promise<GraphEntity[]> {
	return await listAll(graph, promptsPath(key));
}

/**
 * Creates a prompt, which does not run it.
 *
 * @param before prompts of the session that are known to be others; read here where they are not known
 * @throws OutcomeUnknownError; what the client throws
 */
export async function createPrompt(
	copilot: Copilot,
	key: SessionKey,
	content: string,
	before?: readonly GraphEntity[],
): Promise<GraphEntity> {
	// Two that create the same text at once could each take the other's prompt for its own lost one.
	return await withLock(copilot, key.workspaceId, `create prompt ${key.sessionId}`, async () => {
		const known = before ?? (await listPrompts(copilot, key));
		return await createOnce(
			{
				what: 'prompt',
				path: promptsPath(key),
				body: { type: 'prompt', content },
				isLike: (prompt) => isPromptOf(prompt, content),
				knownIds: new Set(known.map(({ id }) => String(id))),
			},
			copilot,
		);
	});
}

/** Whether a prompt says the same. Line ends, and white space around it, are not what was asked. */
export function isPromptOf(prompt: GraphEntity, content: string): boolean {
	return typeof prompt.content === 'string' && essence(prompt.content) === essence(content);
}

function essence(text: string): string {
	return text.replace(/\r\n?/g, '\n').trim();
}
