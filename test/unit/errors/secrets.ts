import fc from 'fast-check';

/** Something that must not be shown, and the text that it comes in. */
export interface Secret {
	secret: string;
	text: string;
}

const BASE64 = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];

/** Random letters and digits; always with a digit between letters, as any token of that length has. */
const random = (minimum: number, maximum: number) =>
	fc
		.array(fc.constantFrom(...BASE64), { minLength: minimum, maxLength: maximum })
		.map((letters) => `${letters.join('').slice(0, -3)}x7Q`);

const short = fc.stringMatching(/^[A-Za-z0-9]{8,16}$/);

const base64Json = (prefix: string) =>
	random(20, 60).map((word) => Buffer.from(`${prefix}"${word}"}`).toString('base64'));

const jwt = fc
	.tuple(base64Json('{"alg":'), base64Json('{"sub":'), random(40, 80))
	.map(([head, body, signature]) => `${head.replaceAll('=', '')}.${body.replaceAll('=', '')}.${signature}`);

const entraSecret = fc.tuple(random(4, 4), random(31, 34)).map(([start, end]) => `${start}8Q~${end}`);

const refreshToken = fc
	.tuple(random(30, 60), random(30, 60))
	.map(([start, end]) => `0.AX${start}.AgAB${end}`);

const bare = (secrets: fc.Arbitrary<string>) => secrets.map((secret) => ({ secret, text: secret }));

const within = (secrets: fc.Arbitrary<string>, ...templates: string[]) =>
	fc
		.tuple(secrets, fc.constantFrom(...templates))
		.map(([secret, template]) => ({ secret, text: template.replace('*', () => secret) }));

/** Tokens, secrets, claims and sharing tokens, in the forms in which they come along. */
export const SECRETS: fc.Arbitrary<Secret> = fc.oneof(
	bare(jwt),
	bare(refreshToken),
	bare(entraSecret),
	bare(random(32, 64)),
	within(jwt, 'Bearer *', 'Authorization: Bearer *', '{"access_token":"*"}'),
	within(base64Json('{"access_token":'), 'claims="*"', 'claims=*', '*'),
	within(
		short,
		'https://securitycopilot.microsoft.com/sessions/f0f54c69-8f8a-4f33-b6e3-386d58b408db?st=*',
		'st=*',
	),
	within(
		short,
		'client_secret=*',
		'{"client_secret":"*"}',
		"password: '*'",
		'Authorization: Basic *',
		'Cookie: a=*',
	),
	within(random(60, 90), '-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----'),
);

/** Whether a text holds a secret, or a part of it that is long enough to help a thief. */
export function leaks(text: string | undefined, secret: string): boolean {
	const length = Math.min(secret.length, 8);
	return Array.from({ length: secret.length - length + 1 }, (_, start) =>
		secret.slice(start, start + length),
	).some((part) => text?.includes(part));
}
