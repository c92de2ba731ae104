import { dirname, join } from 'node:path';

import { npm } from '../process/npm';
import { emptyProject, exists, installed, seconds } from './cachedFolder';
import { N8N_VERSION, NATIVE_MODULES, nodePackageFor, type NodePackage } from './versions';

/** A complete n8n and the Node it runs on. */
export interface N8nInstallation {
	/** For people: both versions. */
	title: string;
	/** The Node binary. */
	node: string;
	/** n8n's command line, a script for `node`. */
	n8n: string;
}

/**
 * The pinned n8n with its own Node 24: taken from the cache, or installed from the npm registry first.
 * @param say gets a line for everything that takes time
 * @throws Error with the end of npm's output when a part cannot be installed
 */
export async function n8nInstallation(
	signal: AbortSignal,
	say: (line: string) => void,
): Promise<N8nInstallation> {
	const nodePackage = nodePackageFor(process.platform, process.arch);
	const folder = await installed(
		{
			title: `n8n ${N8N_VERSION}`,
			folderName: `n8n-${N8N_VERSION}-${nodePackage.name}-${nodePackage.version}`,
			announcement:
				'Downloading it with Node 24 from the npm registry, once: about 3 GB on disk, a few minutes.',
			install: async (unfinished) => await installParts(unfinished, nodePackage, signal, say),
		},
		say,
	);
	return installationIn(folder, nodePackage);
}

function installationIn(folder: string, { name, version }: NodePackage): N8nInstallation {
	const binary = process.platform === 'win32' ? 'node.exe' : 'node';
	return {
		title: `n8n ${N8N_VERSION} on Node ${version}`,
		node: join(folder, 'node', 'node_modules', name, 'bin', binary),
		n8n: join(folder, 'n8n', 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

async function installParts(
	folder: string,
	nodePackage: NodePackage,
	signal: AbortSignal,
	say: (line: string) => void,
): Promise<void> {
	const { node } = installationIn(folder, nodePackage);
	const step = async (label: string, work: () => Promise<void>) => {
		const start = Date.now();
		await work();
		say(`  ${label}: ${seconds(start)}`);
	};

	const nodeSpecifier = `${nodePackage.name}@${nodePackage.version}`;
	await step(nodeSpecifier, async () => {
		const project = await emptyProject(join(folder, 'node'));
		await npm(['install', nodeSpecifier, '--ignore-scripts'], { cwd: project, signal });
	});
	// From here on npm itself runs on that Node, which decides what the packages' `engines` are compared with.
	const project = await emptyProject(join(folder, 'n8n'));
	await step(`n8n@${N8N_VERSION}`, async () => {
		await npm(['install', `n8n@${N8N_VERSION}`, '--ignore-scripts'], { cwd: project, signal, node });
	});
	await step(`native parts (${NATIVE_MODULES.join(', ')})`, async () => {
		// Both options also stand against an npm configuration that says otherwise, such as this repository's or Debian's.
		const options = ['--ignore-scripts=false'];
		const headers = dirname(dirname(node));
		if (await exists(join(headers, 'include', 'node'))) options.push(`--nodedir=${headers}`);
		try {
			await npm(['rebuild', ...NATIVE_MODULES, ...options], { cwd: project, signal, node });
		} catch (error) {
			if (signal.aborted) throw error;
			throw new Error(`${COMPILER_NEEDED}\n${error instanceof Error ? error.message : String(error)}`);
		}
	});
}

const COMPILER_NEEDED = `The native parts of n8n (${NATIVE_MODULES.join(', ')}) could not be built. Where no ready-made binary can be downloaded,
building them needs a C++ compiler, make and Python 3:
  Debian, Ubuntu   apt-get install g++ make python3
  macOS            xcode-select --install
  Windows          Visual Studio Build Tools with "Desktop development with C++", and Python 3
Install them and start again. npm said:`;
