/** What n8n keeps of a run: per node name the node's runs in order. */
export type RunData = Record<string, NodeRun[]>;

export interface NodeRun {
	executionStatus?: string;
	error?: { message: string; description?: string };
	data?: { main: ({ json: Record<string, unknown> }[] | null)[] };
}

/** A run as the public API returns it. */
export interface Run {
	id: string;
	workflowId: string;
	status: string;
	data: { resultData: { runData: RunData; error?: { message: string }; lastNodeExecuted?: string } };
}

/**
 * The items that a node put out at its first output, in its first run.
 * @throws Error when the node did not run, or failed
 */
export function outputOf({ data }: Run, nodeName: string): Record<string, unknown>[] {
	const { runData } = data.resultData;
	const run = runData[nodeName]?.[0];
	if (!run) {
		throw new Error(`"${nodeName}" did not run. These did: ${Object.keys(runData).join(', ') || 'none'}.`);
	}
	if (run.error) throw new Error(`"${nodeName}" failed: ${run.error.message}`);
	return (run.data?.main[0] ?? []).map(({ json }) => json);
}
