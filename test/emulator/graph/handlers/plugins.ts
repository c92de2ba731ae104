import { pluginEntity } from '../entities';
import type { OperationContext, Outcome } from '../operations';
import { workspaceOf } from './parents';

export function listPlugins(context: OperationContext): Outcome {
	return { list: workspaceOf(context).plugins.map(pluginEntity) };
}
