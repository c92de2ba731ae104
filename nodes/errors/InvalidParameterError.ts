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
