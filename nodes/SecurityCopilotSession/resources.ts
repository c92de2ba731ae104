import type { INodeProperties } from 'n8n-workflow';
import * as evaluation from './actions/evaluation';
import * as plugin from './actions/plugin';
import * as prompt from './actions/prompt';
import * as session from './actions/session';
import * as workspace from './actions/workspace';
import type { Operation } from './operation';

interface Resource {
	value: string;
	name: string;
	operations: Operation[];
}

const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);

/** Every resource with its operations. Adding an operation touches its own file and its resource's index. */
const resources: Resource[] = [
	{ value: 'evaluation', name: 'Evaluation', operations: Object.values(evaluation) },
	{ value: 'plugin', name: 'Plugin', operations: Object.values(plugin) },
	{ value: 'prompt', name: 'Prompt', operations: Object.values(prompt) },
	{ value: 'session', name: 'Session', operations: Object.values(session) },
	{ value: 'workspace', name: 'Workspace', operations: Object.values(workspace) },
];

/** An operation and the resource that it belongs to. */
export type ChosenOperation = Operation & { resource: string };

/** @returns undefined for a pair that does not exist, which a hand-written workflow can ask for */
export function findOperation(resource: string, operation: string): ChosenOperation | undefined {
	const found = resources
		.find(({ value }) => value === resource)
		?.operations.find(({ value }) => value === operation);
	return found && { ...found, resource };
}

/** The node's parameters: resource, operation, and the fields of each operation, shown where they belong. */
export function describeResources(): INodeProperties[] {
	return [
		resourceField(),
		...resources.flatMap((resource) => [operationField(resource), ...fieldsOf(resource)]),
	];
}

function resourceField(): INodeProperties {
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: resources.map(({ name, value }) => ({ name, value })),
		default: 'session',
	};
}

function operationField(resource: Resource): INodeProperties {
	const chosen = resource.operations.some(({ value }) => value === 'get') ? 'get' : 'getAll';
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource.value] } },
		options: [...resource.operations]
			.sort(byName)
			.map(({ name, value, action, description }) => ({ name, value, action, description })),
		default: chosen,
	};
}

function fieldsOf({ value: resource, operations }: Resource): INodeProperties[] {
	return operations.flatMap(({ value: operation, fields }) =>
		fields.map((field) => ({
			...field,
			displayOptions: {
				...field.displayOptions,
				show: { resource: [resource], operation: [operation], ...field.displayOptions?.show },
			},
		})),
	);
}
