import type { Emulator } from '../../emulator';

/** What was asked of the sign-in page, oldest first. */
export function authorizeRequests({ entra, authorityHost }: Emulator): URLSearchParams[] {
	return entra.requests
		.map(({ url }) => new URL(url, authorityHost))
		.filter(({ pathname }) => pathname.endsWith('/oauth2/v2.0/authorize'))
		.map(({ searchParams }) => searchParams);
}

/** The forms sent to the token endpoint, oldest first. */
export function tokenRequests({ entra }: Emulator): Record<string, string>[] {
	return entra.requests
		.filter(({ url }) => url.endsWith('/oauth2/v2.0/token'))
		.map(({ body }) => body as Record<string, string>);
}
