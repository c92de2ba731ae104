import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Copilot } from '../copilot/Copilot';
import { EvaluationWatch } from '../copilot/EvaluationWatch';
import { ReadCheck } from '../copilot/ReadCheck';
import { CancelledError } from '../graph/time';
import { connectGraph } from '../n8n/connectGraph';
import { failedItem, toNodeError } from '../n8n/nodeErrors';
import { n8nTime } from '../n8n/time';
import { readRequestOptions, type RequestOptions } from './fields/requestOptions';
import { ItemParameters } from './ItemParameters';
import { ALL_AT_ONCE, type Operation, type Work } from './operation';
import { remainsOf, remainsOutput, remainsText, type Remains } from './remains';
import { findOperation } from './resources';
import { performAll } from './workPool';

/** What became of one input item: output items, or why there are none and what exists all the same. */
type Outcome = { items: INodeExecutionData[] } | { error: Error; remains?: Remains };

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

	const stops = { all: new AbortController(), beginning: new AbortController() };
	const copilot = await connectCopilot(context, requestOptionsOf(context, operation), stops);
	const outcomes = await performAll(
		works,
		operation.atOnce,
		async (work, itemIndex) => await perform(context, operation, work, itemIndex, copilot),
		(outcome) => {
			const isLast = 'error' in outcome && (!continues || outcome.error instanceof CancelledError);
			// Reads have nothing to lose. What creates is let finish: something may have been paid for.
			if (isLast) stops[operation.atOnce === ALL_AT_ONCE ? 'all' : 'beginning'].abort();
			return isLast;
		},
	);
	// Nobody waits any more: a look that was still to be repeated would come after the end of the node.
	stops.all.abort();
	throwWhatEnds(outcomes, continues);
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome) return [];
		return 'error' in outcome ? [failedOutput(context, outcome, itemIndex)] : outcome.items;
	});
}

function failedOutput(
	context: IExecuteFunctions,
	{ error, remains }: { error: Error; remains?: Remains },
	itemIndex: number,
): INodeExecutionData {
	const { json, pairedItem } = failedItem(error, itemIndex);
	const output = { json: { ...json, ...(remains && (remainsOutput(remains) as IDataObject)) }, pairedItem };
	return context.getNode().onError === 'continueErrorOutput' ? routedToErrorOutput(output, error) : output;
}

/**
 * n8n's engine moves an item to the error output when it has an `error`, and an item that still has one after that
 * loses its JSON. It moves a copy with the enumerable properties, so this one has its `error` beside them.
 *
 * Source: n8n-core 1.122 and 2.41, `workflow-execute.js` (`handleNodeErrorOutput`, and what normalizes its result).
 */
function routedToErrorOutput(output: INodeExecutionData, error: Error): INodeExecutionData {
	return Object.defineProperty(output, 'error', { value: error, enumerable: false });
}

/** Resource and operation take no expressions, so they are the same for all items. */
function chosenOperation(context: IExecuteFunctions): Operation {
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

function prepare(context: IExecuteFunctions, operation: Operation, itemIndex: number): Work | Error {
	try {
		return operation.prepare(new ItemParameters(context, itemIndex));
	} catch (error) {
		return toNodeError(context, error, { operation, itemIndex });
	}
}

/** Requests of several items travel together, so the first item says how. */
function requestOptionsOf(context: IExecuteFunctions, operation: Operation): RequestOptions {
	try {
		return readRequestOptions(new ItemParameters(context, 0));
	} catch (error) {
		throw toNodeError(context, error, { operation, itemIndex: 0 });
	}
}

async function connectCopilot(
	context: IExecuteFunctions,
	requestOptions: RequestOptions,
	{ all, beginning }: { all: AbortController; beginning: AbortController },
): Promise<Copilot> {
	const cancelled = context.getExecutionCancelSignal?.();
	const signal = cancelled ? AbortSignal.any([cancelled, all.signal]) : all.signal;
	const { graph, connection } = await connectGraph(context, { ...requestOptions, signal });
	return {
		graph,
		time: n8nTime,
		watch: new EvaluationWatch(graph, n8nTime, signal),
		readCheck: new ReadCheck(graph),
		refused: new Set(),
		created: new Set(),
		connectionId: connection.id,
		signal,
		beginSignal: AbortSignal.any([signal, beginning.signal]),
	};
}

async function perform(
	context: IExecuteFunctions,
	operation: Operation,
	work: Work | Error,
	itemIndex: number,
	copilot: Copilot,
): Promise<Outcome> {
	if (work instanceof Error) return { error: work };
	try {
		const objects = await work(copilot);
		return { items: objects.map((json) => ({ json: json as IDataObject, pairedItem: { item: itemIndex } })) };
	} catch (error) {
		if (error instanceof CancelledError) return { error };
		const remains = remainsOf(error);
		const nodeError = toNodeError(context, error, { operation, itemIndex });
		const { description } = nodeError;
		if (remains) nodeError.description = [description, remainsText(remains)].filter(Boolean).join(' ');
		return { error: nodeError, ...(remains && { remains }) };
	}
}

/** Throws the failure that ended the execution; the one of the first item where several failed. */
function throwWhatEnds(outcomes: Array<Outcome | undefined>, continues: boolean): void {
	const errors = outcomes.flatMap((outcome) => (outcome && 'error' in outcome ? [outcome.error] : []));
	const failure = errors.find((error) => !(error instanceof CancelledError));
	if (failure && !continues) throw failure;
	const cancelled = errors.find((error) => error instanceof CancelledError);
	if (cancelled) throw cancelled;
}
