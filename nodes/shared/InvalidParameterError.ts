import type { INodeProperties } from 'n8n-workflow';

/** A parameter that cannot be used. Raised before anything is sent. Of the value it holds IDs at most. */
export class InvalidParameterError extends Error {
	override readonly name = 'InvalidParameterError';

	constructor(
		/** Name of the parameter as in workflow JSON; its label, once `withLabel` has seen it. */
		readonly parameter: string,
		/** Completes "The parameter …". */
		readonly reason: string,
		/** What to do about it. */
		readonly advice = 'Check the value, or the expression that makes it. Nothing was sent.',
	) {
		super(`The parameter "${parameter}" ${reason}`);
	}
}

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
