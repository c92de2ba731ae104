import { portalLinksIn } from '../text/portalLinks';

/**
 * Indicators that nobody can click by mistake: `hxxps://evil[.]example`, `203[.]0[.]113[.]7`, `a[@]evil[.]example`.
 * The notation is what security people write by hand, so they and their tools read it back.
 */

/** `evil.example`, and also `report.docx`: names joined by dots. */
const DOTTED_NAME = /(?<![\p{L}\p{M}\p{N}_-])[\p{L}\p{M}\p{N}_-]+(?:[.\uFF0E\uFF61][\p{L}\p{M}\p{N}_-]+)+/gu;

const DOT = /[.\uFF0E\uFF61]/g;

/** Letters, or `xn--…` for other scripts. What a hyphen joins to it is no longer part of the name. */
const TOP_LEVEL = /^(?:\p{L}[\p{L}\p{M}]{1,62}|xn--[a-z0-9-]{1,59})(?![\p{L}\p{M}\p{N}])/iu;

/** Endings of file names that are no top-level domains, so that an answer about files stays readable. */
const FILE_ENDINGS = new Set(
	(
		'asp aspx bat bin bmp cfg cmd conf config csv dat dll dmp doc docm docx eml evtx exe gif gz hta htm html ini ' +
		'iso jar jpeg jpg js json jsp kql lnk log msg msi pdf php png ppt pptx ps reg rtf sqlite svg sys tar tmp ts txt ' +
		'vbs vhd vhdx xls xlsm xlsx xml yaml yml'
	).split(' '),
);

const IPV4 = /\d{1,3}(?:\.\d{1,3}){3}/g;

/** Eight groups of hexadecimal digits, or fewer around `::`. */
const IPV6 = /(?<![\p{L}\p{N}:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\p{L}\p{N}:])/giu;

// Also where something stands right in front of them: programs differ in what they take for the start of an address.
const WEB_SCHEME = /http(s?):\/\//gi;
const FTP_SCHEME = /(?<![a-z])ftp(s?):\/\//gi;
const OTHER_SCHEME = /(?<=[a-z0-9])(?<!(?:hxxp|fxp)s?):(?=\/\/)/gi;
const MAIL_SCHEME = /mailto:/gi;

const AT_OF_ADDRESS = /(?<=[\p{L}\p{N}._%+-])@(?=[\p{L}\p{N}[-])/gu;

/**
 * Writes addresses, domains, IP addresses and mail addresses so that no program makes them clickable.
 * Links to Microsoft's portals stay, without a sharing token. Applied again, it changes nothing.
 *
 * A name is taken for a domain where it could be one: without the list of all top-level domains, `Node.Name` is
 * written `Node[.]Name`. Names of files with a usual ending are left alone.
 */
export function defang(text: string): string {
	let result = '';
	let done = 0;
	for (const { url, start, end } of portalLinksIn(text)) {
		result += defangAll(text.slice(done, start)) + url;
		done = end;
	}
	return result + defangAll(text.slice(done));
}

function defangAll(text: string): string {
	return text
		.replace(WEB_SCHEME, 'hxxp$1://')
		.replace(FTP_SCHEME, 'fxp$1://')
		.replace(OTHER_SCHEME, '[:]')
		.replace(MAIL_SCHEME, 'mailto[:]')
		.replace(IPV6, defangIpv6)
		.replace(AT_OF_ADDRESS, '[@]')
		.replace(IPV4, (address) => address.replace(DOT, '[.]'))
		.replace(DOTTED_NAME, (name) => (isDomain(name) ? name.replace(DOT, '[.]') : name));
}

/** The domains that a text names, in lower case. */
export function domainsIn(text: string): string[] {
	return [...text.matchAll(DOTTED_NAME)].map(([name]) => name.toLowerCase()).filter(isDomain);
}

/** Whether some program would make a link of the name, or of its first part as in `evil.example.7`. */
function isDomain(name: string): boolean {
	return name
		.split(DOT)
		.slice(1)
		.some((label) => {
			const topLevel = TOP_LEVEL.exec(label)?.[0];
			return topLevel !== undefined && !FILE_ENDINGS.has(topLevel.toLowerCase());
		});
}

function defangIpv6(text: string): string {
	const groups = text.split(':');
	const isAddress = (groups.length === 8 || text.includes('::')) && /[0-9a-f]/i.test(text);
	return isAddress ? groups.join('[:]') : text;
}
