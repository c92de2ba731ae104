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
import { ItemParameters } from '../editor/ItemParameters';
import { ALL_AT_ONCE, type Work } from './operation';
import { remainsOf, remainsOutput, remainsText, type Remains } from './remains';
import { findOperation, type ChosenOperation } from './resources';
import { performAll } from './workPool';

type ShownError = NodeApiError | NodeOperationError;

/** What became of one input item: output items, or why there are none and what exists all the same. */
type Outcome = { items: INodeExecutionData[] } | { error: ShownError | CancelledError; remains?: Remains };

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
	if (works.every((work) => work instanceof Error)) {
		return works.map((work, itemIndex) => failedItem(work as ShownError, itemIndex));
	}

	const stops = { all: new AbortController(), beginning: new AbortController() };
	const { copilot, grantType } = await connectCopilot(context, requestOptionsOf(context, works), stops);
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
			if (isLast) stops[operation.atOnce === ALL_AT_ONCE ? 'all' : 'beginning'].abort();
			return isLast;
		},
	);
	// Nobody waits any more: a look that was still to be repeated would come after the end of the node.
	stops.all.abort();
	throwWhatEnds(outcomes, continues);
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome) return [];
		if (!('error' in outcome)) return outcome.items;
		const { error, remains } = outcome;
		if (error instanceof CancelledError) return [];
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
	const { graph, connection } = await connectGraph(context, { ...requestOptions, signal });
	const copilot: Copilot = {
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
		if (error instanceof CancelledError) return { error };
		const remains = remainsOf(error);
		const shown = explain(error);
		if (remains) shown.description = [shown.description, remainsText(remains)].filter(Boolean).join(' ');
		return { error: shown, ...(remains && { remains }) };
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

/**
 * Throws the failure that ended the execution, the one of the first item where several failed. n8n drops the output of
 * the other items then, so the failure names the answers that were paid for.
 */
function throwWhatEnds(outcomes: Array<Outcome | undefined>, continues: boolean): void {
	const errors = outcomes.flatMap((outcome) => (outcome && 'error' in outcome ? [outcome.error] : []));
	const failure = errors.find((error): error is ShownError => !(error instanceof CancelledError));
	if (failure && !continues) {
		failure.description = [failure.description, paidText(outcomes)].filter(Boolean).join(' ');
		throw failure;
	}
	const cancelled = errors.find((error) => error instanceof CancelledError);
	if (cancelled) throw cancelled;
}

/** More would not be read by anybody. */
const MOST_NAMED = 20;

function paidText(outcomes: Array<Outcome | undefined>): string {
	const paid = outcomes.flatMap((outcome, itemIndex) => {
		const { json } = (outcome && 'items' in outcome && outcome.items[0]) || {};
		return json?.evaluationId && json.reused === false
			? [
					`item ${itemIndex}: session ${json.sessionId}, prompt ${json.promptId}, evaluation ${json.evaluationId}`,
				]
			: [];
	});
	if (paid.length === 0) return '';
	const more = paid.length > MOST_NAMED ? ` and ${paid.length - MOST_NAMED} more` : '';
	return `Other items have their answers, which can be read with Get: ${paid.slice(0, MOST_NAMED).join('; ')}${more}.`;
}
