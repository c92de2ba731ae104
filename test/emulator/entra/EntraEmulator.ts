import type { ServerResponse } from 'node:http';

import type { Clock } from '../clock';
import type { ReceivedRequest } from '../http/listener';
import { callersOrigin } from '../http/origin';
import { recordOf, type RecordedRequest } from '../http/record';
import type { Identifiers } from '../identifiers';
import { askedForChallenges, authorize } from './authorize';
import { DeviceCodes } from './deviceCode';
import { findUser, type Application, type Directory } from './directory';
import { instanceDiscovery, openIdConfiguration } from './discovery';
import { EntraError, entraErrorBody, entraErrors, type EntraFailure } from './errors';
import { Grants } from './grants';
import { OrderedFailures, type Flow } from './OrderedFailures';
import { deviceCodePage, deviceCodeTakenPage, errorPage } from './pages';
import { browserAnswer, send, type EntraAnswer } from './respond';
import type { SigningKey } from './signing';
import { token } from './token';
import type { AccessTokens } from './tokens';

export interface IssueTokenOptions {
	/** Delegated scopes, short names. Default: both Security Copilot scopes. */
	scopes?: string[];
	/** App roles: with them the token is app-only. */
	roles?: string[];
	audience?: string;
	/** Seconds; negative for a token that has expired already. */
	lifetime?: number;
	tenantId?: string;
	/** Name of the signed-in user. Default: the first one. */
	username?: string;
	/** The client understands claims challenges. */
	cp1?: boolean;
}

/** The stand-in of Microsoft Entra: sign-in page, token endpoint, keys and discovery. */
export class EntraEmulator {
	readonly requests: RecordedRequest[] = [];
	/** A user whose browser is signed in already, so that `/authorize` answers without a page. */
	signedInUser: string | undefined;
	/** What happens to a refresh token that was replaced. Entra documents that it keeps working. */
	refreshTokenReuse: 'accept' | 'refuse' = 'accept';
	/** Seconds. */
	accessTokenLifetime: number;
	/** Set when the listener is open. */
	authorityHost = '';

	private readonly ordered = new OrderedFailures();
	private readonly usedAssertions = new Set<string>();
	private readonly grants: Grants;
	private readonly deviceCodes: DeviceCodes;
	private readonly initialDirectory: Directory;

	constructor(
		readonly directory: Directory,
		private readonly tokens: AccessTokens,
		private readonly key: SigningKey,
		private readonly clock: Clock,
		private readonly identifiers: Identifiers,
		private readonly defaultLifetime: number,
	) {
		this.accessTokenLifetime = defaultLifetime;
		this.initialDirectory = structuredClone(directory);
		this.grants = new Grants(clock, identifiers);
		this.deviceCodes = new DeviceCodes(clock, identifiers);
	}

	/** How often a replaced refresh token was used again. */
	get reusedRefreshTokens(): number {
		return this.grants.reusedRefreshTokens;
	}

	/** Seconds that clients of the device code flow are told to wait between two requests; 5 where nobody sets it. */
	set deviceCodeInterval(seconds: number) {
		this.deviceCodes.intervalSeconds = seconds;
	}

	private get application(): Application {
		return this.directory.applications[0]!;
	}

	/** A signed access token without any flow. @throws Error for an unknown user name */
	issueToken(options: IssueTokenOptions = {}): string {
		const { roles, audience, cp1, lifetime = this.accessTokenLifetime } = options;
		const { users } = this.directory;
		const user = options.username ? users.find(({ username }) => username === options.username) : users[0];
		if (!user) throw new Error(`No user ${options.username}.`);
		const tenantId = options.tenantId ?? user.tenantId;
		const common = { tenantId, application: this.application, audience, lifetime, cp1 };
		if (roles) return this.tokens.issue({ ...common, roles });
		const scopes = options.scopes ?? [
			'SecurityCopilotWorkspaces.Read.All',
			'SecurityCopilotWorkspaces.ReadWrite.All',
		];
		return this.tokens.issue({ ...common, user, scopes });
	}

	/** Ends all refresh tokens (AADSTS50173) and marks access tokens revoked, which `cp1` clients see at once. */
	revokeGrants(): void {
		this.grants.revokeAll();
		this.tokens.revokeAll();
	}

	/** Ends all refresh tokens as 90 days without use do (AADSTS700082). */
	expireRefreshTokens(): void {
		this.grants.expireRefreshTokens();
	}

	/** Makes Graph treat every token issued so far as expired. */
	expireAccessTokens(): void {
		this.tokens.expireAll();
	}

	/** Lets the next token requests of any flow fail. @param failure one of `entraErrors`, or your own */
	failNextTokenRequests(count: number, failure: Partial<EntraFailure>): void {
		this.failNext('token', count, failure);
	}

	/** Lets the next requests of one flow fail. */
	failNext(flow: Flow | 'token', count: number, failure: Partial<EntraFailure>): void {
		this.ordered.add(flow, count, failure);
	}

	reset(): void {
		Object.assign(this.directory, structuredClone(this.initialDirectory));
		this.requests.length = 0;
		this.ordered.reset();
		this.usedAssertions.clear();
		this.grants.reset();
		this.deviceCodes.reset();
		this.tokens.reset();
		this.signedInUser = undefined;
		this.refreshTokenReuse = 'accept';
		this.accessTokenLifetime = this.defaultLifetime;
	}

	/** Answers one request of the listener. */
	async handle(request: ReceivedRequest, response: ServerResponse): Promise<void> {
		const record = recordOf(request, this.clock.now(), (header) => this.tokens.labelOf(header));
		this.requests.push(record);
		const url = new URL(request.url, this.authorityHost);
		const [tenantName = '', ...rest] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
		const route = `${request.method} ${rest.join('/')}`;
		const correlationId = request.headers['client-request-id'];
		const browser = /authorize$|login$|deviceauth$/.test(route);
		try {
			const answer = await this.route(route, tenantName, url, request);
			record.status = answer.status;
			record.answer = answer.body;
			send(response, this.clock.now(), this.identifiers.guid(), answer);
		} catch (error) {
			if (!(error instanceof EntraError)) throw error;
			const body = entraErrorBody(error.failure, this.clock, this.identifiers, correlationId);
			record.status = error.failure.status;
			record.answer = body;
			send(response, this.clock.now(), this.identifiers.guid(), {
				status: error.failure.status,
				body: browser ? errorPage(body.error_description) : body,
			});
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
				this.ordered.throwIfOrdered('discovery');
				return { status: 200, body: openIdConfiguration(tenantName, origin, this.directory) };
			case 'GET discovery/instance':
				this.ordered.throwIfOrdered('discovery');
				return { status: 200, body: instanceDiscovery(origin, tenantName) };
			case 'GET discovery/v2.0/keys':
				return { status: 200, body: { keys: [this.key.jwk] } };
			case 'GET oauth2/v2.0/authorize':
				return this.authorize(tenantName, url.searchParams);
			case 'POST oauth2/v2.0/authorize':
				return this.authorize(tenantName, form(request));
			case 'POST login':
				return this.signIn(tenantName, form(request));
			case 'POST oauth2/v2.0/devicecode':
				return this.deviceCode(tenantName, form(request));
			case 'GET oauth2/deviceauth':
				return { status: 200, body: deviceCodePage(url.pathname) };
			case 'POST oauth2/deviceauth':
				return this.decideDeviceCode(form(request), url.pathname);
			case 'POST oauth2/v2.0/token':
				return { status: 200, body: await this.token(tenantName, request, origin) };
			default:
				return { status: 404, body: '', headers: { 'x-emulator-reason': `no such endpoint: ${route}` } };
		}
	}

	private signIn(tenantName: string, parameters: URLSearchParams): EntraAnswer {
		const credentials = typedCredentials(parameters);
		parameters.delete('loginfmt');
		parameters.delete('passwd');
		return this.authorize(tenantName, parameters, credentials);
	}

	private authorize(
		tenantName: string,
		parameters: URLSearchParams,
		credentials?: { username: string; password: string },
	): EntraAnswer {
		const { directory, grants, signedInUser } = this;
		const ordered = this.ordered.take('authorize');
		return browserAnswer(
			authorize(tenantName, parameters, credentials, { directory, grants, signedInUser, ordered }),
		);
	}

	private deviceCode(tenantName: string, parameters: URLSearchParams): EntraAnswer {
		this.ordered.throwIfOrdered('devicecode');
		// The user's browser comes here itself, whatever stands between client and emulator. Entra's own page has a short
		// address, https://microsoft.com/devicelogin.
		const verificationUri = `${this.authorityHost}/common/oauth2/deviceauth`;
		const cp1 = askedForChallenges(parameters.get('claims'));
		const { directory } = this;
		return {
			status: 200,
			body: this.deviceCodes.request(tenantName, parameters, directory, verificationUri, cp1),
		};
	}

	private decideDeviceCode(parameters: URLSearchParams, path: string): EntraAnswer {
		const code = parameters.get('otc') ?? '';
		if (parameters.get('decision') === 'cancel') {
			this.deviceCodes.decide(code, 'declined');
			return { status: 200, body: deviceCodeTakenPage('You have cancelled. You can close this window now.') };
		}
		const { username, password } = typedCredentials(parameters);
		const user = findUser(this.directory, username, password);
		if (!user) {
			return { status: 200, body: deviceCodePage(path, entraErrors.wrongPassword().error_description) };
		}
		this.deviceCodes.decide(code, { user });
		return { status: 200, body: deviceCodeTakenPage('You have signed in. You can close this window now.') };
	}

	private async token(tenantName: string, request: ReceivedRequest, origin: string): Promise<object> {
		const parameters = form(request);
		this.ordered.throwIfOrdered(parameters.get('grant_type') as Flow);
		return await token(tenantName, parameters, request.headers['authorization'], {
			directory: this.directory,
			clock: this.clock,
			tokenEndpoint: `${origin}/${tenantName}/oauth2/v2.0/token`,
			usedAssertions: this.usedAssertions,
			grants: this.grants,
			deviceCodes: this.deviceCodes,
			tokens: this.tokens,
			key: this.key,
			authorityHost: origin,
			accessTokenLifetime: this.accessTokenLifetime,
			refreshTokenReuse: this.refreshTokenReuse,
		});
	}
}

const typedCredentials = (parameters: URLSearchParams): { username: string; password: string } => ({
	username: parameters.get('loginfmt') ?? '',
	password: parameters.get('passwd') ?? '',
});

const form = ({ body }: ReceivedRequest): URLSearchParams => new URLSearchParams(body.toString('utf8'));
