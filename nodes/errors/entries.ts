import type { Entry } from './entry';
import { answerEntries } from './kinds/answer';
import { connectionEntries } from './kinds/connection';
import { evaluationEntries } from './kinds/evaluation';
import { forbiddenEntries } from './kinds/forbidden';
import { inputEntries } from './kinds/input';
import { interruptionEntries } from './kinds/interruption';
import { notFoundEntries } from './kinds/notFound';
import { signInEntries } from './kinds/signIn';
import { statusEntries } from './kinds/status';
import { unauthorizedEntries } from './kinds/unauthorized';
import { unexpectedEntries } from './kinds/unexpected';
import { workspaceEntries } from './kinds/workspace';

/** Entries of one kind, under the heading that the documentation gives them. */
export interface Section {
	title: string;
	entries: Readonly<Record<string, Entry>>;
}

/** Every text that `describeError` can give, in the order of the documentation. */
export const SECTIONS: readonly Section[] = [
	{ title: 'Sign-in (no access token)', entries: signInEntries },
	{ title: 'Access token (401)', entries: unauthorizedEntries },
	{ title: 'Permissions and roles (403)', entries: forbiddenEntries },
	{ title: 'Workspace, capacity and tenant', entries: workspaceEntries },
	{ title: 'Not found (404)', entries: notFoundEntries },
	{ title: 'Other answers of Microsoft Graph', entries: statusEntries },
	{ title: 'Answers that cannot be used', entries: answerEntries },
	{ title: 'Connection', entries: connectionEntries },
	{ title: 'Evaluations without an answer', entries: evaluationEntries },
	{ title: 'Interrupted runs', entries: interruptionEntries },
	{ title: 'Parameters', entries: inputEntries },
	{ title: 'Anything else', entries: unexpectedEntries },
];
