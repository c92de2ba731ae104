import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { n8nInstallation, type N8nInstallation } from '../install/N8nInstallation';
import { PackedPackage } from '../package/PackedPackage';
import { Outside } from '../receivers/outside/Outside';
import { N8nClient } from '../server/N8nClient';
import { N8nServer } from '../server/N8nServer';

export interface RunningServer {
	server: N8nServer;
	/** Of the owner, who is logged in. */
	owner: N8nClient;
}

/** What all scenarios of a run share: the installed n8n, the packed package, one server, its outside, one temporary folder. */
export class Harness {
	private starting: Promise<RunningServer> | undefined;
	private running: RunningServer | undefined;
	private userFolders = 0;

	private constructor(
		readonly installation: N8nInstallation,
		readonly outside: Outside,
		private readonly packedPackage: PackedPackage,
		private readonly folder: string,
		private readonly signal: AbortSignal,
	) {}

	/**
	 * Installs n8n when it is not there yet, and packs the package.
	 * @param signal ends everything that runs during the life of the harness
	 * @param say gets a line for everything that takes time
	 */
	static async prepare(signal: AbortSignal, say: (line: string) => void): Promise<Harness> {
		const installation = await n8nInstallation(signal, say);
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-security-copilot-e2e-'));
		try {
			const packedPackage = await PackedPackage.make(folder, signal);
			say(`${packedPackage.name} ${packedPackage.version} in ${installation.title}`);
			return new Harness(installation, await Outside.open(folder), packedPackage, folder, signal);
		} catch (error) {
			await rm(folder, { recursive: true, force: true });
			throw error;
		}
	}

	/** A new folder for an n8n of its own, with the package installed and nothing else. */
	async makeUserFolder(): Promise<string> {
		const userFolder = join(this.folder, `user-${++this.userFolders}`);
		await mkdir(userFolder);
		await this.packedPackage.installInto(userFolder);
		return userFolder;
	}

	/** The server, started by whoever asks first. @param preferredPort of the editor, for the one who starts it */
	async server(preferredPort?: number): Promise<RunningServer> {
		this.starting ??= this.startServer(preferredPort);
		return await this.starting;
	}

	/** What the server logs from now on, as a function to call later. */
	watchServerLog(): () => string {
		const before = this.running?.server.logLength ?? 0;
		return () => this.running?.server.logSince(before) ?? '';
	}

	/** Stops the server and removes the temporary folder. */
	async close(): Promise<void> {
		try {
			await this.starting?.catch(() => undefined);
			await this.running?.server.stop();
		} finally {
			await this.outside.close();
			await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
		}
	}

	private async startServer(preferredPort?: number): Promise<RunningServer> {
		const userFolder = await this.makeUserFolder();
		const { environment } = this.outside;
		const server = await N8nServer.start(
			this.installation,
			userFolder,
			environment,
			this.signal,
			preferredPort,
		);
		try {
			this.running = { server, owner: await N8nClient.setUp(server.url, this.signal) };
			return this.running;
		} catch (error) {
			await server.stop();
			throw error;
		}
	}
}
