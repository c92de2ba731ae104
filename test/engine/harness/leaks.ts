import { inspect } from 'node:util';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Emulator, RecordedRequest } from '../../emulator';

/** Fields whose values nobody but n8n and Entra may see. */
const SECRET_FIELDS = [
	'access_token',
	'refresh_token',
	'id_token',
	'code',
	'code_verifier',
	'client_secret',
	'client_assertion',
	'clientSecret',
	'privateKey',
	'claims',
];

/**
 * Names the secrets that show anywhere in a value: in texts, errors and their causes, names of properties, also in
 * what JSON leaves out.
 *
 * @param credential as it is stored, its token included
 */
export function leaksIn(
	value: unknown,
	{ entra, graph }: Emulator,
	credential: ICredentialDataDecryptedObject,
): string[] {
	const shown = shownText(value);
	const { oauthTokenData } = credential;
	const exchanged = entra.requests.flatMap(({ body, answer }: RecordedRequest) => [body, answer]);
	const claims = graph.requests.flatMap(({ challenge }) => claimsIn(challenge));
	return [credential, oauthTokenData, ...exchanged, ...claims].flatMap((holder) =>
		secretsIn(holder)
			.filter(([, secret]) => shown.includes(secret))
			.map(([name]) => name),
	);
}

/** Everything in a value as one text. */
export function shownText(value: unknown): string {
	return inspect(value, {
		depth: Infinity,
		maxArrayLength: Infinity,
		maxStringLength: Infinity,
		breakLength: Infinity,
		showHidden: true,
	});
}

/** What a claims challenge asks for, in base64 as it came and in clear: it tells of a company's policies. */
function claimsIn(challenge = ''): object[] {
	return [...challenge.matchAll(/\bclaims="?([^",\s=]+)/gi)].flatMap(([, encoded = '']) => [
		{ claims: encoded },
		{ claims: Buffer.from(encoded, 'base64').toString('utf8') },
	]);
}

function secretsIn(holder: unknown): Array<[name: string, secret: string]> {
	if (typeof holder !== 'object' || holder === null) return [];
	return Object.entries(holder).flatMap(([name, secret]): Array<[string, string]> => {
		if (!SECRET_FIELDS.includes(name) || typeof secret !== 'string' || secret === '') return [];
		// Of a PEM one line will do: line breaks may be written in several ways.
		return [[name, secret.split('\n')[1] ?? secret]];
	});
}
