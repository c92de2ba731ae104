import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Copilot } from '../copilot/Copilot';
import { EvaluationPoller } from '../copilot/EvaluationPoller';
import { CancelledWithPartialResultError, PartialResultError } from '../copilot/failures';
import { ReadCheck } from '../copilot/ReadCheck';
import { upToSharingToken, withoutSharingToken } from '../graph/paths';
import { CancelledError } from '../graph/time';
import { mayBeLogAnalyticsWorkspace } from '../incidents/sentinel';
import { connectGraph } from '../n8n/connectGraph';
import { failedItem, toNodeError, type FailureContext } from '../n8n/nodeErrors';
import { readRequestOptions, type RequestOptions } from './fields/requestOptions';
import { ItemParameters } from '../shared/ItemParameters';
import { UNLIMITED, type Work } from './operation';
import { throwWhatEnds, type Outcome, type ShownError } from './outcome';
import { remainsOf, remainsOutput, remainsText } from './remains';
import { findOperation, type ChosenOperation } from './resources';
import { performAll } from './workPool';

/**
 * Runs the chosen operation for all input items: first every item's parameters are read and checked, then the work is
 * done. Every input item comes out as results or as one error, in input order.
 *
 * @throws NodeApiError or NodeOperationError for the first item that has no result, unless the node continues on fail, and
 * whenever the execution is cancelled
 */
export async function executeItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	if (context.getInputData().length === 0) return [];
	const operation = chosenOperation(context);
	const continues = context.continueOnFail();
	const works = context.getInputData().map((_item, itemIndex) => prepare(context, operation, itemIndex));
	const unusable = works.find((work) => work instanceof Error);
	if (unusable && !continues) throw unusable;
	if (works.every((work) => work instanceof Error)) {
		return works.map((work, itemIndex) => failedItem(work as ShownError, itemIndex));
	}

	const stops = { all: new AbortController(), beginning: new AbortController() };
	const { copilot, grantType } = await connectCopilot(context, requestOptionsOf(context, works), stops);
	const outcomes = await performAll(
		works,
		operation.concurrency,
		async (work, itemIndex) => {
			const explain = (error: unknown) =>
				toNodeError(context.getNode(), error, {
					...failureContext(context, operation, itemIndex),
					grantType,
				});
			return await perform(work, itemIndex, copilot, explain);
		},
		(outcome) => {
			const isLast = 'error' in outcome && (!continues || outcome.cancelled !== undefined);
			// Reads have nothing to lose. What creates is let finish: something may have been paid for.
			if (isLast) stops[operation.concurrency === UNLIMITED ? 'all' : 'beginning'].abort();
			return isLast;
		},
	);
	// Nobody waits any more: a look that was still to be repeated would come after the end of the node.
	stops.all.abort();
	throwWhatEnds(outcomes, continues);
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome) return [];
		if (!('error' in outcome)) return outcome.items;
		const { error, remains, cancelled } = outcome;
		if (cancelled) return [];
		return [failedItem(error, itemIndex, remains && (remainsOutput(remains) as IDataObject))];
	});
}

/** Resource and operation take no expressions, so they are the same for all items. */
function chosenOperation(context: IExecuteFunctions): ChosenOperation {
	const resource = String(context.getNodeParameter('resource', 0));
	const name = String(context.getNodeParameter('operation', 0));
	const operation = findOperation(resource, name);
	if (operation) return operation;
	throw new NodeOperationError(
		context.getNode(),
		`There is no operation ${name} for the resource ${resource}`,
		{
			description: 'Choose the resource and the operation again.',
		},
	);
}

function prepare(
	context: IExecuteFunctions,
	operation: ChosenOperation,
	itemIndex: number,
): Work | ShownError {
	try {
		const item = new ItemParameters(context, itemIndex);
		readRequestOptions(item);
		return operation.prepare(item);
	} catch (error) {
		return toNodeError(context.getNode(), error, failureContext(context, operation, itemIndex));
	}
}

/** Requests of several items travel together, so the first item that can be meant says how. */
function requestOptionsOf(
	context: IExecuteFunctions,
	works: ReadonlyArray<Work | ShownError>,
): RequestOptions {
	const first = works.findIndex((work) => !(work instanceof Error));
	return readRequestOptions(new ItemParameters(context, first));
}

async function connectCopilot(
	context: IExecuteFunctions,
	requestOptions: RequestOptions,
	{ all, beginning }: { all: AbortController; beginning: AbortController },
): Promise<{ copilot: Copilot; grantType: string }> {
	const cancelled = context.getExecutionCancelSignal?.();
	const signal = cancelled ? AbortSignal.any([cancelled, all.signal]) : all.signal;
	const { graph, connection, time } = await connectGraph(context, { ...requestOptions, signal });
	const copilot: Copilot = {
		graph,
		time,
		watch: new EvaluationPoller(graph, time, signal),
		readCheck: new ReadCheck(graph),
		refused: new Set(),
		created: new Set(),
		connectionId: connection.id,
		signal,
		beginSignal: AbortSignal.any([signal, beginning.signal]),
	};
	return { copilot, grantType: connection.grantType };
}

async function perform(
	work: Work | ShownError,
	itemIndex: number,
	copilot: Copilot,
	explain: (error: unknown) => ShownError,
): Promise<Outcome> {
	if (work instanceof Error) return { error: work };
	try {
		const objects = await work(copilot);
		return { items: objects.map((json) => ({ json: json as IDataObject, pairedItem: { item: itemIndex } })) };
	} catch (error) {
		const cancelled = error instanceof CancelledError ? error : undefined;
		const failure = cancelled instanceof CancelledWithPartialResultError ? halfWay(cancelled) : error;
		const remains = remainsOf(failure);
		const shown = explain(failure);
		if (remains) shown.description = [shown.description, remainsText(remains)].filter(Boolean).join(' ');
		return { error: shown, ...(remains && { remains }), ...(cancelled && { cancelled }) };
	}
}

/** In the form in which IDs and answers are told of every failure. */
function halfWay(cancelled: CancelledWithPartialResultError): PartialResultError {
	return new PartialResultError(cancelled, cancelled.ids, cancelled.answers);
}

/** What is known around a failure of an item. Its parameters may be the very thing that cannot be read. */
function failureContext(
	context: IExecuteFunctions,
	{ resource, value, concurrency }: ChosenOperation,
	itemIndex: number,
): FailureContext {
	const item = new ItemParameters(context, itemIndex);
	const permission = concurrency === UNLIMITED ? 'read' : 'readAndWrite';
	const workspaceId = shownId(item, 'workspaceId');
	return {
		itemIndex,
		operation: { resource, name: value, permission },
		workspaceId,
		looksLikeLogAnalyticsWorkspace: mayBeLogAnalyticsWorkspace(workspaceId ?? '', item.input()),
		sessionId: shownId(item, 'sessionId'),
		promptId: shownId(item, 'promptId'),
		evaluationId: shownId(item, 'evaluationId'),
	};
}

/** An ID for a message: never with a sharing token. */
function shownId(item: ItemParameters, name: string): string | undefined {
	return upToSharingToken(withoutSharingToken(item.plainValue(name) ?? '')) || undefined;
}
