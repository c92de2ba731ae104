import { strict as assert } from 'node:assert';

import { until } from '../process/until';
import type { SlackMessage, SlackReceiver } from '../receivers/slack/SlackReceiver';

/** n8n ignores the link previews of bots, and takes Node for one. */
const BROWSER =
	'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36';

/** The message that asks for an approval, once it has come. @param number of the message in Slack, from 1 */
export async function approvalRequest(slack: SlackReceiver, number: number): Promise<SlackMessage> {
	return await until('Slack was asked', async () => slack.messages[number - 1]);
}

/** What a click on a button of a message in Slack does. */
export async function press(message: SlackMessage, label: string): Promise<void> {
	const url = message.buttons?.find((button) => button.label === label)?.url;
	assert.ok(url, `The message has no button "${label}".`);
	// n8n sends the message some time before the execution waits.
	await until('n8n has taken the click', async () => {
		const { status } = await fetch(url, { headers: { 'user-agent': BROWSER } });
		return status === 409 ? undefined : status;
	});
}
