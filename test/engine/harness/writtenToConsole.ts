/** Collects what the tests of a file write to the console. @returns what the running test has written so far */
export function writtenToConsole(): readonly unknown[] {
	const written: unknown[] = [];
	beforeEach(() => {
		written.length = 0;
		for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
			jest.spyOn(console, method).mockImplementation((...values) => void written.push(...values));
		}
	});
	afterEach(() => jest.restoreAllMocks());
	return written;
}
