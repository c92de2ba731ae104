import { UnexpectedAnswerError } from './errors';
import { identificationOf } from './identification';

/** A JSON object of Graph. Its own property names are kept. */
export type GraphEntity = Record<string, unknown>;

/**
 * Graph's "not yet", `0001-01-01T00:00:00Z`, with or without fraction and time zone. Source: Microsoft Graph docs,
 * example of "Create evaluation".
 */
const NOT_YET = /^0001-01-01T00:00:00(?:\.0*)?(?:Z|[+-]00:00)?$/i;

/** `@odata.context`, `@microsoft.graph.tips`, `displayName@odata.type` and their like. */
const ANNOTATION = /@(?:odata|microsoft\.graph)\./i;

/** What Graph documents has five levels. n8n, which writes and copies what a node returns, fails at some thousands. */
const MAX_LEVELS = 200;

/**
 * Turns an object as Graph sent it into one for a workflow: annotations are left out, and a date that means
 * "not yet" becomes null. Everything else stays as it is, in its order.
 *
 * @throws UnexpectedAnswerError when it is nested too deeply
 */
export function withoutAnnotations<T>(value: T): T {
	checkLevels(value);
	return stripped(value) as T;
}

/** Copies an object as Graph sent it, with its annotations. @throws UnexpectedAnswerError when it is nested too deeply */
export function completeCopy(entity: GraphEntity): GraphEntity {
	checkLevels(entity);
	return structuredClone(entity);
}

function checkLevels(value: unknown): void {
	if (!isDeeperThan(MAX_LEVELS, value)) return;
	const reason = `is nested too deeply (more than ${MAX_LEVELS} levels)`;
	throw new UnexpectedAnswerError(reason, identificationOf(value as GraphEntity));
}

function isDeeperThan(levels: number, value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

function stripped(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(stripped);
	if (typeof value !== 'object' || value === null) return value;
	const kept = Object.entries(value)
		.filter(([name]) => !ANNOTATION.test(name))
		.map(([name, property]) => [
			name,
			name.endsWith('DateTime') && typeof property === 'string' && NOT_YET.test(property)
				? null
				: stripped(property),
		]);
	// fromEntries defines properties, so that a hostile `__proto__` stays data.
	return Object.fromEntries(kept);
}
