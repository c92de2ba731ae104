import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SlackReceiver } from '../slack/SlackReceiver';
import { certificateFor } from './certificate';
import { OutsideProxy } from './OutsideProxy';

/**
 * What n8n finds when it leaves this machine: Slack, whose address nobody can change, and nothing else. The address is
 * real, the certificate is checked, and only the proxy knows that the receiver is here.
 */
export class Outside {
	private constructor(
		readonly slack: SlackReceiver,
		readonly proxy: OutsideProxy,
		/** For n8n, which reads them when it starts. */
		readonly environment: Record<string, string>,
	) {}

	/** @param folder an existing one, for the certificate */
	static async open(folder: string): Promise<Outside> {
		const certificate = await certificateFor('slack.com');
		const authorities = join(folder, 'authorities.pem');
		await writeFile(authorities, certificate.cert);
		const slack = await SlackReceiver.open(certificate);
		const proxy = await OutsideProxy.open({ 'slack.com:443': slack.port });
		return new Outside(slack, proxy, {
			HTTP_PROXY: proxy.url,
			HTTPS_PROXY: proxy.url,
			// The emulator and the other receivers; n8n would send even these through the proxy.
			NO_PROXY: 'localhost,127.0.0.1',
			NODE_EXTRA_CA_CERTS: authorities,
		});
	}

	/** @throws Error when n8n has tried to reach somebody outside since the last time */
	assertNobodyLeft(): void {
		const refused = this.proxy.refused.splice(0);
		if (refused.length > 0) throw new Error(`n8n tried to reach ${refused.join(', ')}.`);
	}

	async close(): Promise<void> {
		await Promise.all([this.proxy.close(), this.slack.close()]);
	}
}
