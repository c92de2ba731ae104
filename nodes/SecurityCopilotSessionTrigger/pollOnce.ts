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
	// Other processes read it, after weeks: it holds times of the service's clock, and none that was counted here.
	const staticData = () => context.getWorkflowStaticData('node');
	const { scope, observation } = await withinBudget(context, async (budget) => {
		// A poll that was told to come back later has ended by then; the next one must not come before.
		const throttledTogether = `trigger ${context.getWorkflow().id} ${context.getNode().id}`;
		const { graph, connection } = await connectGraph(context, { ...budget, throttledTogether });
		const ownScope = scopeOf(watched, connection.id);
		return {
			scope: ownScope,
			observation: await observe(graph, watched, recall(staticData(), ownScope)),
		};
	});
	// From here on nothing waits, so that no poll beside this one can come between what it tells and what it remembers.
	const { state, events } = decide(recall(staticData(), scope), observation);
	// An event that cannot be told must not be remembered as told.
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
