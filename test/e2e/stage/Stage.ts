import { startEmulator, type Emulator } from '../../emulator';
import { N8nCommandLine } from '../n8n/N8nCommandLine';
import { N8nClient } from '../server/N8nClient';
import type { Harness } from './Harness';

/** What one scenario gets. */
export class Stage {
	private constructor(
		/** Its own Microsoft Graph and Entra, as they are after a start. */
		readonly emulator: Emulator,
		private readonly harness: Harness,
		private readonly signal: AbortSignal,
	) {}

	/** @param signal ends what the scenario has under way */
	static async open(harness: Harness, signal: AbortSignal): Promise<Stage> {
		return new Stage(await startEmulator(), harness, signal);
	}

	/** An n8n of its own without a server: about 3 s for each command, 6 s for the first one. */
	async commandLine(): Promise<N8nCommandLine> {
		const userFolder = await this.harness.makeUserFolder();
		return new N8nCommandLine(this.harness.installation, userFolder, this.signal);
	}

	/** The server that all scenarios share; make your own credentials and workflows in it. */
	async server(): Promise<N8nClient> {
		const { owner } = await this.harness.server();
		return new N8nClient(owner.rest.withSignal(this.signal));
	}

	async close(): Promise<void> {
		await this.emulator.stop();
	}
}
