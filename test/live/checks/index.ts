import type { Check } from '../check';
import type { LiveOptions } from '../options';
import type { SignedIn } from '../signIn';
import { ask } from './asking';
import { batch } from './batch';
import { evaluationGet, evaluationList, evaluationPermission, prompts } from './evaluations';
import { enumerations, timestamps } from './observed';
import {
	countOption,
	filterByDate,
	filterByName,
	orderByCreation,
	orderByName,
	pluginFilters,
	plugins,
} from './options';
import { answerHeaders, app, permissions, workspaceAlias, workspaces } from './permissions';
import { maxPageSize, nextLink, select, sessionGet, sessionList, sessionOrder, top } from './sessions';
import { malformedSession, unknownSession, unknownWorkspace } from './unknownIds';
import { createSession, renameSession, sessionInList } from './writing';

/** Checks that only read. */
export const READING: readonly Check[] = [
	permissions,
	workspaces,
	workspaceAlias,
	answerHeaders,
	sessionList,
	top,
	maxPageSize,
	nextLink,
	countOption,
	select,
	sessionGet,
	sessionOrder,
	filterByName,
	filterByDate,
	orderByCreation,
	orderByName,
	unknownSession,
	malformedSession,
	unknownWorkspace,
	batch,
	prompts,
	evaluationPermission,
	evaluationList,
	evaluationGet,
	plugins,
	pluginFilters,
	timestamps,
	enumerations,
];

/** Checks that create one session and rename it. */
export const WRITING: readonly Check[] = [createSession, sessionInList, renameSession];

/** What is asked in a run. */
export function checksFor({ write, ask: prompt }: LiveOptions, signedIn: Pick<SignedIn, 'as'>): Check[] {
	return [
		...(signedIn.as === 'app' ? [app] : []),
		...READING,
		...(write ? WRITING : []),
		...(prompt !== undefined ? [ask] : []),
	];
}
