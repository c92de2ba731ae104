/** The middle value; of an even number, the mean of the two. @throws RangeError for none */
export function median(values: readonly number[]): number {
	if (values.length === 0) throw new RangeError('No values');
	const sorted = [...values].sort((one, other) => one - other);
	const middle = sorted.length / 2;
	const [low, high] = [sorted[Math.ceil(middle) - 1]!, sorted[Math.floor(middle)]!];
	return (low + high) / 2;
}
