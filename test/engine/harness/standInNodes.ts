import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

/**
 * Smallest stand-ins for the nodes of n8n-nodes-base that the example workflows use. That package is 825 MB, so it
 * stays out of the main install; `npm run e2e` runs the same workflow files with the real ones.
 */

const manualTrigger: INodeType = {
	description: {
		displayName: 'Manual Trigger',
		name: 'manualTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Passes on what the run starts with',
		defaults: { name: 'Manual Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

const set: INodeType = {
	description: {
		displayName: 'Edit Fields (Set)',
		name: 'set',
		group: ['input'],
		version: [3, 3.1, 3.2, 3.3, 3.4],
		description: 'Adds fields to items',
		defaults: { name: 'Edit Fields' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{ displayName: 'Fields', name: 'assignments', type: 'assignmentCollection', default: {} },
			{ displayName: 'Include Other', name: 'includeOtherFields', type: 'boolean', default: false },
		],
	},
	async execute(this: IExecuteFunctions) {
		const items = this.getInputData().map((item, index): INodeExecutionData => {
			const { assignments } = this.getNodeParameter('assignments', index) as {
				assignments: Array<{ name: string; value: string }>;
			};
			const kept = this.getNodeParameter('includeOtherFields', index) === true ? item.json : {};
			const added = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
			return { json: { ...kept, ...added }, pairedItem: { item: index } };
		});
		return [items];
	},
};

/** A note on the canvas; it is never run. */
const stickyNote: INodeType = {
	description: { ...manualTrigger.description, name: 'stickyNote', group: ['input'], outputs: [] },
};

export const standInNodes: ReadonlyMap<string, INodeType> = new Map([
	['n8n-nodes-base.manualTrigger', manualTrigger],
	['n8n-nodes-base.set', set],
	['n8n-nodes-base.stickyNote', stickyNote],
]);
