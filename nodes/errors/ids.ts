import type { KnownIds } from '../copilot/failures';
import { presentable } from '../text/redaction';

/** From the outside in, as they stand in a path. */
const LEVELS = ['workspace', 'session', 'prompt', 'evaluation'] as const;
type Level = (typeof LEVELS)[number];

/** The IDs of a path such as `/beta/security/securityCopilot/workspaces/{id}/sessions/{id}`. */
export function idsInPath(path: string): KnownIds {
	const ids: KnownIds = {};
	for (const level of LEVELS) {
		const id = new RegExp(`/${level}s/([^/?#]+)`, 'i').exec(path)?.[1];
		if (id !== undefined) ids[`${level}Id`] = decoded(id);
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

/** What the innermost ID names. */
export function innermostLevel(ids: KnownIds): Level | undefined {
	return LEVELS.findLast((level) => ids[`${level}Id`] !== undefined);
}

/** "session 71a8…" and "prompt 76a9…", from the outside in. */
export function namedIds(ids: KnownIds): string[] {
	return LEVELS.flatMap((level) => {
		const id = presentable(ids[`${level}Id`], 80);
		return id === undefined ? [] : `${level} ${id}`;
	});
}
