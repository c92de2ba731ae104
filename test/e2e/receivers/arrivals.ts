import type { Receivers } from './Receivers';

/** What the services have got, with a line for people. */
export function arrivals({
	slack,
	jira,
	teams,
	azure,
	defender,
	archive,
	mail,
	refusals,
}: Receivers): [object, string][] {
	return [
		...each(slack.messages, ({ channel, text, blocks, buttons = [] }) =>
			[
				`Slack ${channel}: ${line(text || (blocks?.[0]?.text.text ?? ''))}`,
				...buttons.map(({ label, url }) => `  ${label}: ${url}`),
			].join('\n'),
		),
		...each(jira.issues, ({ key, summary }) => `Jira ${key}: ${line(summary)}`),
		...each(teams.messages, ({ content }) => `Teams: ${line(content)}`),
		...each(azure.writes, ({ what, text }) => `Sentinel ${what}: ${line(text)}`),
		...each(defender.comments, ({ incidentId, comment }) => `Defender ${incidentId}: ${line(comment)}`),
		...each(archive.files, ({ path }) => `Archive: ${path}`),
		...each(mail.mails, ({ to, subject }) => `Mail to ${to}: ${line(subject)}`),
		...each(refusals, ({ request, faults }) => `Refused ${request}: ${line(faults.join('; '))}`),
	];
}

function each<T extends object>(all: readonly T[], describe: (one: T) => string): [object, string][] {
	return all.map((one) => [one, describe(one)]);
}

const line = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 120);
