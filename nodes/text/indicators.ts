import { isPortalUrl } from './portalLinks';

/** What a text names that can be blocked or looked up; each list without repeats, in order of first appearance. */
export interface Indicators {
	ipv4: string[];
	ipv6: string[];
	domain: string[];
	url: string[];
	email: string[];
	md5: string[];
	sha1: string[];
	sha256: string[];
	cve: string[];
	attackTechnique: string[];
}

/** Notations in which nobody can click an indicator, and what they stand for. */
const DEFANGED: ReadonlyArray<[RegExp, string]> = [
	[/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, ''],
	[/[[({](?:\.|dot)[\])}]/gi, '.'],
	[/[[({](?:@|at)[\])}]/gi, '@'],
	[/\[:\/\/\]/g, '://'],
	[/\[:\]/g, ':'],
	[/\bhxxp(?=s?:)/gi, 'http'],
	[/\bfxp(?=s?:)/gi, 'ftp'],
];

/** Sources that an answer cites: they are no indicators. */
const SOURCES = new Set([
	'attack.mitre.org',
	'cve.mitre.org',
	'www.cve.org',
	'nvd.nist.gov',
	'learn.microsoft.com',
	'msrc.microsoft.com',
	'www.virustotal.com',
]);

/** Up to what ends an address in a text, in Markdown and in HTML, and up to letters of scripts without spaces. */
const URLS =
	/(?<![a-z0-9])(?:https?|ftp):\/\/[^\s<>"'`|\\^{}\u3000-\u9FFF\uAC00-\uD7AF\uFF00-\uFFEF]{1,2000}/gi;

const EMAIL = /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-]|\.\w)/gi;

/** Neither part of a longer number nor a network. */
const IPV4 =
	/(?<![\w.-])(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?![\w-]|\.\d|\/(?!32\b)\d)/g;

/** In front of four numbers: they are the version of a program. */
const VERSION =
	/(?:\b(?:v|ver\.?|versions?|build|release|firmware|agent|client|sensor|engine)[\s:=*_`]{0,4}|[a-z]\/)$/i;

/** This network, private, shared, loopback, link-local, multicast and reserved. Source: RFC 6890. */
const PRIVATE_IPV4 =
	/^(?:0|10|127|169\.254|192\.168|192\.0\.0|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|22[4-9]|2[3-5]\d)\./;

const IPV6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:]|\/\d)/gi;

/** Unspecified, loopback, unique local, link-local, multicast. Source: RFC 6890. */
const PRIVATE_IPV6 = /^(?:::1?$|f[cdf]|fe[89ab])/;

/** The top-level domain is in lower case: `System.Net` is no domain. */
const DOMAIN =
	/(?<![\w$@/\\.-])(?:[A-Za-z0-9](?:[\w-]{0,61}[A-Za-z0-9])?\.){1,8}(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})(?![\w(\\@=-]|\.\w)/g;

/** Of the generic top-level domains those that are much used, by attackers too; of countries, any two letters. */
const TOP_LEVEL = new Set(
	(
		'app arpa art asia autos bar beauty bid biz blog boats bond buzz cam cards care cfd chat click cloud club com ' +
		'community company coop cyou dev digital download edu example exchange express finance fit fun fund ' +
		'games global gov guru hair help homes hosting icu info ink int jobs lat law life link live loan lol ltd ' +
		'makeup market media men mil mobi mom money monster net news ninja one onion online org page party ' +
		'pics press pro quest racing red rest review rocks sbs science shop site skin social solutions space ' +
		'store stream studio support surf tech top trade vip wang webcam website wiki win work world wtf xyz zone'
	).split(' '),
);

/** Endings of files and abbreviations that are top-level domains of countries as well. */
const FILE_ENDINGS = new Set(
	'cc cs db do ds gz hs id is js md mm ms pl pm ps py rb rs sh so ts vb xz'.split(' '),
);

/** Products that are named like domains. */
const PRODUCTS = new Set(['ado.net', 'asp.net', 'ml.net', 'socket.io', 'vb.net']);

const HASH = /(?<![\w-])(?=\d*[a-f])(?:[a-f0-9]{64}|[a-f0-9]{40}|[a-f0-9]{32})(?![\w-])/gi;
const CVE = /(?<![\w-])CVE-\d{4}-\d{4,19}(?!\w)/gi;
const TECHNIQUE = /(?<![\w-])(T(?:1\d{3}|0[89]\d\d))(?:[./](\d{3}))?(?![\w-])/g;

/**
 * Finds indicators in a text, defanged or not, and asks nobody. It prefers to miss one to naming what is none: what it
 * names may be blocked.
 *
 * Left out: private and reserved addresses, networks, versions of programs, names of files, links to Microsoft's portals
 * and to sources such as learn.microsoft.com, internal domains such as `contoso.local`, and the domains of mail addresses.
 */
export function indicatorsIn(text: string): Indicators {
	const live = DEFANGED.reduce((result, [pattern, character]) => result.replace(pattern, character), text);
	const urls = [...live.matchAll(URLS)]
		.map(([written]) => readUrl(written))
		.filter((url) => url !== undefined);
	const email = matches(EMAIL, live.replace(URLS, ' '));
	const hosts = urls.map(({ host }) => host);
	// What is part of a URL or a mail address is not looked for again.
	const words = live.replace(URLS, ' ').replace(EMAIL, ' ');
	const hashes = matches(HASH, live);
	const ofLength = (length: number) => unique(hashes.filter((hash) => hash.length === length));
	return {
		ipv4: unique([...ipv4In(words), ...hosts.flatMap(ipv4In)]),
		ipv6: unique([...ipv6In(words), ...hosts.flatMap(ipv6In)]),
		domain: unique([...domainsIn(words), ...hosts.filter((host) => !isAddress(host))]),
		url: unique(urls.map(({ url }) => url)),
		email: unique(email),
		md5: ofLength(32),
		sha1: ofLength(40),
		sha256: ofLength(64),
		cve: unique(matches(CVE, live).map((id) => id.toUpperCase())),
		attackTechnique: unique(
			[...live.matchAll(TECHNIQUE)].map(([, id, sub]) => [id, sub].filter(Boolean).join('.')),
		),
	};
}

function unique(values: readonly string[]): string[] {
	return [...new Set(values)];
}

/** In lower case. */
function matches(pattern: RegExp, text: string): string[] {
	return [...text.matchAll(pattern)].map(([match]) => match.toLowerCase());
}

/** @returns undefined for an address that is no indicator, or none at all */
function readUrl(written: string): { url: string; host: string } | undefined {
	const url = withoutClosing(written);
	if (!URL.canParse(url)) return undefined;
	const parsed = new URL(url);
	const host = parsed.hostname.replace(/^\[|\]$/g, '');
	const isKnown = isPortalUrl(parsed) || SOURCES.has(host);
	const isPublic = isAddress(host) ? [...ipv4In(host), ...ipv6In(host)].length > 0 : isPublicName(host);
	return isKnown || !isPublic ? undefined : { url, host };
}

function isAddress(host: string): boolean {
	return host.includes(':') || /^[\d.]+$/.test(host);
}

function isPublicName(host: string): boolean {
	return (
		host.includes('.') && !/\.(?:corp|home|internal|intranet|lan|local|localdomain|localhost)$/.test(host)
	);
}

function ipv4In(text: string): string[] {
	return [...text.matchAll(IPV4)]
		.filter(({ index }) => !VERSION.test(text.slice(Math.max(0, index - 20), index)))
		.map(([address]) => address)
		.filter((address) => !PRIVATE_IPV4.test(address));
}

function ipv6In(text: string): string[] {
	return matches(IPV6, text).filter((address) => {
		const groups = address.split(':');
		const isHardwareAddress = groups.length === 8 && groups.every(({ length }) => length === 2);
		return (
			/\d/.test(address) &&
			!isHardwareAddress &&
			!PRIVATE_IPV6.test(address) &&
			URL.canParse(`http://[${address}]`)
		);
	});
}

function domainsIn(text: string): string[] {
	return matches(DOMAIN, text).filter((name) => {
		const topLevel = name.slice(name.lastIndexOf('.') + 1);
		const isCountry = topLevel.length === 2 && (!FILE_ENDINGS.has(topLevel) || name.startsWith('www.'));
		const isTopLevel = isCountry || TOP_LEVEL.has(topLevel) || topLevel.startsWith('xn--');
		return isTopLevel && !PRODUCTS.has(name) && !SOURCES.has(name);
	});
}

/** Without the punctuation of the sentence, and brackets that were opened in front of the address. */
function withoutClosing(url: string): string {
	let end = url.length;
	for (; end > 0; end--) {
		const last = url.charAt(end - 1);
		const opening = last === ')' ? '(' : last === ']' ? '[' : undefined;
		const count = (character: string) => url.slice(0, end).split(character).length;
		const isOpened = opening !== undefined && count(opening) >= count(last);
		if (isOpened || !'.,;:!?*_~)]'.includes(last)) break;
	}
	return url.slice(0, end);
}
