import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ArchiveReceiver } from './archive/ArchiveReceiver';
import { AzureReceiver } from './azure/AzureReceiver';
import { ChatModelReceiver } from './chatModel/ChatModelReceiver';
import { DefenderReceiver } from './defender/DefenderReceiver';
import { JiraReceiver } from './jira/JiraReceiver';
import type { Refusal } from './judgement';
import { MailReceiver } from './mail/MailReceiver';
import { certificateFor } from './outside/certificate';
import { OutsideProxy } from './outside/OutsideProxy';
import { SlackReceiver } from './slack/SlackReceiver';
import { TeamsReceiver } from './teams/TeamsReceiver';

/**
 * The services behind the examples, and the only way that n8n has to reach anything outside this machine. Where a
 * credential names the address of a service, it names the receiver. Where the address is fixed, it stays the real one:
 * a proxy leads it to the receiver, whose certificate n8n checks.
 */
export class Receivers {
	readonly slack = new SlackReceiver();
	readonly jira = new JiraReceiver();
	readonly teams = new TeamsReceiver();
	readonly azure = new AzureReceiver();
	readonly defender = new DefenderReceiver();
	readonly archive = new ArchiveReceiver();
	readonly chatModel = new ChatModelReceiver();
	readonly mail = new MailReceiver();
	/** For n8n, which reads them when it starts. */
	environment: Record<string, string> = {};
	private proxy: OutsideProxy | undefined;

	/** @param folder an existing one, for the certificate */
	static async open(folder: string): Promise<Receivers> {
		const receivers = new Receivers();
		const { slack, azure, defender, archive, jira, teams, chatModel, mail } = receivers;
		const outside = {
			'slack.com': slack,
			'management.azure.com': azure,
			'graph.microsoft.com': defender,
			'archive.example': archive,
		};
		const certificate = await certificateFor(Object.keys(outside));
		await Promise.all([
			...Object.values(outside).map(async (receiver) => await receiver.open(certificate)),
			...[jira, teams, chatModel, mail].map(async (receiver) => await receiver.open()),
		]);
		const ports = Object.entries(outside).map(([host, { port }]) => [`${host}:443`, port] as const);
		receivers.proxy = await OutsideProxy.open(Object.fromEntries(ports));
		const authorities = join(folder, 'authorities.pem');
		await writeFile(authorities, certificate.cert);
		receivers.environment = {
			HTTP_PROXY: receivers.proxy.url,
			HTTPS_PROXY: receivers.proxy.url,
			// The emulator and the other receivers; n8n would send even these through the proxy.
			NO_PROXY: 'localhost,127.0.0.1',
			NODE_EXTRA_CA_CERTS: authorities,
		};
		return receivers;
	}

	/** Everything that was refused. */
	get refusals(): Refusal[] {
		return this.all().flatMap(({ refusals }) => refusals);
	}

	/** Forgets what came. */
	reset(): void {
		for (const receiver of this.all()) receiver.reset();
	}

	/** @throws Error when n8n has tried to reach somebody else since the last time */
	assertNobodyElseCalled(): void {
		const refused = this.proxy?.refused.splice(0) ?? [];
		if (refused.length > 0) throw new Error(`n8n tried to reach ${refused.join(', ')}.`);
	}

	async close(): Promise<void> {
		await Promise.all([this.proxy?.close(), ...this.all().map(async (receiver) => await receiver.close())]);
	}

	private all() {
		const { slack, jira, teams, azure, defender, archive, chatModel, mail } = this;
		return [slack, jira, teams, azure, defender, archive, chatModel, mail];
	}
}
