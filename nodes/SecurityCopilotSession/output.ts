import { withoutAnnotations, type GraphEntity } from '../graph/entity';
import { sessionWebUrl } from '../text/sessionLink';
import type { OutputOptions } from './fields/options';

/**
 * Shapes an object of Graph for the next node: as it came with `rawResponse`, else without annotations; `webUrl` on
 * request. The object is a copy: two items that asked for the same session must not share one.
 *
 * @param sessionId the session that the object is, for the link
 */
export function present(entity: GraphEntity, options: OutputOptions, sessionId?: string): GraphEntity {
	const shown = options.rawResponse ? structuredClone(entity) : withoutAnnotations(entity);
	return options.includeLink && sessionId !== undefined
		? { ...shown, webUrl: sessionWebUrl(sessionId) }
		: shown;
}

/** The selected properties of an object that was read whole, with their annotations. @param names none selects all */
export function pick(entity: GraphEntity, names: readonly string[] = []): GraphEntity {
	if (names.length === 0) return entity;
	return Object.fromEntries(
		Object.entries(entity).filter(([name]) => names.includes(name) || name.includes('@')),
	);
}
