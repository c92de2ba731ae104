import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { graphClientFor } from '../n8n/graphClientFor';
import { failedItem, toNodeError } from '../n8n/nodeErrors';
import { ItemParameters } from './ItemParameters';
import type { OperationContext, Work } from './operation';
import { findOperation } from './resources';

/** What became of one input item: output items, or why there are none. */
type Outcome = { items: INodeExecutionData[] } | { error: Error };

/**
 * Runs the chosen operation for all input items: first every item's parameters are read and checked, then the work is
 * done. Every input item comes out as results or as one error, in input order.
 *
 * @throws NodeApiError or NodeOperationError for the first item that has no result, unless the node continues on fail
 */
export async function executeItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const continues = context.continueOnFail();
	const works = context.getInputData().map((_item, itemIndex) => {
		const work = prepare(context, itemIndex);
		if (work instanceof Error && !continues) throw work;
		return work;
	});
	if (works.length === 0) return [];
	const graph = await graphClientFor(context);
	const stop = new AbortController();
	context.getExecutionCancelSignal?.()?.addEventListener('abort', () => stop.abort(), { once: true });
	const operationContext = { graph, signal: stop.signal };
	const outcomes: Outcome[] = [];
	for (const [itemIndex, work] of works.entries()) {
		const outcome = await perform(context, work, itemIndex, operationContext);
		if ('error' in outcome && !continues) throw outcome.error;
		outcomes.push(outcome);
	}
	return outcomes.flatMap((outcome, itemIndex) =>
		'error' in outcome ? [failedItem(outcome.error, itemIndex)] : outcome.items,
	);
}

/** Resource and operation are the same for all items: they take no expressions. */
function prepare(context: IExecuteFunctions, itemIndex: number): Work | Error {
	const resource = String(context.getNodeParameter('resource', itemIndex));
	const name = String(context.getNodeParameter('operation', itemIndex));
	const operation = findOperation(resource, name);
	if (!operation) {
		return new NodeOperationError(
			context.getNode(),
			`There is no operation ${name} for the resource ${resource}`,
			{
				itemIndex,
			},
		);
	}
	try {
		return operation.prepare(new ItemParameters(context, itemIndex));
	} catch (error) {
		return toNodeError(context.getNode(), error, itemIndex);
	}
}

async function perform(
	context: IExecuteFunctions,
	work: Work | Error,
	itemIndex: number,
	operationContext: OperationContext,
): Promise<Outcome> {
	if (work instanceof Error) return { error: work };
	try {
		const objects = await work(operationContext);
		return { items: objects.map((json) => ({ json: json as IDataObject, pairedItem: { item: itemIndex } })) };
	} catch (error) {
		return { error: toNodeError(context.getNode(), error, itemIndex) };
	}
}
