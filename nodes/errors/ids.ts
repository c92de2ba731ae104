import type { CreatedIds, ErrorContext } from './ErrorDescription';
import type { Values } from './entry';
import { presentable } from '../text/redaction';

/** From the outside in, as they stand in a path. */
export const LEVELS = ['workspace', 'session', 'prompt', 'evaluation'] as const;
export type Level = (typeof LEVELS)[number];

export type PathIds = Partial<Record<Level, string>>;

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

/** What a run has created; nothing where all that it knows was named by the user. */
export function createdByRun({ created = {}, ...named }: ErrorContext): CreatedIds {
	// A user may name a session by a link.
	const isNew = ({ id, by }: { id?: string; by?: string }) => id !== undefined && !by?.includes(id);
	const news = [
		{ id: created.sessionId, by: named.sessionId },
		{ id: created.promptId, by: named.promptId },
		{ id: created.evaluationId, by: named.evaluationId },
	];
	return news.some(isNew) ? created : {};
}

/** "session 71a8…, prompt 76a9…", or an empty text. */
export function listIds(ids: Partial<Record<`${Level}Id`, string>>): string {
	return LEVELS.flatMap((level) => {
		const id = presentable(ids[`${level}Id`], 80);
		return id === undefined ? [] : `${level} ${id}`;
	}).join(', ');
}
