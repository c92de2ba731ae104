import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { readSignInRefusal, type SignInRefusal } from '../../nodes/entra/signInErrors';

const TIMEOUT_MS = 30_000;

/**
 * Carries the requests of msal-node. It ends with the command, follows no redirect (it would take the secret along), and
 * keeps what Entra says: of a refused device code msal-node hands on one word only.
 */
export class EntraNetwork implements INetworkModule {
	/** Entra's latest refusal, other than "not yet". */
	refusal: SignInRefusal | undefined;

	constructor(
		private readonly authorityHost: string,
		private readonly signal: AbortSignal,
	) {}

	async sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
		return await this.send('GET', url, options);
	}

	async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
		return await this.send('POST', url, options);
	}

	private async send<T>(
		method: string,
		url: string,
		{ headers, body }: NetworkRequestOptions = {},
	): Promise<NetworkResponse<T>> {
		const response = await fetch(this.address(url), {
			method,
			headers: { ...headers, ...(this.isPlain && { 'x-forwarded-proto': 'https' }) },
			body,
			redirect: 'error',
			signal: AbortSignal.any([this.signal, AbortSignal.timeout(TIMEOUT_MS)]),
		});
		const answer = (await response.json()) as T & { error?: unknown };
		if (answer.error !== undefined && answer.error !== 'authorization_pending') {
			this.refusal = readSignInRefusal(answer);
		}
		return { status: response.status, headers: Object.fromEntries(response.headers), body: answer };
	}

	private get isPlain(): boolean {
		return this.authorityHost.startsWith('http:');
	}

	/** msal-node insists on https, which a stand-in on localhost does not speak. Nothing else is sent in plain text. */
	private address(url: string): string {
		const secure = this.authorityHost.replace(/^http:/, 'https:');
		return this.isPlain && url.startsWith(`${secure}/`)
			? `${this.authorityHost}${url.slice(secure.length)}`
			: url;
	}
}
