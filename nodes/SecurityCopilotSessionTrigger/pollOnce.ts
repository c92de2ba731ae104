import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';
import { decide, findSample, observe, type Watched, type WatchedEvent } from '../copilot/events/observe';
import { connectGraph } from '../n8n/connectGraph';
import { toNodeError } from '../n8n/nodeErrors';
import { withLabel } from '../shared/InvalidParameterError';
import { readWatched, triggerFields } from './fields';
import { recall, remember, scopeOf } from './memory';
import { eventOutput } from './output';
import { withinBudget } from './pollBudget';

/**
 * One poll: what has happened since the last one, or null. A manual run gives the latest event as a sample and leaves
 * no trace.
 *
 * @throws NodeApiError or NodeOperationError; then nothing is remembered, and the next poll catches up
 */
export async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		const watched = readWatched(context);
		const items =
			context.getMode() === 'manual'
				? [itemOf(watched, await sample(context, watched))]
				: await newItems(context, watched);
		return items.length === 0 ? null : [items];
	} catch (error) {
		const event = String(context.getNodeParameter('event', 'answerReady'));
		throw toNodeError(context.getNode(), withLabel(error, triggerFields), {
			operation: { resource: 'trigger', name: event, permission: 'read' },
		});
	}
}

function itemOf({ workspaceId }: Watched, event: WatchedEvent): INodeExecutionData {
	return { json: eventOutput(workspaceId, event) as IDataObject };
}

async function newItems(context: IPollFunctions, watched: Watched): Promise<INodeExecutionData[]> {
	// Other processes read the state, after weeks, so it holds times of the service's clock only.
	const staticData = () => context.getWorkflowStaticData('node');
	const { scope, observation } = await withinBudget(context, async (budget) => {
		// `Retry-After` outlasts this poll; the next one must not be sent earlier.
		const throttledTogether = `trigger ${context.getWorkflow().id} ${context.getNode().id}`;
		const { graph, connection } = await connectGraph(context, { ...budget, throttledTogether });
		const ownScope = scopeOf(watched, connection.id);
		return {
			scope: ownScope,
			observation: await observe(graph, watched, recall(staticData(), ownScope)),
		};
	});
	// Nothing waits from here on, so no other poll runs between output and memory.
	const { state, events } = decide(recall(staticData(), scope), observation);
	// An event that cannot be output must not be remembered.
	const items = events.map((event) => itemOf(watched, event));
	remember(staticData(), scope, state);
	return items;
}

async function sample(context: IPollFunctions, watched: Watched): Promise<WatchedEvent> {
	const found = await withinBudget(context, async (budget) => {
		const { graph } = await connectGraph(context, budget);
		return await findSample(graph, watched);
	});
	if (found) return found;
	throw new NodeOperationError(
		context.getNode(),
		`There is no ${NAMES[watched.event]} yet to show as a sample`,
		{
			description:
				'Make one, then fetch the test event again. The active workflow needs no sample: it starts with the first event after its activation.',
			level: 'info',
		},
	);
}

const NAMES: Record<Watched['event'], string> = {
	answerReady: 'answer',
	sessionCreated: 'session',
	sessionRenamed: 'renamed session',
};
