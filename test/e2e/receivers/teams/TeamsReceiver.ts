import { Receiver, type ReceivedRequest, type Reply } from '../Receiver';
import { teamsFaults } from './teamsFaults';

export interface TeamsMessage {
	teamId: string;
	channelId: string;
	/** HTML. */
	content: string;
}

const CHANNEL_MESSAGES = /^POST \/beta\/teams\/([\da-f-]{36})\/channels\/(19:[\w@.-]+)\/messages$/;

/** Microsoft Graph, as far as a message is sent to a channel of a team. */
export class TeamsReceiver extends Receiver {
	readonly messages: TeamsMessage[] = [];
	readonly accessToken = 'teams-token-of-the-end-to-end-tests';

	override reset(): void {
		super.reset();
		this.messages.length = 0;
	}

	protected answer(request: ReceivedRequest): Reply {
		const { method, path, headers, body } = request;
		const refuse = (status: number, faults: string[]): Reply => {
			return { status, body: { error: { code: 'BadRequest', message: this.refused(request, faults) } } };
		};
		if (headers.authorization !== `Bearer ${this.accessToken}`) return refuse(401, ['another token']);
		const [, teamId, channelId] = CHANNEL_MESSAGES.exec(`${method} ${decodeURIComponent(path)}`) ?? [];
		if (!teamId || !channelId) return refuse(404, ['no such method']);
		const faults = teamsFaults(body);
		if (faults.length > 0) return refuse(400, faults);
		const { content } = (body as { body: { content: string } }).body;
		this.messages.push({ teamId, channelId, content });
		return { status: 201, body: { id: String(this.messages.length) } };
	}
}
