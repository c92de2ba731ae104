import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { GraphResponseError } from '../graph/errors';

interface FailureContext {
	operation?: { name: string };
	itemIndex?: number;
}

/** Turns any failure of an item into an error that n8n shows, tied to the item. */
export function toNodeError(
	context: Pick<IExecuteFunctions, 'getNode'>,
	error: unknown,
	{ itemIndex }: FailureContext,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		if (itemIndex !== undefined) error.context.itemIndex ??= itemIndex;
		return error;
	}
	if (error instanceof GraphResponseError) {
		const { message, status } = error;
		return new NodeApiError(context.getNode(), {}, { message, httpCode: String(status), itemIndex });
	}
	const message = error instanceof Error ? error.message : 'Unknown';
	return new NodeOperationError(context.getNode(), message, { itemIndex });
}

/** The output of an item that failed while the node continues on fail. */
export function failedItem(error: Error, itemIndex: number): INodeExecutionData {
	return { json: { error: error.message }, pairedItem: { item: itemIndex } };
}
