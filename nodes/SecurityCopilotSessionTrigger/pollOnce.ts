import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';
import type { WatchedEvent } from '../copilot/events/answers';
import { decide, findSample, observe, type Watched } from '../copilot/events/observe';
import { withoutAnnotations } from '../graph/entity';
import { DEFAULT_RETRY_LIMITS } from '../graph/retryPolicy';
import { DeadlineError, withDeadline } from '../n8n/time';
import { connectGraph, type ConnectedGraph } from '../n8n/connectGraph';
import { toNodeError } from '../n8n/nodeErrors';
import { answerFields } from '../shared/answerFields';
import { withLabel } from '../shared/withLabel';
import { sessionWebUrl } from '../text/sessionLink';
import { readWatched, triggerFields } from './fields';
import { recall, remember, scopeOf } from './memory';

/** What newer versions of n8n give a poll, where no other time is set. Source: n8n-core 2.41, `poll-context.js`. */
const USUAL_BUDGET_MS = 300_000;

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
			context.getMode() === 'manual' ? [await sample(context, watched)] : await newItems(context, watched);
		return items.length === 0 ? null : [items];
	} catch (error) {
		const event = String(context.getNodeParameter('event', 'answerReady'));
		throw toNodeError(context.getNode(), withLabel(error, triggerFields), {
			operation: { resource: 'trigger', name: event },
		});
	}
}

async function newItems(context: IPollFunctions, watched: Watched): Promise<INodeExecutionData[]> {
	// Other processes read the state, after weeks, so it holds times of the service's clock only.
	const staticData = () => context.getWorkflowStaticData('node');
	const { scope, observation } = await readInTime(context, async ({ graph, connection }) => {
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

async function sample(context: IPollFunctions, watched: Watched): Promise<INodeExecutionData> {
	const found = await readInTime(context, async ({ graph }) => await findSample(graph, watched));
	if (found) return itemOf(watched, found);
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

/**
 * Runs the reads of a poll within the time after which n8n abandons it. A late result is dropped, so the reads must not
 * change the memory.
 *
 * Source: n8n-workflow 2.41, `interfaces` (`IPollFunctions.getPollBudgetMs`).
 *
 * @throws NodeOperationError when the time is over; what the reading throws
 */
async function readInTime<T>(
	context: IPollFunctions,
	read: (connected: ConnectedGraph) => Promise<T>,
): Promise<T> {
	const { getPollBudgetMs } = context as Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>;
	const budgetMs = getPollBudgetMs?.call(context) ?? USUAL_BUDGET_MS;
	const stop = new AbortController();
	const { retryBudgetMs } = DEFAULT_RETRY_LIMITS;
	const connected = connectGraph(context, {
		limits: { ...DEFAULT_RETRY_LIMITS, retryBudgetMs: Math.min(retryBudgetMs, budgetMs / 2) },
		signal: stop.signal,
		// `Retry-After` outlasts this poll; the next one must not be sent earlier.
		throttledTogether: `trigger ${context.getWorkflow().id} ${context.getNode().id}`,
	});
	return await withDeadline(budgetMs, connected.then(read))
		.catch((error: unknown) => {
			throw error instanceof DeadlineError ? tookTooLong(context, budgetMs) : error;
		})
		.finally(() => stop.abort());
}

function tookTooLong(context: IPollFunctions, budgetMs: number): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		`Not everything could be read in the ${Math.round(budgetMs / 1_000)} seconds that n8n gives a poll`,
		{
			description:
				'Nothing is lost: the next poll tries again. If it happens again, choose a smaller Look Back or one session, so that a poll has less to read.',
		},
	);
}

/**
 * Shapes an event for the workflow: a session as Graph gave it, with its workspace and its link; an answer with the
 * same fields as the operation Ask has, what was asked, and the name of the session.
 */
function itemOf({ workspaceId }: Watched, { session, answer }: WatchedEvent): INodeExecutionData {
	const json = answer
		? { ...answerFields(answer), displayName: session.displayName ?? null, prompt: answer.prompt ?? null }
		: { ...withoutAnnotations(session), workspaceId, webUrl: sessionWebUrl(String(session.id)) };
	return { json: json as IDataObject };
}
