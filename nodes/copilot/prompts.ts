import type { GraphEntity } from '../graph/entity';
import { promptsPath, type SessionKey } from '../graph/paths';
import type { Copilot } from './Copilot';
import { createOnce } from './createOnce';

/** All prompts of a session. */
export async function listPrompts({ graph }: Copilot, key: SessionKey): Promise<GraphEntity[]> {
	const prompts: GraphEntity[] = [];
	for await (const { items } of graph.pages(promptsPath(key))) prompts.push(...items);
	return prompts;
}

/**
 * Creates a prompt, which does not run it.
 *
 * @param before prompts of the session that are known to be others
 * @throws OutcomeUnknownError; what the client throws
 */
export async function createPrompt(
	copilot: Copilot,
	key: SessionKey,
	content: string,
	before: readonly GraphEntity[],
): Promise<GraphEntity> {
	return await createOnce(
		{
			what: 'prompt',
			path: promptsPath(key),
			body: { type: 'prompt', content },
			isLike: (prompt) => prompt.content === content,
			knownIds: new Set(before.map(({ id }) => String(id))),
		},
		copilot,
	);
}
