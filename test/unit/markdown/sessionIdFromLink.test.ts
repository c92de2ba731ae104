import fc from 'fast-check';

import { sessionIdFromLink, sessionWebUrl } from '../../../nodes/text/sessionLink';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const LINK = `https://securitycopilot.microsoft.com/sessions/${SESSION}`;

describe('sessionIdFromLink', () => {
	it.each([
		['as the portal shows it', LINK],
		['with a slash at the end', `${LINK}/`],
		['with a sharing token', `${LINK}?st=c2hhcmluZw`],
		['with a query, a token and a fragment', `${LINK}/?view=full&st=c2hhcmluZw#answer`],
		['with blanks around it', `  ${LINK}\n`],
		['with a host in capitals', LINK.replace('securitycopilot', 'SecurityCopilot')],
		['with an ID in capitals', LINK.replace(SESSION, SESSION.toUpperCase())],
		['with the usual port', LINK.replace('.com/', '.com:443/')],
	])('reads a link %s', (_how, link) => {
		expect(sessionIdFromLink(link)).toBe(SESSION);
	});

	it.each([
		['nothing', ''],
		['an ID alone', SESSION],
		['a link without a scheme', LINK.replace('https:', '')],
		['a link by http', LINK.replace('https', 'http')],
		['another host', LINK.replace('.com', '.com.evil.example')],
		['a host below it', LINK.replace('security', 'x.security')],
		['a host that looks alike', LINK.replace('securitycopilot', 'securitycopiIot')],
		['the host as a user', LINK.replace('.com/', '.com@evil.example/')],
		['a user', LINK.replace('//', '//user@')],
		['a password', LINK.replace('//', '//:word@')],
		['another port', LINK.replace('.com/', '.com:8443/')],
		['something else of the portal', LINK.replace('sessions', 'promptbooks')],
		['something below the session', `${LINK}/prompts`],
		['a path before it', LINK.replace('/sessions', '/x/sessions')],
		['two slashes', LINK.replace('/sessions', '//sessions')],
		['an ID that is too short', LINK.slice(0, -1)],
		['an ID that is too long', `${LINK}0`],
		['an ID in braces', LINK.replace(SESSION, `{${SESSION}}`)],
		['an ID in the fragment', LINK.replace('/sessions/', '/#/sessions/')],
		['two links', `${LINK} ${LINK}`],
	])('refuses %s', (_what, link) => {
		expect(sessionIdFromLink(link)).toBeUndefined();
	});

	it('gives back what sessionWebUrl was made of, whatever stands behind it', () => {
		const behind = fc.oneof(
			fc.constant(''),
			fc.webQueryParameters().map((query) => `?st=${query}`),
		);
		fc.assert(
			fc.property(fc.uuid(), behind, (id, more) => {
				expect(sessionIdFromLink(sessionWebUrl(id) + more)).toBe(id);
			}),
		);
	});

	it('never throws, and gives a GUID that stands in the link or nothing', () => {
		const near = fc
			.tuple(fc.nat(LINK.length), fc.string({ unit: 'binary', maxLength: 5 }))
			.map(([at, more]) => LINK.slice(0, at) + more + LINK.slice(at));
		fc.assert(
			fc.property(fc.oneof(near, fc.string({ unit: 'binary' }), fc.webUrl()), (link) => {
				const id = sessionIdFromLink(link);
				expect(id === undefined || link.toLowerCase().includes(id)).toBe(true);
				expect(id ?? SESSION).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
			}),
		);
	});
});

describe('sessionWebUrl', () => {
	it('stays within the portal for any ID', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (id) => {
				const { origin, search, hash } = new URL(sessionWebUrl(id));
				expect([origin, search, hash]).toEqual(['https://securitycopilot.microsoft.com', '', '']);
			}),
		);
	});
});
