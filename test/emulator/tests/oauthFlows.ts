import type { Emulator } from '../index';

export const REDIRECT_URI = 'http://localhost:5678/rest/oauth2-credential/callback';
const SCOPE = 'openid offline_access https://graph.microsoft.com/SecurityCopilotWorkspaces.Read.All';

/** The flows of OAuth 2.0 as plain requests. @param emulator read at each call, because tests start it late */
export function oauthFlows(emulator: () => Emulator) {
	const authorize = async (parameters: Record<string, string> = {}, tenant = emulator().tenantId) => {
		const query = new URLSearchParams({
			client_id: emulator().clientId,
			response_type: 'code',
			redirect_uri: REDIRECT_URI,
			scope: SCOPE,
			state: 'a state',
			...parameters,
		});
		return await fetch(`${emulator().authorityHost}/${tenant}/oauth2/v2.0/authorize?${query}`, {
			redirect: 'manual',
		});
	};

	const signIn = async (parameters: Record<string, string> = {}): Promise<URLSearchParams> => {
		const response = await authorize({ login_hint: emulator().user.username, ...parameters });
		return new URL(response.headers.get('location')!).searchParams;
	};

	const token = async (form: Record<string, string>) => {
		const secret = { client_id: emulator().clientId, client_secret: emulator().clientSecret };
		const response = await fetch(`${emulator().authorityHost}/${emulator().tenantId}/oauth2/v2.0/token`, {
			method: 'POST',
			body: new URLSearchParams({ ...secret, ...form }),
		});
		// eslint-disable-next-line @typescript-eslint/no-explicit-any
		return { status: response.status, body: (await response.json()) as any };
	};

	const redeem = async (code: string, more: Record<string, string> = {}) =>
		await token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...more });
	const refresh = async (refresh_token: string) =>
		await token({ grant_type: 'refresh_token', refresh_token });
	const application = async (more: Record<string, string> = {}) =>
		await token({
			grant_type: 'client_credentials',
			scope: 'https://graph.microsoft.com/.default',
			...more,
		});

	return { authorize, signIn, redeem, refresh, application };
}

/** What every refusal looks like: Entra's shape, the number in the text and beside it. */
export const refusal = (status: number, error: string, number: number) => ({
	status,
	body: {
		error,
		error_description: expect.stringMatching(
			new RegExp(
				`^AADSTS${number}: .* Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ$`,
			),
		),
		error_codes: [number],
		trace_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
	},
});
