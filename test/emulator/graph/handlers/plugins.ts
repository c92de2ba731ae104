import { pluginEntity } from '../entities';
import { graphErrors } from '../errors';
import type { OperationContext, Outcome } from '../operations';
import { workspaceOf } from './parents';

export function listPlugins(context: OperationContext): Outcome {
	return { list: workspaceOf(context).plugins.map((plugin) => pluginEntity(plugin, context.switches)) };
}

/** The key of a plugin is its name. */
export function getPlugin(context: OperationContext): Outcome {
	const key = context.route.segments[1]?.key;
	const plugin = workspaceOf(context).plugins.find(({ name }) => name === key);
	if (!plugin) throw graphErrors.notFound('plugin');
	return { entity: pluginEntity(plugin, context.switches) };
}
