import fc from 'fast-check';
import type { Block, Inline } from '../../../nodes/markdown/document';
import { parseAnswer } from '../../../nodes/markdown/parse';
import { sanitize } from '../../../nodes/markdown/sanitize';
import { sanitizeCode, sanitizeText } from '../../../nodes/markdown/sanitizeText';
import { SECRET, SESSION_LINK, arbitraryMarkdown } from './arbitraryAnswer';

const Z = '\u200B';

function inlinesOf(markdown: string, { defang = false } = {}): Inline[] {
	const [block] = sanitize(parseAnswer(markdown), { defang });
	return block?.type === 'paragraph' ? block.children : [];
}

describe('sanitizeText', () => {
	it.each([
		['<!channel> <!here|x>', `<${Z}!channel> <${Z}!here|x>`],
		['<@U0123> <#C0123> <!subteam^S0>', `<${Z}@U0123> <${Z}#C0123> <${Z}!subteam^S0>`],
		['<at id="0">Team</at> <AT>', `<${Z}at id="0">Team<${Z}/at> <${Z}AT>`],
		['[~accountid:5b] [~kim]', `[${Z}~accountid:5b] [${Z}~kim]`],
		['@here, @Channel! @everyone', `@${Z}here, @${Z}Channel! @${Z}everyone`],
		['javascript:alert(1) VBScript:x', 'javascript[:]alert(1) VBScript[:]x'],
		['data:text/html;base64,x file:///etc/passwd', 'data[:]text/html;base64,x file[:]///etc/passwd'],
		['safe\u202Efdp.exe\u202C a\u200Bb \u2066c\u2069 d\u00ADe \u{E0041}f', 'safefdp.exe ab c de f'],
		['a\u0000b\u0007c\u007Fd\u0085e', 'abcde'],
		[`link=${SESSION_LINK}?st=${SECRET}&x=1 end`, `link=${SESSION_LINK} end`],
		[`${SESSION_LINK}#st=${SECRET}`, SESSION_LINK],
		[
			`https://safe.example/?u=${encodeURIComponent(`${SESSION_LINK}?st=${SECRET}`)}`,
			`https://safe.example/?u=${encodeURIComponent(SESSION_LINK)}`,
		],
	])('writes %j as %j', (text, harmless) => {
		expect(sanitizeText(text, { defang: false })).toBe(harmless);
	});

	it.each([
		'Data: 5 MB, file: report.docx',
		'if a < b and c > d: <b>',
		'kim@herbs.example, kim@here.example',
		'👩‍👩‍👧‍👦 ❤️ نمی‌شود',
		'line\n\tindented',
		'Did you open securitycopilot.microsoft.com? Yes & no',
	])('leaves %j alone', (text) => {
		expect(sanitizeText(text, { defang: false })).toBe(text);
	});

	it('changes nothing when applied again', () => {
		fc.assert(
			fc.property(
				fc.oneof(arbitraryMarkdown, fc.string({ unit: 'binary' })),
				fc.boolean(),
				(text, defang) => {
					const once = sanitizeText(text, { defang });
					expect(sanitizeText(once, { defang })).toBe(once);
				},
			),
			{ numRuns: 300 },
		);
	});

	it.each(['securitycopilot.microsoft.com', '<', '@', '[~', 'javascript:', 'data:', 'a\u0301'])(
		'takes 300 kB of %j before the test times out',
		(unit) => {
			expect(sanitizeText(unit.repeat(300_000 / unit.length), { defang: false }).length).toBeGreaterThan(0);
		},
	);
});

describe('sanitizeCode', () => {
	it.each([
		'\\\\DC01\\ADMIN$',
		'<!channel> [~kim] @here javascript:alert(1) file://dc01/x',
		'https://phish.example/a_b',
	])('leaves %j exact', (code) => {
		expect(sanitizeCode(code, { defang: false })).toBe(code);
	});

	it('takes out what is hidden and what opens a session, and defangs on wish', () => {
		const code = `a\u200Bb \u202Ec ${SESSION_LINK}?st=${SECRET} https://phish.example`;
		expect(sanitizeCode(code, { defang: false })).toBe(`ab c ${SESSION_LINK} https://phish.example`);
		expect(sanitizeCode(code, { defang: true })).toBe(`ab c ${SESSION_LINK} hxxps://phish[.]example`);
	});
});

describe('sanitize', () => {
	const text = (value: string) => ({ type: 'text', value });
	const link = (url: string, ...children: unknown[]) => ({ type: 'link', url, children });

	it.each([
		['keeps a link to the web', '[a](https://x.example/y)', [link('https://x.example/y', text('a'))]],
		[
			'writes the host of a link as it is resolved',
			'[a](https://bücher.example)',
			[link('https://xn--bcher-kva.example/', text('a'))],
		],
		[
			'encodes what is markup elsewhere',
			'[a](<https://x.example/a|b?c=[d]{e}^f>)',
			[link('https://x.example/a%7Cb?c=%5Bd%5D%7Be%7D%5Ef', text('a'))],
		],
		[
			'gives a link without words its host',
			'[](https://x.example/y)',
			[link('https://x.example/y', text('x.example'))],
		],
		['removes a script', '[a](javascript:alert(1))', [text('a (link removed)')]],
		[
			'removes a script that is spelled differently',
			'[a](JAVA&#115;cript&colon;alert(1))',
			[text('a (link removed)')],
		],
		['removes data', '[a](data:text/html,x)', [text('a (link removed)')]],
		['removes a file', '[a](file:///etc/passwd)', [text('a (link removed)')]],
		[
			'removes user info that looks like a host',
			'[a](https://bank.example@phish.example/)',
			[text('a (link removed)')],
		],
		['leaves the words of a relative link', '[a](/b)', [text('a')]],
		['leaves the words of an anchor', '[a](#b)', [text('a')]],
		['writes a mail address out', '[a](mailto:kim@x.example?subject=y)', [text('a (kim@x.example)')]],
		['writes a mail address once', '[kim@x.example](mailto:kim@x.example)', [text('kim@x.example')]],
		['writes an IPv6 address out', '[a](http://[2001:db8::7]/)', [text('a (http://[2001:db8::7]/)')]],
		[
			'drops a link that is too long',
			`[a](https://x.example/${'y'.repeat(2_000)})`,
			[text('a (link too long)')],
		],
		[
			'shows where a link leads whose words name another host',
			'[bank.example](https://phish.example/bank.example)',
			[link('https://phish.example/bank.example', text('bank.example (phish.example)'))],
		],
		[
			'shows it also for a longer host',
			'[bank.example](https://bank.example.phish.example)',
			[link('https://bank.example.phish.example/', text('bank.example (bank.example.phish.example)'))],
		],
		[
			'trusts the domain of the host',
			'[bank.example](https://login.bank.example)',
			[link('https://login.bank.example/', text('bank.example'))],
		],
		[
			'cleans a link to a session',
			`[a](${SESSION_LINK.toUpperCase()}?st=${SECRET})`,
			[link(SESSION_LINK, text('a'))],
		],
		[
			'cleans a link to another place in the portal',
			`[a](https://securitycopilot.microsoft.com/x?st=${SECRET})`,
			[link('https://securitycopilot.microsoft.com/x', text('a'))],
		],
		[
			'links a bare address of a portal, and no other',
			'See https://security.microsoft.com/incidents/7?tid=1. https://x.example',
			[
				text('See '),
				link(
					'https://security.microsoft.com/incidents/7?tid=1',
					text('https://security.microsoft.com/incidents/7?tid=1'),
				),
				text('. https://x.example'),
			],
		],
		[
			'puts no link into a link',
			`[a ${SESSION_LINK}](https://x.example/)`,
			[link('https://x.example/', text(`a ${SESSION_LINK} (x.example)`))],
		],
		['describes an image', 'a ![b *c*](https://x.example/p.png)', [text('a (image: b c)')]],
		['mentions an image without a description', '![](https://x.example/p.png)', [text('(image)')]],
		[
			'keeps the link around an image',
			'[![b](https://x.example/p.png)](https://y.example/)',
			[link('https://y.example/', text('(image: b)'))],
		],
		['puts a line break of an entity in its place', 'a&#10;b', [text('a b')]],
		['drops what is invisible', '**\u202E** a', [text('a')]],
		['judges words together that stood apart in a link', '@[here](#b)', [text(`@${Z}here`)]],
		['makes nothing strong twice', '**a __b__**', [{ type: 'strong', children: [text('a b')] }]],
	])('%s', (_, markdown, expected) => {
		expect(inlinesOf(markdown)).toEqual(expected);
	});

	it.each([
		['[a](https://x.example/y)', [text('a (hxxps://x[.]example/y)')]],
		['[https://x.example](https://x.example)', [text('hxxps://x[.]example')]],
		['[x.example](https://phish.example)', [text('x[.]example (hxxps://phish[.]example/)')]],
		['`x.example`', [{ type: 'code', value: 'x[.]example' }]],
		['x[.example](#y)', [text('x[.]example')]],
		['[kim@x.example](mailto:kim@x.example)', [text('kim[@]x[.]example')]],
		['[a](mailto:kim@x.example)', [text('a (kim[@]x[.]example)')]],
		[`[a](${SESSION_LINK}?st=${SECRET})`, [link(SESSION_LINK, text('a'))]],
		['[a](https://portal.azure.com/#view/b)', [link('https://portal.azure.com/#view/b', text('a'))]],
		[
			'[a](https://security.microsoft.com.x.example)',
			[text('a (hxxps://security[.]microsoft[.]com[.]x[.]example/)')],
		],
	])('defangs %s', (markdown, expected) => {
		expect(inlinesOf(markdown, { defang: true })).toEqual(expected);
	});

	it('reaches every block', () => {
		const markdown = '# @here\n\n> - @here\n>\n\n| @here |\n|---|\n| @here |';
		const json = JSON.stringify(sanitize(parseAnswer(markdown), { defang: false }));
		expect(json.match(/@\u200Bhere/g)).toHaveLength(4);
		expect(json).not.toContain('@here');
	});

	it('lets no live address, token or invisible character through, whatever the answer', () => {
		const addresses = (blocks: Block[]): string[] =>
			[...JSON.stringify(blocks).matchAll(/"url":"([^"]*)"/g)].map(([, url = '']) => url);
		fc.assert(
			fc.property(arbitraryMarkdown, fc.boolean(), (markdown, defang) => {
				const blocks = sanitize(parseAnswer(markdown), { defang });
				const json = JSON.stringify(blocks);
				expect(json).not.toContain(SECRET);
				expect(json).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u00AD\uFEFF]/);
				expect(json.isWellFormed()).toBe(true);
				for (const url of addresses(blocks))
					expect(url).toMatch(
						defang
							? /^https:\/\/securitycopilot\.microsoft\.com\/sessions\/[0-9a-f-]{36}$/ // the one portal of these answers
							: /^https?:\/\/[^\s|[\]{}<>"`^\\]+$/,
					);
			}),
		);
	});
});
