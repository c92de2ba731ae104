import { access, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { npm } from '../process/npm';
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

/** Names another folder for the installations. */
export const CACHE_VARIABLE = 'N8N_E2E_CACHE';

const UNFINISHED = '.unfinished-';

/** Where installations are kept, outside the repository, so that a fresh clone finds them again. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
	const ours = environment[CACHE_VARIABLE];
	if (ours) return resolve(ours);
	return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'n8n-nodes-security-copilot');
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
	const cache = cacheFolder();
	const name = `n8n-${N8N_VERSION}-${nodePackage.name}-${nodePackage.version}`;
	const folder = join(cache, name);
	if (!(await exists(folder))) {
		await mkdir(cache, { recursive: true });
		await removeUnfinished(cache);
		await install(nodePackage, cache, folder, signal, say);
	}
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

/** Installs into a folder beside the final one and renames it when complete: a folder with the final name is whole. */
async function install(
	nodePackage: NodePackage,
	cache: string,
	folder: string,
	signal: AbortSignal,
	say: (line: string) => void,
): Promise<void> {
	say(`n8n ${N8N_VERSION} is not in ${cache} yet.`);
	say('Downloading it with Node 24 from the npm registry, once: about 3 GB on disk, a few minutes.');
	const unfinished = await mkdtemp(join(cache, `${UNFINISHED}${process.pid}-`));
	try {
		const start = Date.now();
		await installParts(unfinished, nodePackage, signal, say);
		await moveIntoPlace(unfinished, folder);
		say(`n8n is ready in ${folder} (${seconds(start)} in all).`);
	} finally {
		await rm(unfinished, { recursive: true, force: true, maxRetries: 5 });
	}
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

/** A project of its own, so that npm neither looks upwards for one nor follows this repository's settings. */
async function emptyProject(folder: string): Promise<string> {
	await mkdir(folder);
	await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
	return folder;
}

/** Two runs may install at the same time; the first one to finish wins. */
async function moveIntoPlace(unfinished: string, folder: string): Promise<void> {
	try {
		await rename(unfinished, folder);
	} catch (error) {
		if (!(await exists(folder))) throw error;
	}
}

/** Removes what runs left that were ended by force. The process that installs into a folder is in its name. */
async function removeUnfinished(cache: string): Promise<void> {
	for (const name of await readdir(cache)) {
		if (!name.startsWith(UNFINISHED)) continue;
		if (!isRunning(Number.parseInt(name.slice(UNFINISHED.length), 10))) {
			await rm(join(cache, name), { recursive: true, force: true });
		}
	}
}

function isRunning(processId: number): boolean {
	try {
		process.kill(processId, 0);
		return true;
	} catch {
		return false;
	}
}

async function exists(path: string): Promise<boolean> {
	return await access(path).then(
		() => true,
		() => false,
	);
}

const seconds = (start: number): string => `${Math.round((Date.now() - start) / 1000)} s`;
