import { startEmulator, type Emulator } from '../../emulator';
import { CREDENTIAL_TYPE } from '../n8n/credentials';
import { exampleCredentials } from '../n8n/exampleCredentials';
import { N8nCommandLine } from '../n8n/N8nCommandLine';
import { Receivers } from '../receivers/Receivers';
import { connectedCredential } from '../server/connectAccount';
import { DeployedWorkflow } from '../server/DeployedWorkflow';
import { N8nClient } from '../server/N8nClient';
import { withCredential, type CredentialReference, type Workflow } from '../n8n/workflows';
import type { Harness } from './Harness';

/** What one scenario gets. */
export class Stage {
	private readonly deployed: DeployedWorkflow[] = [];
	/** By type and name. */
	private readonly accounts = new Map<string, Promise<CredentialReference>>();

	private constructor(
		/** Its own Microsoft Graph and Entra, as they are after a start. */
		readonly emulator: Emulator,
		/** The services behind the examples, empty. */
		readonly receivers: Receivers,
		private readonly harness: Harness,
		private readonly signal: AbortSignal,
	) {}

	/** @param signal ends what the scenario has under way */
	static async open(harness: Harness, signal: AbortSignal): Promise<Stage> {
		const receivers = await Receivers.open(harness.outside.slack);
		return new Stage(await startEmulator(), receivers, harness, signal);
	}

	/** An n8n of its own without a server: about 3 s for each command, 6 s for the first one. */
	async commandLine(): Promise<N8nCommandLine> {
		const userFolder = await this.harness.makeUserFolder();
		const { installation, outside } = this.harness;
		return new N8nCommandLine(installation, userFolder, outside.environment, this.signal);
	}

	/** The server that all scenarios share; make your own credentials and workflows in it. */
	async server(): Promise<N8nClient> {
		const { owner } = await this.harness.server();
		return new N8nClient(owner.rest.withSignal(this.signal));
	}

	/** Activates a workflow in the shared server, with accounts. It is stopped when the scenario ends. */
	async deploy(workflow: Workflow): Promise<DeployedWorkflow> {
		const deployed = await DeployedWorkflow.deploy(await this.server(), await this.withAccounts(workflow));
		this.deployed.push(deployed);
		return deployed;
	}

	/**
	 * The same workflow with an account for each of its credentials: a connected one of Security Copilot, and those of the
	 * receivers, by the names that the workflow gives them.
	 */
	async withAccounts(workflow: Workflow): Promise<Workflow> {
		const references = workflow.nodes.flatMap(({ credentials = {} }) => Object.entries(credentials));
		let complete = workflow;
		for (const [type, { name }] of references) {
			const key = `${type} ${name}`;
			const account = this.accounts.get(key) ?? this.createAccount(type, name);
			this.accounts.set(key, account);
			complete = withCredential(complete, type, await account);
		}
		return complete;
	}

	async close(): Promise<void> {
		// After an interruption n8n is going away, and takes its workflows with it.
		await Promise.allSettled(this.deployed.map(async (workflow) => await workflow.stop()));
		await Promise.all([this.emulator.stop(), this.receivers.close()]);
	}

	private async createAccount(type: string, name: string): Promise<CredentialReference> {
		const n8n = await this.server();
		if (type === CREDENTIAL_TYPE) return await connectedCredential(n8n, this.emulator);
		const data = exampleCredentials(this.receivers)[name];
		if (!data) throw new Error(`Nothing stands in for the service behind the credential "${name}".`);
		return { id: await n8n.createCredential(name, type, data), name };
	}
}
