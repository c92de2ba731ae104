import tls from 'node:tls';

const { createSecureContext } = tls;

/**
 * Lets every TLS client of this process trust one more authority, beside the usual ones, as NODE_EXTRA_CA_CERTS does for
 * an n8n that is started with it: Node reads that once, when a process makes its first connection.
 *
 * @param authority PEM
 * @returns takes the trust back
 */
export function trust(authority: string): () => void {
	tls.createSecureContext = (options) => {
		const made = createSecureContext(options);
		(made.context as { addCACert(pem: string): void }).addCACert(authority);
		return made;
	};
	return () => {
		tls.createSecureContext = createSecureContext;
	};
}
