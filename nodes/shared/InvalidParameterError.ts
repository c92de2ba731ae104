/** A parameter that cannot be meant. Raised before anything is sent; never holds the value. */
export class InvalidParameterError extends Error {
	override readonly name = 'InvalidParameterError';

	constructor(
		/** Name of the parameter, as in workflow JSON. */
		readonly parameter: string,
		/** Why, in words that complete "The parameter …". */
		readonly reason: string,
		/** What to do about it. */
		readonly advice = 'Check the value, or the expression that makes it.',
	) {
		super(`The parameter "${parameter}" ${reason}`);
	}
}
