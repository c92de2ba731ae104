/** Header values as text; one that came twice is joined with a comma, as HTTP allows. */
export function lowerCaseHeaders(headers: object): Record<string, string> {
	const lowered: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers) as Array<[string, unknown]>) {
		if (value !== undefined && value !== null) lowered[name.toLowerCase()] = [value].flat().join(', ');
	}
	return lowered;
}
