import { allowsRedirect, applicationOf, findUser, tenantOf, type Directory, type User } from './directory';
import { EntraError, entraErrors, type EntraFailure } from './errors';
import type { Grants } from './grants';
import { signInPage } from './pages';
import { delegatedScopes } from './scopes';

export interface AuthorizeContext {
	directory: Directory;
	grants: Grants;
	/** A user whose browser session exists already: sign-in needs no page. */
	signedInUser: string | undefined;
}

/** What a user typed into the sign-in page. */
export interface TypedCredentials {
	username: string;
	password: string;
}

/** What the browser gets: a page, or the way back to the client. */
export type AuthorizeAnswer = { page: string } | { redirectUri: string; parameters: Record<string, string> };

/**
 * GET `/{tenant}/oauth2/v2.0/authorize`. A known user in `login_hint` is signed in without a page, as if the browser had
 * a session (emulator shortcut; `prompt=login` switches it off).
 * @param typed when the sign-in page was sent
 * @throws EntraError where Entra shows an error page instead of redirecting: unknown tenant, client or redirect URI
 */
export function authorize(
	tenantName: string,
	parameters: URLSearchParams,
	typed: TypedCredentials | undefined,
	{ directory, grants, signedInUser }: AuthorizeContext,
): AuthorizeAnswer {
	const { id: tenantId } = tenantOf(directory, tenantName) ?? directory.tenant;
	const application = applicationOf(directory, parameters.get('client_id'));
	const redirectUri = parameters.get('redirect_uri') ?? '';
	if (!allowsRedirect(application, redirectUri)) {
		throw new EntraError(entraErrors.redirectMismatch(redirectUri, application.clientId));
	}
	const back = (extra: Record<string, string>): AuthorizeAnswer => {
		const state = parameters.get('state');
		return { redirectUri, parameters: { ...extra, ...(state !== null && { state }) } };
	};
	const refuse = ({ error, error_description }: EntraFailure) => back({ error, error_description });

	const scope = parameters.get('scope') ?? '';
	try {
		delegatedScopes(scope);
	} catch (error) {
		if (error instanceof EntraError) return refuse(error.failure);
		throw error;
	}
	const user = typed
		? findUser(directory, typed.username, typed.password)
		: silentUser(parameters, directory, signedInUser);
	if (!user) {
		const message = typed && entraErrors.wrongPassword().error_description;
		return { page: signInPage(tenantName, application, parameters, message) };
	}
	const { clientId } = application;
	const codeChallenge = parameters.get('code_challenge') ?? undefined;
	const code = grants.createCode({ clientId, tenantId, user, scope, redirectUri, codeChallenge });
	return back({ code, session_state: user.id });
}

function silentUser(
	parameters: URLSearchParams,
	directory: Directory,
	signedInUser: string | undefined,
): User | undefined {
	const name = parameters.get('login_hint') ?? signedInUser;
	return name && parameters.get('prompt') !== 'login' ? findUser(directory, name) : undefined;
}
