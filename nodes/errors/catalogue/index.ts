import type { Entry } from '../entry';
import { accessEntries } from './access';
import { connectionEntries } from './connection';
import { evaluationEntries } from './evaluation';
import { inputEntries } from './input';
import { notFoundEntries } from './notFound';
import { requestEntries } from './request';
import { signInEntries } from './signIn';

/** Entries of one area, under the heading that docs/errors.md gives them. */
export interface Section {
	title: string;
	entries: Readonly<Record<string, Entry>>;
}

/** Every text that `describeError` can give, in the order of docs/errors.md. */
export const SECTIONS: readonly Section[] = [
	{ title: 'Sign-in (no access token)', entries: signInEntries },
	{ title: 'Access (401, 403)', entries: accessEntries },
	{ title: 'Not found (404)', entries: notFoundEntries },
	{ title: 'Requests, capacity and throttling', entries: requestEntries },
	{ title: 'Connection and unusable answers', entries: connectionEntries },
	{ title: 'Evaluations without an answer, unknown outcomes, cancelled runs', entries: evaluationEntries },
	{ title: 'Parameters, and anything else', entries: inputEntries },
];
