import { graphErrors } from './errors';

/** The collections of this API. */
export type Collection = 'workspaces' | 'plugins' | 'sessions' | 'prompts' | 'evaluations';

/** One collection segment with the key behind it; the last one of a list has no key. */
export interface PathSegment {
	collection: Collection;
	key?: string;
}

/** Where a request points to: `workspaces('default')/sessions` as segments. */
export interface Route {
	collection: Collection;
	segments: PathSegment[];
	/** Whether the last segment has a key. */
	isEntity: boolean;
}

const CHILDREN: Record<'root' | Collection, Collection[]> = {
	root: ['workspaces'],
	workspaces: ['plugins', 'sessions'],
	plugins: [],
	sessions: ['prompts'],
	prompts: ['evaluations'],
	evaluations: [],
};

const PREFIX = ['security', 'securitycopilot'];

/**
 * Reads the path of a request below the version. Segment names are not case-sensitive, keys are decoded once, a slash
 * at the end is accepted (the list-evaluations request example has one).
 * @param path raw path, without the query
 * @throws GraphError 400 for a path outside this API, 405 for `/security/securityCopilot` itself and for `/$count`
 */
export function parseRoute(path: string): Route {
	const parts = path.replace(/^\/+/, '').replace(/\/$/, '').split('/').map(decode);
	const version = parts.shift()?.toLowerCase();
	if (version !== 'beta') {
		// [M] v1.0 has no such namespace.
		throw graphErrors.unknownSegment(parts[1] ?? version ?? '', `only /beta exists, not /${version ?? ''}`);
	}
	for (const name of PREFIX) {
		const part = parts.shift();
		if (part?.toLowerCase() !== name)
			throw graphErrors.unknownSegment(part ?? '', 'only /security/securityCopilot is emulated');
	}
	if (parts.length === 0) throw graphErrors.methodNotAllowed('the singleton has no methods of its own');
	return readSegments(parts);
}

function readSegments(parts: string[]): Route {
	const segments: PathSegment[] = [];
	while (parts.length > 0) {
		const part = parts.shift()!;
		if (part.toLowerCase() === '$count')
			throw graphErrors.methodNotAllowed('/$count is not documented for this API');
		const parent = segments.at(-1)?.collection ?? 'root';
		const collection = CHILDREN[parent].find((child) => child === part.toLowerCase());
		if (!collection) throw graphErrors.unknownSegment(part, `${parent} has no such child`);
		const key = parts.shift();
		if (key === '$count') throw graphErrors.methodNotAllowed('/$count is not documented for this API');
		segments.push({ collection, ...(key !== undefined && { key }) });
	}
	const last = segments.at(-1)!;
	return { collection: last.collection, segments, isEntity: last.key !== undefined };
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		throw graphErrors.unknownSegment(part, 'broken percent encoding');
	}
}

/** The path in the quoted form of contexts: `security/securityCopilot/workspaces('default')/sessions`. */
export function quotedPath(
	segments: PathSegment[],
	write: (segment: PathSegment) => string = quoteKey,
): string {
	return [
		'security/securityCopilot',
		...segments.map((segment, index) => {
			const isLast = index === segments.length - 1;
			return segment.key === undefined || isLast
				? segment.collection
				: `${segment.collection}('${write(segment)}')`;
		}),
	].join('/');
}

const quoteKey = ({ key = '' }: PathSegment): string => key.replaceAll("'", "''");
