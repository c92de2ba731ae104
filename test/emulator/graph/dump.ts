import type { Clock } from '../clock';
import type { Switches } from '../switches';
import {
	evaluationEntity,
	pluginEntity,
	promptEntity,
	sessionEntity,
	workspaceEntity,
	type Entity,
} from './entities';
import type { Prompt, Session, Store, Workspace } from './store';

/** Everything in the store as it would go over the wire, nested; an evaluation that its script hides is left out. */
export function dump(store: Store, clock: Clock, switches: Switches): Entity[] {
	const prompt = (known: Prompt): Entity => ({
		...promptEntity(known),
		evaluations: known.evaluations
			.map((evaluation) => evaluationEntity(evaluation, clock, switches))
			.filter((entity) => entity !== undefined),
	});
	const session = (known: Session): Entity => ({
		...sessionEntity(known),
		prompts: known.prompts.map(prompt),
	});
	const workspace = (known: Workspace): Entity => ({
		...workspaceEntity(known, switches),
		plugins: known.plugins.map(pluginEntity),
		sessions: known.sessions.map(session),
	});
	return structuredClone(store.workspaces.map(workspace));
}
