import {
	allowsRedirect,
	findTenant,
	findUser,
	type Application,
	type Directory,
	type User,
} from './directory';
import { EntraError, entraErrors, type EntraFailure } from './errors';
import type { Grants } from './grants';
import { signInPage } from './pages';
import { delegatedScopes } from './scopes';

export interface AuthorizeContext {
	directory: Directory;
	grants: Grants;
	/** A user whose browser session exists already: sign-in needs no page. */
	signedInUser: string | undefined;
	/** A failure a test ordered for this request. */
	ordered: EntraFailure | undefined;
}

/** What the browser gets: a page, or the way back to the client. */
export type AuthorizeAnswer =
	{ page: string; status: number } | { redirectUri: string; parameters: Record<string, string> };

/**
 * GET or POST `/{tenant}/oauth2/v2.0/authorize`. A known user in `login_hint` is signed in without a page, as if the
 * browser had a session (emulator shortcut; `prompt=login` switches it off).
 * @param credentials what the user typed, when the sign-in page was sent
 * @throws EntraError where Entra shows an error page instead of redirecting: unknown tenant, client or redirect URI
 */
export function authorize(
	tenantName: string,
	parameters: URLSearchParams,
	credentials: { username: string; password: string } | undefined,
	context: AuthorizeContext,
): AuthorizeAnswer {
	const { directory } = context;
	const multiTenant = ['organizations', 'common'].includes(tenantName.toLowerCase());
	const tenant = findTenant(directory, tenantName);
	if (tenantName.toLowerCase() === 'consumers') throw new EntraError(entraErrors.personalAccount());
	if (!tenant && !multiTenant) throw new EntraError(entraErrors.unknownTenant(tenantName));
	const { application, redirectUri } = client(directory, parameters);

	const back = (extra: Record<string, string>): AuthorizeAnswer => {
		const state = parameters.get('state');
		return { redirectUri, parameters: { ...extra, ...(state !== null && { state }) } };
	};
	const refuse = ({ error, error_description }: EntraFailure) => back({ error, error_description });

	if (context.ordered) return refuse(context.ordered);
	if (parameters.get('response_type') !== 'code') {
		return refuse(entraErrors.unsupportedResponseType(parameters.get('response_type') ?? ''));
	}
	try {
		delegatedScopes(parameters.get('scope') ?? '');
	} catch (error) {
		if (error instanceof EntraError) return refuse(error.failure);
		throw error;
	}

	const user = credentials
		? findUser(directory, credentials.username, credentials.password)
		: silentUser(parameters, context);
	if (!user) {
		if (parameters.get('prompt') === 'none') return refuse(entraErrors.loginRequired());
		const message = credentials && entraErrors.wrongPassword().error_description;
		return { status: 200, page: signInPage(tenantName, application, parameters, message) };
	}
	if (tenant && user.tenantId !== tenant.id) return refuse(entraErrors.loginRequired());
	if (!application.consented) return refuse(entraErrors.consentDeclined());

	return back({
		code: codeFor(user, application, redirectUri, parameters, context.grants),
		session_state: user.id,
	});
}

function client(
	directory: Directory,
	parameters: URLSearchParams,
): { application: Application; redirectUri: string } {
	const clientId = parameters.get('client_id');
	if (!clientId) throw new EntraError(entraErrors.missingParameter('client_id'));
	const application = directory.applications.find((known) => known.clientId === clientId);
	if (!application) throw new EntraError(entraErrors.unknownApplication(clientId, 'organizations'));
	const redirectUri = parameters.get('redirect_uri') ?? '';
	if (!allowsRedirect(application, redirectUri)) {
		throw new EntraError(entraErrors.redirectMismatch(redirectUri, clientId));
	}
	return { application, redirectUri };
}

function silentUser(
	parameters: URLSearchParams,
	{ directory, signedInUser }: AuthorizeContext,
): User | undefined {
	if (parameters.get('prompt') === 'login') return undefined;
	const name = parameters.get('login_hint') ?? signedInUser;
	return name ? directory.users.find(({ username }) => sameName(username, name)) : undefined;
}

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.trim().toLowerCase();

function codeFor(
	user: User,
	{ clientId }: Application,
	redirectUri: string,
	parameters: URLSearchParams,
	grants: Grants,
): string {
	const codeChallenge = parameters.get('code_challenge') ?? undefined;
	const nonce = parameters.get('nonce') ?? undefined;
	return grants.createCode({
		clientId,
		tenantId: user.tenantId,
		user,
		scope: parameters.get('scope') ?? '',
		cp1: askedForChallenges(parameters.get('claims')),
		redirectUri,
		codeChallenge,
		nonce,
	});
}

/** Whether `claims` declares the client capability `cp1` (page "Claims challenges, claims requests and client capabilities"). */
export function askedForChallenges(claims: string | null): boolean {
	try {
		const asked = JSON.parse(claims ?? '{}') as { access_token?: { xms_cc?: { values?: string[] } } };
		return asked.access_token?.xms_cc?.values?.includes('cp1') ?? false;
	} catch {
		return false;
	}
}
