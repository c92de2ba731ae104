import fc from 'fast-check';
import { defang, domainsIn } from '../../../nodes/markdown/defang';
import { SESSION_LINK, arbitraryMarkdown } from './arbitraryAnswer';

describe('defang', () => {
	it.each([
		['https://phish.example/a.b?c=d', 'hxxps://phish[.]example/a.b?c=d'],
		['HTTP://Phish.Example:8080', 'hxxp://Phish[.]Example:8080'],
		['http://intranet/x', 'hxxp://intranet/x'],
		['https://a.example/?next=https://b.example/', 'hxxps://a[.]example/?next=hxxps://b[.]example/'],
		['ftp://files.example', 'fxp://files[.]example'],
		['ldap://dc.example:389', 'ldap[:]//dc[.]example:389'],
		['mailto:kim@phish.example', 'mailto[:]kim[@]phish[.]example'],
		['kim.akers@phish.example', 'kim[.]akers[@]phish[.]example'],
		['www.phish.example.', 'www[.]phish[.]example.'],
		['phish.example/login.html', 'phish[.]example/login.html'],
		['xn--bcher-kva.example', 'xn--bcher-kva[.]example'],
		['пример.рф', 'пример[.]рф'],
		['phish．example', 'phish[.]example'],
		['203.0.113.7:443, 203.0.113.0/24', '203[.]0[.]113[.]7:443, 203[.]0[.]113[.]0/24'],
		['http://203.0.113.7/', 'hxxp://203[.]0[.]113[.]7/'],
		['2001:db8::7', '2001[:]db8[:][:]7'],
		['2001:db8:0:0:0:0:0:7', '2001[:]db8[:]0[:]0[:]0[:]0[:]0[:]7'],
		['http://[2001:db8::7]/', 'hxxp://[2001[:]db8[:][:]7]/'],
		['phish.example-and-more', 'phish[.]example-and-more'],
		['invoice.phish.exe', 'invoice[.]phish[.]exe'],
	])('writes %s as %s', (live, dead) => {
		expect(defang(live)).toBe(dead);
	});

	it.each([
		'report.docx and setup.exe',
		'at 10:42:17, 42.5% of v1.2.3',
		'e.g. this, i.e. that',
		'The end. Next sentence... and so on.',
		'aa:bb:cc:dd:ee:ff',
		'std::vector',
		'@here and key: value',
		`Session ${SESSION_LINK}.`,
		`(${SESSION_LINK})`,
		'https://security.microsoft.com/incidents/7 and https://portal.azure.com/#view/x.',
	])('leaves %j alone', (text) => {
		expect(defang(text)).toBe(text);
	});

	it.each([
		'https://security.microsoft.com.x.example/',
		'https://security.microsoft.com@x.example/',
		'https://security.microsoft.com\\@x.example/',
		'https://security.microsoft.com/?next=https://x.example/',
		'http://security.microsoft.com/',
		'https://x.example/?next=https://security.microsoft.com/',
	])('takes no other address for a portal: %s', (text) => {
		expect(defang(text)).not.toMatch(/https?:/);
	});

	it('leaves nothing alive beside a session link, and drops its token', () => {
		expect(defang(`https://a.example ${SESSION_LINK}?st=x, b.example`)).toBe(
			`hxxps://a[.]example ${SESSION_LINK}, b[.]example`,
		);
	});

	it('changes nothing when applied again', () => {
		const indicators = fc.string({
			unit: fc.constantFrom(...'ahtpsfx:/.@-[]0127', 'http', '://', '.com', '::', 'é', ' '),
		});
		fc.assert(
			fc.property(fc.oneof(indicators, arbitraryMarkdown), (text) => {
				const once = defang(text);
				expect(defang(once)).toBe(once);
			}),
			{ numRuns: 500 },
		);
	});

	it('leaves no scheme, no mail address, no IP address and no domain of any label', () => {
		const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/);
		const indicator = fc
			.tuple(
				fc.constantFrom('', 'https://', 'http://', 'ftp://', 'kim@'),
				label,
				fc.constantFrom('.com', '.example', '.co.uk', '.zip'),
			)
			.map((parts) => parts.join(''));
		const address = fc.ipV4();
		fc.assert(
			fc.property(
				fc.array(fc.oneof(indicator, address), { minLength: 1 }),
				fc.constantFrom(' ', ', ', '\n', ' | ', '> <'),
				(list, glue) => {
					const text = defang(list.join(glue));
					expect(text).not.toMatch(/https?:|ftp:|[^[]@|\w\.\w/);
					expect(
						text.replaceAll('hxxp', 'http').replaceAll('fxp', 'ftp').replaceAll('[', '').replaceAll(']', ''),
					).toBe(list.join(glue));
				},
			),
		);
	});

	it.each(['a', 'a.', '1.', ':', 'a:', '@', 'a@b.', 'http://', 'dead:'])(
		'takes 300 kB of %j before the test times out',
		(unit) => {
			expect(defang(unit.repeat(300_000 / unit.length)).length).toBeGreaterThan(0);
		},
	);
});

describe('domainsIn', () => {
	it.each([
		['Sign in at Login.Contoso.com', ['login.contoso.com']],
		['https://a.example/b.html and kim@b.example', ['a.example', 'b.example']],
		['the report.docx', []],
		['version 1.2.3', []],
	])('finds in %j %j', (text, domains) => {
		expect(domainsIn(text)).toEqual(domains);
	});
});
