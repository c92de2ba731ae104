import type { Switches } from '../switches';
import { TYPE_OF } from './entities';
import { graphErrors } from './errors';
import type { Collection } from './routes';

export interface RawBody {
	bytes: Buffer;
	contentType: string | undefined;
}

/** The body of a request that has one: an object without `@odata.type`. */
export type RequestBody = Record<string, unknown>;

/**
 * Reads a JSON body. Create evaluation takes none, too (guess: its page asks for `{}`).
 * @throws GraphError 413 when too large, 400 when it is no JSON object or names another type
 */
export function readBody(
	{ bytes, contentType }: RawBody,
	collection: Collection,
	{ maxBodySize }: Switches,
): RequestBody {
	if (bytes.length > maxBodySize) throw graphErrors.bodyTooLarge();
	if (bytes.length === 0 && collection === 'evaluations') return {};
	if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
		throw graphErrors.unreadableBody(`content type is ${contentType ?? 'missing'}`);
	}
	const { '@odata.type': type, ...body } = parse(bytes.toString('utf8'));
	if (type !== undefined && !isType(type, TYPE_OF[collection])) {
		throw graphErrors.badProperty(`A ${TYPE_OF[collection]} was expected, not '${String(type)}'.`);
	}
	return body;
}

function parse(text: string): RequestBody {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw graphErrors.unreadableBody(error instanceof Error ? error.message : 'no JSON');
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw graphErrors.unreadableBody('no JSON object');
	return value as RequestBody;
}

/** The pages write the namespace both as `securitycopilot` and `securityCopilot`. */
const isType = (type: unknown, name: string): boolean =>
	typeof type === 'string' &&
	type.replace(/^#/, '').toLowerCase() === `microsoft.graph.security.securitycopilot.${name}`;

/** @throws GraphError 400 when the body has a property besides the allowed ones */
export function allowOnly(body: RequestBody, allowed: string[], collection: Collection): void {
	const other = Object.keys(body).find((name) => !allowed.includes(name));
	if (other === undefined) return;
	throw graphErrors.badProperty(`The property '${other}' of a ${TYPE_OF[collection]} cannot be set.`);
}

/** @throws GraphError 400 unless the property is a string, null or absent */
export function optionalString(body: RequestBody, name: string): string | null | undefined {
	const value = body[name];
	if (value === undefined || value === null || typeof value === 'string') return value;
	throw graphErrors.badProperty(`The property '${name}' must be a string.`);
}

/**
 * Reads the type of a new prompt. Absent means `prompt`, because the page does not mark it required.
 * @throws GraphError 400 for any other one (documented: only `prompt` is supported)
 */
export function promptType({ type = 'prompt' }: RequestBody): string {
	if (type !== 'prompt') throw graphErrors.badProperty(`The promptType '${String(type)}' is not supported.`);
	return type;
}

/** @throws GraphError 400 for empty content */
export function promptContent(body: RequestBody): string {
	const content = optionalString(body, 'content');
	if (!content?.trim()) throw graphErrors.badProperty("The property 'content' must not be empty.");
	return content;
}
