/** What n8n keeps of a run: per node name the node's runs in order. */
export type RunData = Record<string, NodeRun[]>;

export interface NodeRun {
	executionStatus?: string;
	error?: { message: string; description?: string };
	data?: { main: ({ json: Record<string, unknown> }[] | null)[] };
}

/** A run as the command line prints it and as the public API returns it. */
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

/**
 * Finds the run among the lines that `n8n execute --rawOutput` prints: its log and, indented, the JSON.
 * @throws Error when there is no JSON
 */
export function parseRawOutput(output: string): Run {
	const lines = output.split('\n');
	const first = lines.findIndex((line) => line.startsWith('{'));
	const last = lines.lastIndexOf('}');
	if (first < 0 || last < first) throw new Error('n8n printed no run data.');
	return JSON.parse(lines.slice(first, last + 1).join('\n')) as Run;
}
