import type { ServerResponse } from 'node:http';

import type { Clock } from '../clock';
import type { ReceivedRequest } from '../http/listener';
import { callersOrigin } from '../http/origin';
import { recordOf, type RecordedRequest } from '../http/record';
import type { Identifiers } from '../identifiers';
import { authorize, type TypedCredentials } from './authorize';
import type { Directory } from './directory';
import { openIdConfiguration } from './discovery';
import { EntraError, entraErrorBody, type EntraFailure } from './errors';
import { Grants } from './grants';
import { errorPage } from './pages';
import { browserAnswer, send, type EntraAnswer } from './respond';
import type { SigningKey } from './signing';
import { token } from './token';
import type { AccessTokenRequest, AccessTokens } from './tokens';

/** The stand-in of Microsoft Entra: sign-in page, token endpoint, keys and discovery. */
export class EntraEmulator {
	readonly requests: RecordedRequest[] = [];
	/** A user whose browser is signed in already, so that `/authorize` answers without a page. */
	signedInUser: string | undefined;
	/** What happens to a refresh token that was replaced. Entra documents that it keeps working. */
	refreshTokenReuse: 'accept' | 'refuse' = 'accept';
	/** Set when the listener is open. */
	authorityHost = '';

	/** What the next token requests end in, one each. */
	private failures: EntraFailure[] = [];
	private readonly grants: Grants;

	constructor(
		readonly directory: Directory,
		private readonly tokens: AccessTokens,
		private readonly key: SigningKey,
		private readonly clock: Clock,
		private readonly identifiers: Identifiers,
	) {
		this.grants = new Grants(clock, identifiers);
	}

	/** How often a replaced refresh token was used again. */
	get reusedRefreshTokens(): number {
		return this.grants.reusedRefreshTokens;
	}

	/** A signed access token without any flow. Default: of the user, with both Security Copilot scopes. */
	issueToken(options: Pick<AccessTokenRequest, 'scopes' | 'audience' | 'lifetime' | 'cp1'> = {}): string {
		const { tenant, user, application } = this.directory;
		const scopes = application.roles;
		return this.tokens.issue({ tenantId: tenant.id, application, user, scopes, ...options });
	}

	/** Ends all refresh tokens (AADSTS50173) and marks access tokens revoked, which `cp1` clients see at once. */
	revokeGrants(): void {
		this.grants.revokeAll();
		this.tokens.revokeAll();
	}

	/** Makes Graph treat every token issued so far as expired. */
	expireAccessTokens(): void {
		this.tokens.expireAll();
	}

	/** Lets the next token requests of any flow fail. @param failure one of `entraErrors`, or what differs from the usual */
	failNextTokenRequests(count: number, failure: Partial<EntraFailure>): void {
		const usual = { status: 400, error: 'invalid_grant', error_description: 'AADSTS50000: Ordered.' };
		for (let added = 0; added < count; added += 1) this.failures.push({ ...usual, ...failure });
	}

	reset(): void {
		this.requests.length = 0;
		this.failures = [];
		this.grants.reset();
		this.tokens.reset();
		this.signedInUser = undefined;
		this.refreshTokenReuse = 'accept';
	}

	/** Answers one request of the listener. */
	async handle(request: ReceivedRequest, response: ServerResponse): Promise<void> {
		const record = recordOf(request, this.clock.now(), (header) => this.tokens.labelOf(header));
		this.requests.push(record);
		const answer = await this.answer(request);
		record.status = answer.status;
		record.answer = answer.body;
		send(response, this.clock.now(), this.identifiers.guid(), answer);
	}

	private async answer(request: ReceivedRequest): Promise<EntraAnswer> {
		const url = new URL(request.url, this.authorityHost);
		const [tenantName = '', ...rest] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
		const route = `${request.method} ${rest.join('/')}`;
		try {
			return await this.route(route, tenantName, url, request);
		} catch (error) {
			if (!(error instanceof EntraError)) throw error;
			const correlationId = request.headers['client-request-id'];
			const body = entraErrorBody(error.failure, this.clock, this.identifiers, correlationId);
			const isPage = /authorize$|login$/.test(route);
			return { status: error.failure.status, body: isPage ? errorPage(body.error_description) : body };
		}
	}

	private async route(
		route: string,
		tenantName: string,
		url: URL,
		request: ReceivedRequest,
	): Promise<EntraAnswer> {
		const origin = callersOrigin(request.headers, this.authorityHost);
		switch (route) {
			case 'GET v2.0/.well-known/openid-configuration':
				return { status: 200, body: openIdConfiguration(tenantName, origin, this.directory) };
			case 'GET discovery/v2.0/keys':
				return { status: 200, body: { keys: [this.key.jwk] } };
			case 'GET oauth2/v2.0/authorize':
				return this.authorize(tenantName, url.searchParams);
			case 'POST login':
				return this.signIn(tenantName, form(request));
			case 'POST oauth2/v2.0/token':
				return { status: 200, body: await this.token(tenantName, request, origin) };
			default:
				return { status: 404, body: '', headers: { 'x-emulator-reason': `no such endpoint: ${route}` } };
		}
	}

	private signIn(tenantName: string, parameters: URLSearchParams): EntraAnswer {
		const typed = typedCredentials(parameters);
		parameters.delete('loginfmt');
		parameters.delete('passwd');
		return this.authorize(tenantName, parameters, typed);
	}

	private authorize(tenantName: string, parameters: URLSearchParams, typed?: TypedCredentials): EntraAnswer {
		const { directory, grants, signedInUser } = this;
		return browserAnswer(authorize(tenantName, parameters, typed, { directory, grants, signedInUser }));
	}

	private async token(tenantName: string, request: ReceivedRequest, origin: string): Promise<object> {
		const failure = this.failures.shift();
		if (failure) throw new EntraError(failure);
		return await token(tenantName, form(request), request.headers['authorization'], {
			directory: this.directory,
			clock: this.clock,
			tokenEndpoint: `${origin}/${tenantName}/oauth2/v2.0/token`,
			grants: this.grants,
			tokens: this.tokens,
			key: this.key,
			authorityHost: origin,
			refreshTokenReuse: this.refreshTokenReuse,
		});
	}
}

const typedCredentials = (parameters: URLSearchParams): TypedCredentials => ({
	username: parameters.get('loginfmt') ?? '',
	password: parameters.get('passwd') ?? '',
});

const form = ({ body }: ReceivedRequest): URLSearchParams => new URLSearchParams(body.toString('utf8'));
