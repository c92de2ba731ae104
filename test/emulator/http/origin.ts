/**
 * The origin the caller used, for absolute links. A proxy in front of the emulator names it in the usual forwarding
 * headers; tests use that for Microsoft's libraries, which accept https only.
 * @param own origin of the listener
 */
export function callersOrigin(headers: Record<string, string>, own: string): string {
	const scheme = headers['x-forwarded-proto'] ?? new URL(own).protocol.replace(':', '');
	const host = headers['x-forwarded-host'] ?? headers['host'] ?? new URL(own).host;
	return `${scheme}://${host}`;
}
