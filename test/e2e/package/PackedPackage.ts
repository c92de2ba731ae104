import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { npm } from '../process/npm';
import { lastLines, runProgram } from '../process/runProgram';

const REPOSITORY = join(__dirname, '..', '..', '..');

/** The package as npm would publish it, unpacked as n8n unpacks a community package. */
export class PackedPackage {
	private constructor(
		readonly name: string,
		readonly version: string,
		/** Holds package.json and dist. */
		private readonly folder: string,
	) {}

	/**
	 * Builds and packs the package of this repository and unpacks the tarball, so that a file that `files` in
	 * package.json leaves out is missing here too.
	 * @param workFolder an existing folder for the tarball and its content
	 */
	static async make(workFolder: string, signal: AbortSignal): Promise<PackedPackage> {
		await npm(['run', 'build'], { cwd: REPOSITORY, signal });
		const packed = await npm(['pack', '--json', '--pack-destination', workFolder], {
			cwd: REPOSITORY,
			signal,
		});
		const { filename, name, version } = (
			JSON.parse(packed) as [{ filename: string; name: string; version: string }]
		)[0];
		const folder = join(workFolder, name);
		await mkdir(folder);
		await unpack(join(workFolder, filename), folder, signal);
		return new PackedPackage(name, version, folder);
	}

	/** Puts it where n8n looks for community packages. @param userFolder the value of N8N_USER_FOLDER */
	async installInto(userFolder: string): Promise<void> {
		const modules = join(userFolder, '.n8n', 'nodes', 'node_modules');
		await mkdir(modules, { recursive: true });
		const folder = join(modules, this.name);
		await rm(folder, { recursive: true, force: true });
		await cp(this.folder, folder, { recursive: true });
	}
}

/** The steps and options of `downloadPackage` (n8n 2.41.0, modules/community-packages/community-packages.service.js). */
async function unpack(tarball: string, folder: string, signal: AbortSignal): Promise<void> {
	const { exitCode, stderr } = await runProgram(
		'tar',
		['-xzf', tarball, '-C', folder, '--strip-components=1'],
		{ cwd: folder, signal, timeout: 60_000 },
	);
	if (exitCode !== 0) throw new Error(`${tarball} could not be unpacked:\n${lastLines(stderr)}`);

	const path = join(folder, 'package.json');
	const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
	for (const key of ['devDependencies', 'peerDependencies', 'optionalDependencies']) delete manifest[key];
	await writeFile(path, JSON.stringify(manifest, null, 2));

	const options = [
		'--bin-links=false',
		'--install-strategy=shallow',
		'--ignore-scripts',
		'--package-lock=false',
	];
	await npm(['install', ...options], { cwd: folder, signal });
}
