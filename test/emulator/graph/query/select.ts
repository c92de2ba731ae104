import { graphErrors } from '../errors';

/**
 * Reads `$select`. Names are not case-sensitive; `*` is everything.
 * @param properties names of the entity type
 * @returns the chosen names in the order of the type, or undefined for all
 * @throws GraphError 400 for a property the type does not have
 */
export function readSelect(
	value: string | undefined,
	properties: readonly string[],
	type: string,
): string[] | undefined {
	if (value === undefined) return undefined;
	const asked = value.split(',').map((name) => name.trim());
	if (asked.includes('*')) return undefined;
	const chosen = asked.map((name) => {
		const known = properties.find((property) => property.toLowerCase() === name.toLowerCase());
		if (!known) throw graphErrors.invalidSelect(name, type);
		return known;
	});
	return properties.filter((property) => chosen.includes(property));
}

/** The entity with only the chosen properties. */
export function project<T extends Record<string, unknown>>(
	entity: T,
	chosen: string[] | undefined,
): Partial<T> {
	if (!chosen) return entity;
	return Object.fromEntries(Object.entries(entity).filter(([name]) => chosen.includes(name))) as Partial<T>;
}
