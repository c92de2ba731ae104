import type { INodeProperties } from 'n8n-workflow';
import { InvalidParameterError } from '../errors/InvalidParameterError';

/** The same error with the label that the editor shows; any other error as it is. @param fields of the operation */
export function withLabel(error: unknown, fields: readonly INodeProperties[]): unknown {
	if (!(error instanceof InvalidParameterError)) return error;
	const { parameter, reason, advice } = error;
	return new InvalidParameterError(labelOf(parameter, fields) ?? parameter, reason, advice);
}

function labelOf(name: string, fields: readonly INodeProperties[]): string | undefined {
	for (const field of fields) {
		if (field.name === name) return field.displayName;
		const inner = (field.options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
		const found = labelOf(name, inner);
		if (found !== undefined) return found;
	}
	return undefined;
}
