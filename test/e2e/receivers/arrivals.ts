import type { Receivers } from './Receivers';

/** What the services have got, with a line for people. */
export function arrivals({ slack, jira, teams, archive, refusals }: Receivers): [object, string][] {
	return [
		...slack.messages.map((message): [object, string] => [
			message,
			`Slack ${message.channel}: ${line(message.text)}`,
		]),
		...jira.issues.map((issue): [object, string] => [issue, `Jira ${issue.key}: ${line(issue.summary)}`]),
		...jira.comments.map((comment): [object, string] => [comment, `Jira ${comment.issueKey}: a comment`]),
		...teams.messages.map((message): [object, string] => [message, `Teams: ${line(message.content)}`]),
		...archive.files.map((file): [object, string] => [file, `Archive: ${file.path}`]),
		...refusals.map((refusal): [object, string] => [
			refusal,
			`Refused ${refusal.request}: ${line(refusal.faults.join('; '))}`,
		]),
	];
}

const line = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 120);
