import type { Application } from './directory';

const escape = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, content: string): string =>
	`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${content}</body></html>`;

const hidden = (name: string, value: string): string =>
	`<input type="hidden" name="${escape(name)}" value="${escape(value)}">`;

/** The sign-in page. The form carries the authorize parameters along and posts to `/{tenant}/login`. */
export function signInPage(
	tenantName: string,
	{ displayName }: Application,
	parameters: URLSearchParams,
	message?: string,
): string {
	return page(
		'Sign in to your account',
		`<h1>Sign in</h1><p>to continue to ${escape(displayName)}</p>
${message ? `<p role="alert" id="passwordError">${escape(message)}</p>` : ''}
<form method="post" action="/${encodeURIComponent(tenantName)}/login">
${[...parameters].map(([name, value]) => hidden(name, value)).join('\n')}
<label>Username <input type="email" name="loginfmt" id="i0116" autofocus></label>
<label>Password <input type="password" name="passwd" id="i0118"></label>
<button type="submit" id="idSIButton9">Sign in</button>
</form>`,
	);
}

/** The page Entra shows when it cannot send the browser back to the client. */
export const errorPage = (description: string): string =>
	page(
		'Sign in to your account',
		`<h1>Sorry, but we’re having trouble signing you in.</h1><p id="exceptionMessage">${escape(description)}</p>`,
	);
