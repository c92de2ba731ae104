import { presentable } from '../text/redaction';
import type { ErrorContext } from './ErrorDescription';
import type { Values } from './entry';

/** From the outside in, as they stand in a path. */
export const LEVELS = ['workspace', 'session', 'prompt', 'evaluation'] as const;
type Level = (typeof LEVELS)[number];

type PathIds = Partial<Record<Level, string>>;

/** The IDs of a path such as `/beta/security/securityCopilot/workspaces/{id}/sessions/{id}`. */
export function idsInPath(path: string): PathIds {
	const ids: PathIds = {};
	for (const level of LEVELS) {
		const id = new RegExp(`/${level}s/([^/?#]+)`, 'i').exec(path)?.[1];
		if (id !== undefined) ids[level] = decoded(id);
	}
	return ids;
}

/** @returns the text as it is when it holds a broken escape */
function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/** "session 71a8…", as the placeholders want it. */
export function idValues(ids: PathIds): Values {
	return Object.fromEntries(
		LEVELS.filter((level) => ids[level]).map((level) => [level, `${level} ${ids[level]}`]),
	);
}

/** The IDs of a context by level. */
export function idsByLevel({ workspaceId, sessionId, promptId, evaluationId }: IdMembers): PathIds {
	return { workspace: workspaceId, session: sessionId, prompt: promptId, evaluation: evaluationId };
}

type IdMembers = Pick<ErrorContext, 'workspaceId' | 'sessionId' | 'promptId' | 'evaluationId'>;

/** "session 71a8…, prompt 76a9…", or an empty text. */
export function listIds(ids: PathIds): string {
	return LEVELS.flatMap((level) => {
		const id = presentable(ids[level], 80);
		return id === undefined ? [] : `${level} ${id}`;
	}).join(', ');
}
