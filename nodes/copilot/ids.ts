import { type GraphEntity, identificationOf } from '../graph/entity';
import { UnexpectedAnswerError } from '../graph/errors';
import { isPathSegment } from '../graph/paths';

export function hasId({ id }: GraphEntity): boolean {
	return typeof id === 'string' && id !== '';
}

export function withoutId(entity: GraphEntity): UnexpectedAnswerError {
	return new UnexpectedAnswerError('has no property "id"', identificationOf(entity));
}

/** The ID of an object, which the next request depends on. @throws UnexpectedAnswerError when there is none */
export function idOf(entity: GraphEntity): string {
	const id = String(entity.id);
	if (!hasId(entity)) throw withoutId(entity);
	if (isPathSegment(id)) return id;
	throw new UnexpectedAnswerError('names an ID that cannot stand in an address', identificationOf(entity));
}
