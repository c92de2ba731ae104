import { Receiver, type ReceivedRequest, type Reply } from '../Receiver';
import { approvalButtons, approvalFaults, slackFaults, type SlackButton } from './slackFaults';

/** A message that Slack took. */
export interface SlackMessage {
	channel: string;
	/** What notifications show. */
	text: string;
	blocks?: { type: 'section'; text: { text: string } }[];
	/** Of a message that asks for an approval. */
	buttons?: SlackButton[];
	/** `ts` of the message that it answers. */
	threadTs?: string;
	ts: string;
}

/** Slack, as far as a message is posted: https://slack.com/api/chat.postMessage. */
export class SlackReceiver extends Receiver {
	readonly messages: SlackMessage[] = [];
	/** Of the bot. */
	readonly accessToken = 'xoxb-of-the-end-to-end-tests';
	/** Whether it answers 503. */
	fails = false;
	private posted = 0;

	override reset(): void {
		super.reset();
		this.messages.length = 0;
		this.fails = false;
	}

	/** Slack answers with status 200 and `ok: false` when it refuses. */
	protected answer(request: ReceivedRequest): Reply {
		const { method, path, headers, body } = request;
		const refuse = (error: string, faults: string[]): Reply => {
			this.refused(request, faults);
			return { status: 200, body: { ok: false, error } };
		};
		if (this.fails) return { status: 503, body: {} };
		if (method !== 'POST' || path !== '/api/chat.postMessage')
			return refuse('unknown_method', ['no such method']);
		if (headers.authorization !== `Bearer ${this.accessToken}`)
			return refuse('invalid_auth', ['another token']);
		const buttons = approvalButtons(body);
		const faults = buttons ? approvalFaults(body) : slackFaults(body);
		if (faults.length > 0) return refuse('invalid_arguments', faults);

		const { channel, text = '', blocks, thread_ts: threadTs } = body as PostMessage;
		const ts = `${1_763_457_600 + ++this.posted}.000100`;
		this.messages.push({
			channel,
			text,
			ts,
			...(blocks && { blocks: blocks.filter(({ type }) => type === 'section') }),
			...(buttons && { buttons }),
			...(threadTs && { threadTs }),
		});
		return { status: 200, body: { ok: true, channel: 'C024BE91L', ts, message: { type: 'message', text } } };
	}
}

/** Checked by `slackFaults`. */
interface PostMessage {
	channel: string;
	text?: string;
	blocks?: SlackMessage['blocks'];
	thread_ts?: string;
}
