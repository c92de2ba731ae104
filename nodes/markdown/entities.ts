/** U+00A0 to U+00FF in order. Source: HTML 4, "Character entity references for ISO 8859-1 characters". */
const LATIN_1 =
	'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro ' +
	'para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil ' +
	'Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave ' +
	'Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml ' +
	'igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute ' +
	'thorn yuml';

/** Each name in front of its character: what HTML needs an escape for, ASCII punctuation, typography, arrows. */
const OTHERS =
	'amp & lt < gt > quot " apos \' colon : semi ; comma , period . sol / bsol \\ lpar ( rpar ) lsqb [ lbrack [ rsqb ] ' +
	'rbrack ] lcub { lbrace { rcub } rbrace } ast * num # percnt % excl ! quest ? commat @ lowbar _ vert | verbar | ' +
	'grave ` Hat ^ plus + dollar $ equals = ndash – mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ dagger † ' +
	'Dagger ‡ bull • hellip … permil ‰ prime ′ Prime ″ lsaquo ‹ rsaquo › euro € trade ™ larr ← uarr ↑ rarr → darr ↓ ' +
	'harr ↔ rArr ⇒ ne ≠ le ≤ ge ≥ asymp ≈ minus − infin ∞ check ✓ cross ✗';

export const characters: ReadonlyMap<string, string> = new Map([
	...LATIN_1.split(' ').map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
	...[...OTHERS.matchAll(/(\S+) (\S)/g)].map(([, name = '', character = '']): [string, string] => [
		name,
		character,
	]),
	['Tab', '\t'],
	['NewLine', '\n'],
]);

/**
 * The character of one named reference such as `&amp;`; an unknown one stays. The published bundle has this in place of
 * the library `entities`, whose table of 2,231 names would be a tenth of the whole package.
 */
export function decodeHTMLStrict(reference: string): string {
	return characters.get(reference.slice(1, -1)) ?? reference;
}
