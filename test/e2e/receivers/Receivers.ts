import { ArchiveReceiver } from './archive/ArchiveReceiver';
import { ChatModelReceiver } from './chatModel/ChatModelReceiver';
import { JiraReceiver } from './jira/JiraReceiver';
import type { Refusal } from './judgement';
import type { SlackReceiver } from './slack/SlackReceiver';
import { TeamsReceiver } from './teams/TeamsReceiver';

/** The services behind the examples, as they are after a start. */
export class Receivers {
	private constructor(
		/** Shared by all scenarios, emptied before each: n8n learns its way to it at its start. */
		readonly slack: SlackReceiver,
		readonly jira: JiraReceiver,
		readonly teams: TeamsReceiver,
		readonly archive: ArchiveReceiver,
		readonly chatModel: ChatModelReceiver,
	) {}

	static async open(slack: SlackReceiver): Promise<Receivers> {
		slack.reset();
		const [jira, teams, archive, chatModel] = await Promise.all([
			JiraReceiver.open(),
			TeamsReceiver.open(),
			ArchiveReceiver.open(),
			ChatModelReceiver.open(),
		]);
		return new Receivers(slack, jira, teams, archive, chatModel);
	}

	/** What came in a form that the services would not take, or would lose a part of. */
	get refusals(): Refusal[] {
		return this.all().flatMap(({ refusals }) => refusals);
	}

	/** Closes all but Slack. */
	async close(): Promise<void> {
		const { slack, jira, teams, archive, chatModel } = this;
		slack.reset();
		await Promise.all([jira, teams, archive, chatModel].map(async (receiver) => await receiver.close()));
	}

	private all(): { refusals: Refusal[] }[] {
		return [this.slack, this.jira, this.teams, this.archive, this.chatModel];
	}
}
