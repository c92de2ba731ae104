import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError, type NodeApiError } from 'n8n-workflow';
import type { Copilot } from '../copilot/Copilot';
import { EvaluationWatch } from '../copilot/EvaluationWatch';
import { ReadCheck } from '../copilot/ReadCheck';
import { CancelledError } from '../graph/time';
import { connectGraph } from '../n8n/connectGraph';
import { failedItem, toNodeError, type FailureContext } from '../n8n/nodeErrors';
import { n8nTime } from '../n8n/time';
import { readRequestOptions, type RequestOptions } from './fields/requestOptions';
import { ItemParameters } from './ItemParameters';
import { ALL_AT_ONCE, type Work } from './operation';
import { findOperation, type ChosenOperation } from './resources';
import { performAll } from './workPool';

type ShownError = NodeApiError | NodeOperationError;

/** What became of one input item: output items, or why there are none. */
type Outcome =
	{ items: INodeExecutionData[] } | { error: NodeApiError | NodeOperationError | CancelledError };

/**
 * Runs the chosen operation for all input items: first every item's parameters are read and checked, then the work is
 * done. Every input item comes out as results or as one error, in input order.
 *
 * @throws NodeApiError or NodeOperationError for the first item that has no result, unless the node continues on fail
 */
export async function executeItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	if (context.getInputData().length === 0) return [];
	const operation = chosenOperation(context);
	const continues = context.continueOnFail();
	const works = context.getInputData().map((_item, itemIndex) => prepare(context, operation, itemIndex));
	const unusable = works.find((work) => work instanceof Error);
	if (unusable && !continues) throw unusable;

	const stop = new AbortController();
	const { copilot, grantType } = await connectCopilot(context, requestOptionsOf(context, operation), stop);
	const outcomes = await performAll(
		works,
		operation.atOnce,
		async (work, itemIndex) => {
			const explain = (error: unknown) =>
				toNodeError(context.getNode(), error, {
					...failureContext(context, operation, itemIndex),
					grantType,
				});
			return await perform(work, itemIndex, copilot, explain);
		},
		(outcome) => {
			const isLast = 'error' in outcome && (!continues || outcome.error instanceof CancelledError);
			// Reads have nothing to lose. What creates is let finish: something may have been paid for.
			if (isLast && operation.atOnce === ALL_AT_ONCE) stop.abort();
			return isLast;
		},
	);
	throwWhatEnds(outcomes, continues);
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome) return [];
		if (!('error' in outcome)) return outcome.items;
		return outcome.error instanceof CancelledError ? [] : [failedItem(outcome.error, itemIndex)];
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
		return operation.prepare(new ItemParameters(context, itemIndex));
	} catch (error) {
		return toNodeError(context.getNode(), error, failureContext(context, operation, itemIndex));
	}
}

/** Requests of several items travel together, so the first item says how. */
function requestOptionsOf(context: IExecuteFunctions, operation: ChosenOperation): RequestOptions {
	try {
		return readRequestOptions(new ItemParameters(context, 0));
	} catch (error) {
		throw toNodeError(context.getNode(), error, failureContext(context, operation, 0));
	}
}

async function connectCopilot(
	context: IExecuteFunctions,
	requestOptions: RequestOptions,
	stop: AbortController,
): Promise<{ copilot: Copilot; grantType: string }> {
	const cancelled = context.getExecutionCancelSignal?.();
	const signal = cancelled ? AbortSignal.any([cancelled, stop.signal]) : stop.signal;
	const { graph, connection } = await connectGraph(context, { ...requestOptions, signal });
	const copilot: Copilot = {
		graph,
		time: n8nTime,
		watch: new EvaluationWatch(graph, n8nTime, signal),
		readCheck: new ReadCheck(graph),
		refused: new Set(),
		connectionId: connection.id,
		signal,
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
		return { error: error instanceof CancelledError ? error : explain(error) };
	}
}

/** What is known around a failure of an item. Its parameters may be the very thing that cannot be read. */
function failureContext(
	context: IExecuteFunctions,
	{ resource, value, atOnce }: ChosenOperation,
	itemIndex: number,
): FailureContext {
	const item = new ItemParameters(context, itemIndex);
	const permission = atOnce === ALL_AT_ONCE ? 'read' : 'readAndWrite';
	return {
		itemIndex,
		operation: { resource, name: value, permission },
		workspaceId: item.plainValue('workspaceId'),
		sessionId: item.plainValue('sessionId'),
		promptId: item.plainValue('promptId'),
		evaluationId: item.plainValue('evaluationId'),
	};
}

/** Throws the failure that ended the execution; the one of the first item where several failed. */
function throwWhatEnds(outcomes: Array<Outcome | undefined>, continues: boolean): void {
	const errors = outcomes.flatMap((outcome) => (outcome && 'error' in outcome ? [outcome.error] : []));
	const failure = errors.find((error) => !(error instanceof CancelledError));
	if (failure && !continues) throw failure;
	const cancelled = errors.find((error) => error instanceof CancelledError);
	if (cancelled) throw cancelled;
}
