import fc from 'fast-check';

import { ForeignLinkError, sameOriginLink } from '../../../nodes/graph/origin';

const BASE = 'https://graph.microsoft.com';
const LIST = `${BASE}/beta/security/securityCopilot/workspaces/default/sessions`;

const follow = (link: string) => sameOriginLink(link, LIST, 'The next page');

/** What is followed; what stands in for it where the link is refused. Other errors pass. */
function followedOr(standIn: string, link: string): string {
	try {
		return follow(link);
	} catch (error) {
		if (error instanceof ForeignLinkError) return standIn;
		throw error;
	}
}

describe('sameOriginLink', () => {
	it.each([
		['an absolute link', `${LIST}?$skiptoken=a%2Fb+c`],
		['a link in another case', `${BASE}/BETA/Security/SECURITYCOPILOT/workspaces`],
		['a link with the usual port', `${BASE}:443/beta/security/securityCopilot/workspaces`],
		['a link with the host in capitals', LIST.replace('graph', 'GRAPH')],
		['a link with a fragment', `${LIST}#x`],
	])('hands on %s as it stands', (_what, link) => {
		expect(follow(link)).toBe(link);
	});

	it.each([
		['?$skiptoken=a', `${LIST}?$skiptoken=a`],
		['sessions?$skiptoken=a', `${LIST}?$skiptoken=a`],
		[
			'/beta/security/securityCopilot/workspaces?$skiptoken=a',
			`${BASE}/beta/security/securityCopilot/workspaces?$skiptoken=a`,
		],
		['//graph.microsoft.com/beta/security/securityCopilot/', `${BASE}/beta/security/securityCopilot/`],
	])('completes the relative link %s', (link, complete) => {
		expect(follow(link)).toBe(complete);
	});

	it.each([
		['another host', LIST.replace('graph.', 'evil.')],
		['a host below it', LIST.replace('graph', 'x.graph')],
		['a host that goes on', LIST.replace('.com', '.com.evil.example')],
		['another port', LIST.replace('.com', '.com:8443')],
		['http', LIST.replace('https', 'http')],
		['another scheme', 'javascript:alert(1)'],
		[
			'a host without slashes, which a parser with a base takes for a path',
			LIST.replace('//graph.microsoft', 'evil'),
		],
		['its own host without slashes', LIST.replace('//', '')],
		['a host behind one slash', LIST.replace('//graph.microsoft', '/evil')],
		['a user', LIST.replace('//', '//user@')],
		['an empty user with a password', LIST.replace('//', '//:word@')],
		['the host as a user', LIST.replace('.com/', '.com@evil.example/')],
		['a backslash', LIST.replace('.com/', '.com\\.evil.example/')],
		['a blank before it', ` ${LIST}`],
		['a tab within', LIST.replace('graph', 'gr\taph')],
		['a line break', `${LIST}\r\nX: 1`],
		['another part of Graph', `${BASE}/beta/users`],
		['another version', LIST.replace('beta', 'v1.0')],
		['a path that climbs', `${BASE}/beta/security/securityCopilot/../../users`],
		['an encoded path that climbs', `${BASE}/beta/security/securityCopilot/%2e%2E/%2e./users`],
		['a path that only begins alike', `${BASE}/beta/security/securityCopilots`],
		['two slashes', `${BASE}//beta/security/securityCopilot/workspaces`],
		[
			'a host within a path that comes back',
			`${BASE}/beta//evil.example/../../security/securityCopilot/workspaces`,
		],
		['a path that comes back', `${BASE}/beta/x/../security/securityCopilot/workspaces`],
		['a relative path that comes back', '/beta//evil.example/../../security/securityCopilot/workspaces'],
		['a relative path that climbs', '../default/sessions'],
		['a relative path with an encoded dot', './%2e/sessions'],
		['a dot within', `${BASE}/beta/security/./securityCopilot/workspaces`],
		['two encoded dots that come back', `${BASE}/beta/x/%2e%2E/security/securityCopilot/workspaces`],
		['two slashes within', `${BASE}/beta/security/securityCopilot//workspaces`],
		['an encoded slash', `${BASE}/beta/security/securityCopilot/a%2fb`],
		['dots that are encoded twice', `${BASE}/beta/security/securityCopilot/%252e%252e/users`],
		['a path that is yet to be encoded', `${BASE}/beta/security/securityCopilot/\u00e4`],
		[
			'a host of its own with a path that comes back',
			`//graph.microsoft.com/x/../beta/security/securityCopilot/`,
		],
		['nothing to parse', 'https://'],
	])('refuses %s', (_what, link) => {
		expect(() => follow(link)).toThrow(ForeignLinkError);
	});

	it('names the host in its message, and nothing that may be a secret', () => {
		const link = `https://user:word@evil.example/beta?token=secret#part`;
		expect(() => follow(link)).toThrow(/evil\.example/);
		expect(() => follow(link)).toThrow(/^(?!.*(?:word|secret|part))/);
		expect(() => follow(link.replace('user:word@', ''))).toThrow(/^(?!.*(?:secret|part))/);
	});

	it('lets nothing through but what a client would send to the same origin below Security Copilot', () => {
		const spoiled = fc
			.tuple(
				fc.constantFrom(LIST, `${LIST}?$skiptoken=a`, '/beta/security/securityCopilot/workspaces', '?a'),
				fc.nat(),
				fc.oneof(
					fc.string({ unit: 'binary', maxLength: 4 }),
					fc.constantFrom(
						'/',
						'//',
						'\\',
						'@',
						'@evil.example',
						'/..',
						'/%2e%2e',
						'/x/..',
						'/./',
						'//evil.example/../..',
						'/%2E',
						'%252e%252e/',
						'%2f',
						'\u00e4',
						':1',
						'#',
						'?',
						'.evil',
						'\n',
						'\t',
					),
				),
			)
			.map(([link, at, more]) => {
				const position = at % (link.length + 1);
				return link.slice(0, position) + more + link.slice(position);
			});
		const anyLink = fc.oneof(spoiled, spoiled, fc.webUrl(), fc.string({ unit: 'binary' }), fc.webPath());
		fc.assert(
			fc.property(anyLink, (link) => {
				const followed = followedOr(LIST, link);
				const url = new URL(followed);
				// Without a base, as whoever sends it reads it.
				expect([url.origin, url.username, url.password]).toEqual([BASE, '', '']);
				expect(`${url.pathname}/`.toLowerCase()).toMatch(/^\/beta\/security\/securitycopilot\//);
				// As text too, for whoever does not read it as URL does.
				const [, written] = /^https:\/\/graph\.microsoft\.com(?::443)?(\/[^?#]*)/i.exec(followed) ?? [];
				expect(written).toBe(url.pathname);
				expect(written).not.toMatch(/\/\/|\/\.{1,2}(?:\/|$)|%(?:25)*(?:2e|2f|5c)/i);
			}),
			{ numRuns: 2_000 },
		);
	});
});
