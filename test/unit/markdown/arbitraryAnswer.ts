import fc from 'fast-check';

/** Answers as a model writes them, with what attackers put into the incidents that they quote. */

export const SESSION_ID = '3f9a1c57-20de-4b8e-9c64-0d5b7a1e8f23';
export const SESSION_LINK = `https://securitycopilot.microsoft.com/sessions/${SESSION_ID}`;

/** Stands in every sharing token of the answers, and may come out nowhere. */
export const SECRET = 'c2VjcmV0LXNoYXJpbmctdG9rZW4';

const words = fc
	.array(
		fc.constantFrom(
			'sign-in',
			'the',
			'user',
			'risk',
			'T1078',
			'my_table',
			'C:\\Users\\pat',
			'10:42',
			'42%',
			'“ok”.',
		),
		{
			minLength: 1,
			maxLength: 12,
		},
	)
	.map((list) => list.join(' '));

const otherScripts = fc.constantFrom(
	'👩‍👩‍👧‍👦',
	'🏳️‍🌈 ',
	'e\u0301\u0302\u0303',
	'警告：異常なサインイン。',
	'تسجيل الدخول',
	'각',
	'\u202Eexe.pdf\u202C',
	'a\u200Bb',
	'\u0000',
	'\uD83D',
	'&#x202e;',
	'&#0;',
);

export const MENTIONS = [
	'<!channel>',
	'<!here|here>',
	'<@U0123ABC>',
	'<#C0123ABC>',
	'<!subteam^S0123ABC>',
	'<!date^1392734382^{date}|x>',
	'@here',
	'@everyone',
	'[~accountid:5b10ac8d82e05b22cc7d4ef5]',
	'[~kim]',
	'<at id="0">Team</at>',
];

const markup = fc.constantFrom(
	'{html}<b>x</b>{html}',
	'{code}',
	'{noformat}',
	'{color:red}x{color}',
	'{panel:title=x}',
	'!https://beacon.example/p.png!',
	'[^evil.exe]',
	'[x|https://wiki.example/]',
	'||a||b||',
	'h1. Title',
	'bq. quote',
	'----',
	'(x) :) :D (!)',
	'<script>alert(1)</script>',
	'<img src="https://beacon.example/i.png">',
	'</p></td>&lt;b&gt; &amp;amp;',
	'<a href="javascript:alert(1)">x</a>',
	'```',
	'~~~',
	'\\\\server\\share\\',
	'\\*\\_\\[\\',
	'{{ $env.TOKEN }} ={{ 1 + 1 }}',
	'=1+1',
	'| a | b |',
	'<br>',
);

export const DANGEROUS_LINKS = [
	'[run](javascript:alert(1))',
	'[run](JaVaScRiPt:alert(1))',
	'[run](java&#115;cript:alert(1))',
	'[page](data:text/html;base64,PHNjcmlwdD4=)',
	'[file](file:///etc/passwd)',
	'[vb](vbscript:msgbox)',
	'![beacon](https://beacon.example/pixel.png)',
	'[![beacon](https://beacon.example/pixel.png)](https://beacon.example)',
	'[bank](https://bank.example@phish.example/)',
	'<javascript:alert(1)>',
	'javascript:alert(1)',
];

const links = fc
	.record({
		label: fc.constantFrom(
			'docs',
			'a | b',
			'[x]',
			'a!b!',
			'**bold**',
			'`code`',
			'https://bank.example',
			'',
			'<!here>',
		),
		path: fc.constantFrom(
			'',
			'/a|b',
			'/?q=[1]&r={x}',
			'/a_b*c~d',
			"/it's",
			'/%7C',
			'/a^b@c',
			'/(x)',
			'/a\\\\b',
			'/?a=`b`',
		),
	})
	.map(({ label, path }) => `[${label}](<https://phish.example${path}>)`);

const indicators = fc.constantFrom(
	'https://phish.example/login.html?next=https://phish.example',
	'<https://phish.example>',
	'http://203.0.113.7:8080/x',
	'phish.example',
	'www.phish.example',
	'203.0.113.7',
	'2001:db8::7',
	'kim@phish.example',
	'<kim@phish.example>',
	'ftp://phish.example/x',
	'https://phish.example/a_b*c*d',
);

const sessionLinks = fc.constantFrom(
	`${SESSION_LINK}?st=${SECRET}`,
	`[session](${SESSION_LINK}?st=${SECRET})`,
	`**${SESSION_LINK}?st=${SECRET}**`,
	`<${SESSION_LINK}?st=${SECRET}>`,
	`\`${SESSION_LINK}?st=${SECRET}\``,
	`link=${SESSION_LINK}?a=b&st=${SECRET}.`,
	`https://safelinks.example/?url=${encodeURIComponent(`${SESSION_LINK}?st=${SECRET}`)}`,
);

const punctuation = fc.string({ unit: fc.constantFrom(...'*_~`[]()<>!|\\#{}-+^?:&;"\' a\n'), maxLength: 20 });

const plainInline = fc.oneof(
	{ weight: 4, arbitrary: words },
	otherScripts,
	fc.constantFrom(...MENTIONS),
	markup,
	fc.constantFrom(...DANGEROUS_LINKS),
	links,
	indicators,
	sessionLinks,
	punctuation,
);

const inline = fc.oneof(
	{ weight: 3, arbitrary: plainInline },
	fc
		.tuple(fc.constantFrom('**', '*', '~~', '`', '***'), plainInline)
		.map(([mark, text]) => mark + text + mark),
);

const line = fc
	.array(inline, { minLength: 1, maxLength: 6 })
	.chain((parts) => fc.constantFrom(' ', '').map((glue) => parts.join(glue)));

const oneLine = line.map((text) => text.replaceAll('\n', ' '));

const table = fc.integer({ min: 1, max: 4 }).chain((columns) => {
	const row = fc
		.array(oneLine, { minLength: columns, maxLength: columns })
		.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
	return fc
		.tuple(row, fc.array(row, { maxLength: 8 }))
		.map(([header, rows]) => [header, `|${'---|'.repeat(columns)}`, ...rows].join('\n'));
});

const { block } = fc.letrec<{ block: string }>((tie) => ({
	block: fc.oneof(
		{ maxDepth: 3 },
		fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
		fc.tuple(fc.integer({ min: 1, max: 6 }), oneLine).map(([level, text]) => `${'#'.repeat(level)} ${text}`),
		fc.array(line, { maxLength: 5 }).map((lines) => `\`\`\`kql\n${lines.join('\n')}\n\`\`\``),
		table,
		fc.constantFrom('---', '```\nopen', ''),
		tie('block').map((text) => text.replace(/^/gm, '> ')),
		fc
			.tuple(
				fc.constantFrom('- ', '- [ ] ', '- [x] ', '1. ', '3. '),
				fc.array(tie('block'), { minLength: 1, maxLength: 4 }),
			)
			.map(([bullet, items]) => {
				const indentation = ' '.repeat(bullet.startsWith('-') ? 2 : 3);
				return items.map((item) => bullet + item.replaceAll('\n', `\n${indentation}`)).join('\n');
			}),
	),
}));

/** Markdown from a few words to several thousand characters. */
export const arbitraryMarkdown = fc.oneof(
	{ weight: 6, arbitrary: fc.array(block, { maxLength: 8 }).map((blocks) => blocks.join('\n\n')) },
	{
		weight: 1,
		arbitrary: fc.array(block, { minLength: 20, maxLength: 40 }).map((blocks) => blocks.join('\n\n')),
	},
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
);
