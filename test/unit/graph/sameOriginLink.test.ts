import fc from 'fast-check';
import { UnexpectedAnswerError } from '../../../nodes/graph/errors';
import { sameOriginLink } from '../../../nodes/graph/paths';

const BASE = 'https://graph.microsoft.com';
const LIST = `${BASE}/beta/security/securityCopilot/workspaces/default/sessions`;

const follow = (link: string) => sameOriginLink(link, LIST);

/** What is followed; what stands in for it where the link is refused. Other errors pass. */
function followedOr(standIn: string, link: string): string {
	try {
		return follow(link);
	} catch (error) {
		if (error instanceof UnexpectedAnswerError) return standIn;
		throw error;
	}
}

describe('A next link', () => {
	it.each([
		['absolute', `${LIST}?$skiptoken=a%2Fb+c`, `${LIST}?$skiptoken=a%2Fb+c`],
		['in another case', LIST.replace('graph', 'GRAPH').replace('beta', 'BETA'), LIST.replace('beta', 'BETA')],
		['with the usual port', LIST.replace('.com', '.com:443'), LIST],
		['relative', '?$skiptoken=a', `${LIST}?$skiptoken=a`],
		['relative to the host', '/beta/security/securityCopilot/x', `${BASE}/beta/security/securityCopilot/x`],
	])('that is %s is followed', (_what, link, followed) => {
		expect(follow(link)).toBe(followed);
	});

	it('that leads anywhere else is refused', () => {
		const links = {
			'another host': LIST.replace('graph.', 'evil.'),
			'a host that goes on': LIST.replace('.com', '.com.evil.example'),
			'another host without a scheme': LIST.replace('https://graph', '//evil'),
			'another port': LIST.replace('.com', '.com:8443'),
			http: LIST.replace('https', 'http'),
			'another scheme': 'javascript:alert(1)',
			'a user': LIST.replace('//', '//user:word@'),
			'the host as a user': LIST.replace('.com/', '.com@evil.example/'),
			'another part of Graph': `${BASE}/beta/users`,
			'a path that climbs': `${BASE}/beta/security/securityCopilot/../../users`,
			'a path that climbs, encoded': `${BASE}/beta/security/securityCopilot/%2e%2E/%2e./users`,
			'a path that begins alike': `${BASE}/beta/security/securityCopilots`,
			'no address': 'https://',
		};
		const followed = Object.entries(links).filter(([, link]) => followedOr('refused', link) !== 'refused');
		expect(followed).toEqual([]);
	});

	it('is refused with its host, and nothing that may be a secret', () => {
		const link = `https://user:word@evil.example/beta?token=secret#part`;
		expect(() => follow(link)).toThrow(/evil\.example/);
		expect(() => follow(link)).toThrow(/^(?!.*(?:word|secret|part))/);
	});

	it('is followed only on the same origin, below Security Copilot, whatever the text', () => {
		const spoiled = fc
			.tuple(
				fc.nat(),
				fc.constantFrom('/', '\\', '@evil.example', '/..', '/%2e%2e', ':1', '.evil', '\n', '#'),
			)
			.map(([at, more]) => `${LIST.slice(0, at % LIST.length)}${more}${LIST.slice(at % LIST.length)}`);
		fc.assert(
			fc.property(fc.oneof(spoiled, fc.webUrl(), fc.string({ unit: 'binary' })), (link) => {
				const followed = followedOr(LIST, link);
				const url = new URL(followed);
				expect([url.origin, url.username, url.password]).toEqual([BASE, '', '']);
				expect(url.pathname.toLowerCase()).toMatch(/^\/beta\/security\/securitycopilot\//);
			}),
			{ numRuns: 1_000 },
		);
	});
});
