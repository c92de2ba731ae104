import { HttpReceiver, type ReceivedRequest, type Reply } from '../HttpReceiver';
import type { Refusal } from '../judgement';
import { teamsFaults } from './teamsFaults';

export interface TeamsMessage {
	teamId: string;
	channelId: string;
	/** HTML. */
	content: string;
}

/** Microsoft Graph, as far as a message is sent to a channel of a team. */
export class TeamsReceiver {
	readonly messages: TeamsMessage[] = [];
	readonly refusals: Refusal[] = [];
	readonly accessToken = 'teams-token-of-the-end-to-end-tests';
	private http: HttpReceiver | undefined;

	static async open(): Promise<TeamsReceiver> {
		const teams = new TeamsReceiver();
		teams.http = await HttpReceiver.open((request) => teams.answer(request));
		return teams;
	}

	get graphApiBaseUrl(): string {
		return this.http?.origin ?? '';
	}

	async close(): Promise<void> {
		await this.http?.close();
	}

	private answer({ method, path, headers, body }: ReceivedRequest): Reply {
		const refuse = (status: number, faults: string[]): Reply => {
			this.refusals.push({ request: `${method} ${path}`, faults });
			return { status, body: { error: { code: 'BadRequest', message: faults.join('; ') } } };
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

const CHANNEL_MESSAGES = /^POST \/beta\/teams\/([\da-f-]{36})\/channels\/(19:[\w@.-]+)\/messages$/;
