/** One challenge of a `WWW-Authenticate` header. Parameter names are in lower case. */
export interface Challenge {
	scheme: string;
	parameters: ReadonlyMap<string, string>;
}

/** Headers beyond this length are cut; Graph's have a few hundred characters. */
const MAX_HEADER_LENGTH = 16_000;

/** A scheme, or a parameter with a quoted or a bare value. Bare values run to the next comma, so `=` padding stays. */
const PART = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"?|([^\s,]*)))?/g;

/**
 * Reads the challenges of a header, or of several that were joined with commas. Never throws: Graph sends
 * `authorization_uri` quoted and unquoted, and parameters that no document names.
 *
 * Source: RFC 9110, section 11.6.1; learn.microsoft.com, "Claims challenges, claims requests and client capabilities".
 */
export function readChallenges(header: string): Challenge[] {
	const challenges: Array<{ scheme: string; parameters: Map<string, string> }> = [];
	for (const [part, name = '', quoted, bare] of header.slice(0, MAX_HEADER_LENGTH).matchAll(PART)) {
		if (part === name) {
			challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
			continue;
		}
		const value = quoted?.replace(/\\([\s\S])/g, '$1') ?? bare ?? '';
		challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
	}
	return challenges;
}

/** What a claims challenge says about its reason; the claims themselves are left out. */
export interface ClaimsChallenge {
	reason: string;
}

/**
 * Finds the challenge of continuous access evaluation: the token is not expired, but must be replaced by one that
 * meets the claims.
 *
 * @returns undefined when the header asks for no claims
 */
export function findClaimsChallenge(header: string | undefined): ClaimsChallenge | undefined {
	const challenge = readChallenges(header ?? '').find(
		({ scheme, parameters }) =>
			scheme === 'bearer' && (parameters.get('error') === 'insufficient_claims' || parameters.has('claims')),
	);
	if (!challenge) return undefined;
	const { parameters } = challenge;
	return { reason: parameters.get('errordescription') ?? parameters.get('error_description') ?? '' };
}
