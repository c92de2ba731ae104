import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Names another folder for the installations. */
export const CACHE_VARIABLE = 'N8N_E2E_CACHE';

/** Where installations are kept, outside the repository, so that a fresh clone finds them again. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
	const ours = environment[CACHE_VARIABLE];
	if (ours) return resolve(ours);
	return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'n8n-nodes-security-copilot');
}

/** Something large that is installed once and kept. */
export interface Installation {
	/** For people. */
	title: string;
	/** Of the folder in the cache; exact versions are part of it. */
	folderName: string;
	/** For people: what is downloaded, and how long that takes. */
	announcement: string;
	/** Installs into an empty folder. */
	install: (folder: string) => Promise<void>;
}

/**
 * The folder of an installation: taken from the cache, or made first. A folder with the final name is whole: it is
 * filled under another name beside it.
 *
 * @param say gets a line for everything that takes time
 * @throws what `install` throws
 */
export async function installed(
	{ title, folderName, announcement, install }: Installation,
	say: (line: string) => void,
): Promise<string> {
	const cache = cacheFolder();
	const folder = join(cache, folderName);
	if (await exists(folder)) return folder;
	await mkdir(cache, { recursive: true });
	say(`${title} is not in ${cache} yet.`);
	say(announcement);
	const unfinished = await mkdtemp(join(cache, '.unfinished-'));
	try {
		const start = Date.now();
		await install(unfinished);
		await moveIntoPlace(unfinished, folder);
		say(`${title} is ready in ${folder} (${seconds(start)} in all).`);
		return folder;
	} finally {
		await rm(unfinished, { recursive: true, force: true, maxRetries: 5 });
	}
}

/**
 * A project of its own, so that npm neither looks upwards for one nor follows this repository's settings.
 * @param settings further parts of its package.json
 */
export async function emptyProject(folder: string, settings: object = {}): Promise<string> {
	await mkdir(folder);
	await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, ...settings }));
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

export async function exists(path: string): Promise<boolean> {
	return await access(path).then(
		() => true,
		() => false,
	);
}

export const seconds = (start: number): string => `${Math.round((Date.now() - start) / 1000)} s`;
