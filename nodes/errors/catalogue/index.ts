import type { Entry } from '../entry';
import { connectionEntries } from './connection';
import { evaluationEntries } from './evaluation';
import { graphEntries } from './graph';
import { inputEntries } from './input';
import { signInEntries } from './signIn';

/** Entries of one area, under the heading that docs/errors.md gives them. */
export interface Section {
	title: string;
	entries: Readonly<Record<string, Entry>>;
}

/** Every text that `describeError` can give, in the order of docs/errors.md. */
export const SECTIONS: readonly Section[] = [
	{ title: 'Sign-in (no access token)', entries: signInEntries },
	{ title: 'Answers of Microsoft Graph', entries: graphEntries },
	{ title: 'Connection and unusable answers', entries: connectionEntries },
	{ title: 'Evaluations without an answer, unknown outcomes, cancelled runs', entries: evaluationEntries },
	{ title: 'Parameters, and anything else', entries: inputEntries },
];
