import type { INodeExecutionData, IRun } from 'n8n-workflow';
import { NODE_NAME } from './sessionWorkflow';

/** Items of each output of a node's last run. */
export function outputsOf(run: IRun, node = NODE_NAME): INodeExecutionData[][] {
	const tasks = run.data.resultData.runData[node] ?? [];
	return (tasks.at(-1)?.data?.main ?? []).map((items) => items ?? []);
}

/** Items of a node's first output. */
export function itemsOf(run: IRun, node = NODE_NAME): INodeExecutionData[] {
	return outputsOf(run, node)[0] ?? [];
}

export function jsonOf(run: IRun, node = NODE_NAME): unknown[] {
	return itemsOf(run, node).map(({ json }) => json);
}

/** What an execution's error shows a person. n8n-core hands out a plain object, not an Error. */
export interface ShownError {
	name: string;
	message: string;
	description: string;
	httpCode: string | null;
	context: { itemIndex?: number };
}

/** @throws Error when the run did not fail */
export function errorOf(run: IRun): ShownError {
	const { error } = run.data.resultData;
	if (!error) throw new Error(`The run did not fail but ended as ${run.status}`);
	return error as unknown as ShownError;
}
