import dns from 'node:dns';

/**
 * Lets no host be known while something runs, at once: the resolver of a busy machine may take longer to say so than a connection
 * may take.
 */
export async function withoutHosts<T>(run: () => Promise<T>): Promise<T> {
	const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((hostname: string, ...rest: unknown[]) => {
		const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
		const details = { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname };
		setImmediate(rest.at(-1) as (error: Error) => void, Object.assign(error, details));
	}) as never);
	try {
		return await run();
	} finally {
		lookup.mockRestore();
	}
}
