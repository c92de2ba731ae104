import type { GraphEntity } from '../graph/entity';
import { readList } from '../graph/list';
import { promptsPath, type SessionKey } from '../graph/paths';
import type { Copilot } from './Copilot';
import { createOnce, type CreationResult } from './createOnce';
import { withLock } from './withLock';

/** All prompts of a session. */
export async function listPrompts({ graph }: Copilot, key: SessionKey): Promise<GraphEntity[]> {
	return await readList(graph, promptsPath(key));
}

/**
 * Creates a prompt, which does not run it.
 *
 * @param before prompts that the session had; read here where they are not known
 * @param mayRepeat see `Creation`
 * @throws OutcomeUnknownError; what the client throws
 */
export async function createPrompt(
	copilot: Copilot,
	key: SessionKey,
	content: string,
	before?: readonly GraphEntity[],
	mayRepeat = false,
): Promise<CreationResult> {
	// One at a time: of two POSTs with the same text, the one without an answer would find the prompt of the other.
	const lock = `create prompt ${key.sessionId.toLowerCase()}`;
	return await withLock(copilot, key.workspaceId, lock, async () => {
		return await createOnce(
			{
				what: 'prompt',
				path: promptsPath(key),
				body: { type: 'prompt', content },
				list: async () => (await listPrompts(copilot, key)).filter((prompt) => isPromptOf(prompt, content)),
				before: before ?? (await listPrompts(copilot, key)),
				mayRepeat,
			},
			copilot,
		);
	});
}

/** Whether a prompt has the same text. Line ends, and white space around it, make no difference. */
export function isPromptOf(prompt: GraphEntity, content: string): boolean {
	return typeof prompt.content === 'string' && normalized(prompt.content) === normalized(content);
}

function normalized(text: string): string {
	return text.replace(/\r\n?/g, '\n').trim();
}
