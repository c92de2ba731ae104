import { HttpReceiver, type ReceivedRequest, type Reply, type ServerCertificate } from '../HttpReceiver';
import type { Refusal } from '../judgement';
import { slackFaults } from './slackFaults';

/** A message that Slack took. */
export interface SlackMessage {
	channel: string;
	/** What notifications show. */
	text: string;
	blocks?: { type: 'section'; text: { text: string } }[];
	/** `ts` of the message that it answers. */
	threadTs?: string;
	ts: string;
}

/** Slack, as far as a message is posted: https://slack.com/api/chat.postMessage. */
export class SlackReceiver {
	readonly messages: SlackMessage[] = [];
	readonly refusals: Refusal[] = [];
	/** Of the bot. */
	readonly accessToken = 'xoxb-of-the-end-to-end-tests';
	private http: HttpReceiver | undefined;
	private posted = 0;

	/** @param certificate for slack.com */
	static async open(certificate: ServerCertificate): Promise<SlackReceiver> {
		const slack = new SlackReceiver();
		slack.http = await HttpReceiver.open((request) => slack.answer(request), certificate);
		return slack;
	}

	get port(): number {
		return this.http?.port ?? 0;
	}

	/** Forgets what came. */
	reset(): void {
		this.messages.length = 0;
		this.refusals.length = 0;
	}

	async close(): Promise<void> {
		await this.http?.close();
	}

	/** Slack answers with status 200 and `ok: false` when it refuses. */
	private answer({ method, path, headers, body }: ReceivedRequest): Reply {
		const refuse = (error: string, faults: string[]): Reply => {
			this.refusals.push({ request: `${method} ${path}`, faults });
			return { status: 200, body: { ok: false, error } };
		};
		if (method !== 'POST' || path !== '/api/chat.postMessage')
			return refuse('unknown_method', ['no such method']);
		if (headers.authorization !== `Bearer ${this.accessToken}`)
			return refuse('invalid_auth', ['another token']);
		const faults = slackFaults(body);
		if (faults.length > 0) return refuse('invalid_arguments', faults);

		const { channel, text, blocks, thread_ts: threadTs } = body as PostMessage;
		const ts = `${1_763_457_600 + ++this.posted}.000100`;
		this.messages.push({ channel, text, ts, ...(blocks && { blocks }), ...(threadTs && { threadTs }) });
		return { status: 200, body: { ok: true, channel: 'C024BE91L', ts, message: { type: 'message', text } } };
	}
}

/** Checked by `slackFaults`. */
interface PostMessage {
	channel: string;
	text: string;
	blocks?: SlackMessage['blocks'];
	thread_ts?: string;
}
