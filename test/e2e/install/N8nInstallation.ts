import { dirname, join } from 'node:path';

import { npm } from '../process/npm';
import { emptyProject, exists, installed, seconds } from './cachedFolder';
import { nodePackageFor, releaseOf, type N8nRelease, type NodePackage } from './versions';

/** A complete n8n and the Node it runs on. */
export interface N8nInstallation {
	/** For people: both versions. */
	title: string;
	/** The Node binary. */
	node: string;
	/** n8n's command line, a script for `node`. */
	n8n: string;
	release: N8nRelease;
}

/**
 * The chosen n8n with its own Node: taken from the cache, or installed from the npm registry first.
 * @param say gets a line for everything that takes time
 * @throws Error with the end of npm's output when a part cannot be installed, or where the release is not known
 */
export async function n8nInstallation(
	signal: AbortSignal,
	say: (line: string) => void,
): Promise<N8nInstallation> {
	const release = releaseOf();
	const nodePackage = nodePackageFor(release, process.platform, process.arch);
	const folder = await installed(
		{
			title: `n8n ${release.version}`,
			folderName: `n8n-${release.version}-${nodePackage.name}-${nodePackage.version}`,
			announcement:
				'Downloading it with its Node from the npm registry, once: up to 3 GB on disk, a few minutes.',
			install: async (unfinished) => await installParts(unfinished, release, nodePackage, signal, say),
		},
		say,
	);
	return installationIn(folder, release, nodePackage);
}

function installationIn(folder: string, release: N8nRelease, nodePackage: NodePackage): N8nInstallation {
	const binary = process.platform === 'win32' ? 'node.exe' : 'node';
	return {
		title: `n8n ${release.version} on Node ${nodePackage.version}`,
		node: join(folder, 'node', 'node_modules', nodePackage.name, 'bin', binary),
		n8n: join(folder, 'n8n', 'node_modules', 'n8n', 'bin', 'n8n'),
		release,
	};
}

async function installParts(
	folder: string,
	release: N8nRelease,
	nodePackage: NodePackage,
	signal: AbortSignal,
	say: (line: string) => void,
): Promise<void> {
	const { version, nativeModules, overrides } = release;
	const { node } = installationIn(folder, release, nodePackage);
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
	const project = await emptyProject(join(folder, 'n8n'), { overrides });
	await step(`n8n@${version}`, async () => {
		await npm(['install', `n8n@${version}`, '--ignore-scripts'], { cwd: project, signal, node });
	});
	await step(`native parts (${nativeModules.join(', ')})`, async () => {
		// Both options also stand against an npm configuration that says otherwise, such as this repository's or Debian's.
		const options = ['--ignore-scripts=false'];
		const headers = dirname(dirname(node));
		if (await exists(join(headers, 'include', 'node'))) options.push(`--nodedir=${headers}`);
		try {
			await npm(['rebuild', ...nativeModules, ...options], { cwd: project, signal, node });
		} catch (error) {
			if (signal.aborted) throw error;
			throw new Error(
				`${compilerNeeded(nativeModules)}\n${error instanceof Error ? error.message : String(error)}`,
			);
		}
	});
}

const compilerNeeded = (
	nativeModules: string[],
) => `The native parts of n8n (${nativeModules.join(', ')}) could not be built. Where no ready-made binary can be downloaded,
building them needs a C++ compiler, make and Python 3:
  Debian, Ubuntu   apt-get install g++ make python3
  macOS            xcode-select --install
  Windows          Visual Studio Build Tools with "Desktop development with C++", and Python 3
Install them and start again. npm said:`;
