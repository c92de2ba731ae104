import './environment';
import './log';
import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType, INodeTypes } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { PACKAGE_DIRECTORY } from './packageDirectory';

/** The package as n8n sees it: read through package.json from what `npm run build` made. */
export interface BuiltPackage {
	name: string;
	nodes: ReadonlyMap<string, INodeType>;
	credentials: ReadonlyMap<string, ICredentialType>;
}

let loaded: Promise<BuiltPackage> | undefined;

/**
 * Loads the built package with n8n's own loader, once a process.
 *
 * @throws Error when it has not been built
 */
export async function loadBuiltPackage(): Promise<BuiltPackage> {
	loaded ??= load();
	return await loaded;
}

async function load(): Promise<BuiltPackage> {
	const loader = new PackageDirectoryLoader(PACKAGE_DIRECTORY, [], []);
	await loader.loadAll();
	const nodes = Object.entries(loader.nodeTypes).map(
		([name, { type }]) => [`${loader.packageName}.${name}`, type as INodeType] as const,
	);
	const credentials = Object.entries(loader.credentialTypes).map(([name, { type }]) => [name, type] as const);
	return { name: loader.packageName, nodes: new Map(nodes), credentials: new Map(credentials) };
}

/** n8n's registry of node types over a map of them. */
export function nodeTypesOf(nodes: ReadonlyMap<string, INodeType>): INodeTypes {
	const find = (name: string): INodeType => {
		const node = nodes.get(name);
		if (!node) throw new Error(`No node type ${name}; the harness knows ${[...nodes.keys()].join(', ')}`);
		return node;
	};
	return {
		getByName: find,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(find(name), version),
		getKnownTypes: () => ({}),
	};
}
