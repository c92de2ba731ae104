import type { Indicators } from '../../../nodes/text/indicators';

/** Answers as Security Copilot writes them, and every indicator in them. */
export const ANSWERS: ReadonlyArray<[string, Partial<Indicators>]> = [
	[
		'The sign-in of **adele@contoso.com** came from 203.0.113.44 (Tor exit), then 198.51.100.7:443.',
		{ email: ['adele@contoso.com'], ipv4: ['203.0.113.44', '198.51.100.7'] },
	],
	[
		'OS version 10.0.19045.3803, sensor 4.18.2.1, Chrome/120.0.6099.130, agent version 8.1.2.3 and v2.3.4.5.',
		{},
	],
	['Edge 121.0.2277.83 runs on build 22631.3007; OpenSSL 3.0.2 and log4j 2.14.1.', {}],
	['OID 1.3.6.1.4.1.311.20.2.3 in section 4.1.2.3.5 of the report.', {}],
	[
		'| File | SHA-256 |\n|---|---|\n| invoice.docm | 275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f |',
		{ sha256: ['275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f'] },
	],
	[
		'MD5 44D88612FEA8A8F36DE82E1278ABB02F, SHA1 3395856ce81f2b7382dee72602f798b642f14140.',
		{ md5: ['44d88612fea8a8f36de82e1278abb02f'], sha1: ['3395856ce81f2b7382dee72602f798b642f14140'] },
	],
	['Correlation ID 7b9d6a46-5d0f-4d0c-a2a0-0a1c6f0a2b11, incident 47110815471108154711081547110815.', {}],
	[
		'`powershell.exe -enc`, report.docx, setup.zip, script.ps1, main.py, run.sh, lib.so, README.md, a.rs were seen.',
		{},
	],
	[
		'The library System.Net.Http in ASP.NET and Node.js; `InitiatingProcess.FileName`, `user.name`, `event.id`.',
		{},
	],
	[
		'Run `os.system("id")` or `System.Diagnostics.Process.start`; e.g. this, i.e. that, at 9 a.m. in the U.S.',
		{},
	],
	[
		'C2 at hxxps://evil[.]example/gate.php?id=7 and 203[.]0[.]113[.]9, mail kim[@]evil[.]example.',
		{
			url: ['https://evil.example/gate.php?id=7'],
			domain: ['evil.example'],
			ipv4: ['203.0.113.9'],
			email: ['kim@evil.example'],
		},
	],
	[
		'See [the page](https://login.contoso-secure.top/common/oauth2) and <https://login.contoso-secure.top/common/oauth2>.',
		{ url: ['https://login.contoso-secure.top/common/oauth2'], domain: ['login.contoso-secure.top'] },
	],
	[
		'The domain **update-check.xyz** (also `cdn.update-check.xyz`) resolved to 2001:db8:0:1::7.',
		{ domain: ['update-check.xyz', 'cdn.update-check.xyz'], ipv6: ['2001:db8:0:1::7'] },
	],
	[
		'Lateral movement from 10.1.2.3 to 192.168.7.20 and 172.16.0.9, proxy 100.64.3.1, loopback 127.0.0.1, fe80::1, ::1.',
		{},
	],
	[
		'Subnets 203.0.113.0/24 and 2001:db8::/32 are trusted; the host 198.51.100.8/32 is not.',
		{ ipv4: ['198.51.100.8'] },
	],
	[
		'Exploits CVE-2024-3400 and cve-2021-44228; techniques T1078.004, T1566 and T1078.004 again.',
		{ cve: ['CVE-2024-3400', 'CVE-2021-44228'], attackTechnique: ['T1078.004', 'T1566'] },
	],
	[
		'Mapped to [Valid Accounts](https://attack.mitre.org/techniques/T1078/004/), see https://nvd.nist.gov/vuln/detail/CVE-2024-3400.',
		{ attackTechnique: ['T1078.004'], cve: ['CVE-2024-3400'] },
	],
	[
		'Open [incident 4711](https://security.microsoft.com/incidents/4711?tid=7b9d6a46-5d0f-4d0c-a2a0-0a1c6f0a2b11) or https://portal.azure.com/#view/x; docs at https://learn.microsoft.com/defender.',
		{},
	],
	['Full session: https://securitycopilot.microsoft.com/sessions/ecdfb9b3-58f5-457f-a18c-4a477890b252', {}],
	[
		'MAC 00:11:22:33:44:55, EUI 00:11:22:33:44:55:66:77, at 10:42:17, std::vector, Bad::Cafe, ratio 1:2:3.',
		{},
	],
	[
		'```kql\nDeviceNetworkEvents\n| where RemoteUrl has "bad-updates.top" and RemoteIP == "203.0.113.80"\n| where FileName == "cmd.exe"\n```',
		{ domain: ['bad-updates.top'], ipv4: ['203.0.113.80'] },
	],
	[
		'Accounts CONTOSO\\adele.in, host dc01.contoso.local, share \\\\fs01.contoso.local\\c$ and http://intranet/x.',
		{},
	],
	[
		'Download: http://203.0.113.5:8080/a.exe, http://[2001:db8::5]/b and http://10.0.0.5/c.',
		{
			url: ['http://203.0.113.5:8080/a.exe', 'http://[2001:db8::5]/b'],
			ipv4: ['203.0.113.5'],
			ipv6: ['2001:db8::5'],
		},
	],
	[
		'送信元は203.0.113.12、URLは「https://evil.example/あ」です。',
		{ ipv4: ['203.0.113.12'], url: ['https://evil.example/'], domain: ['evil.example'] },
	],
	['The path C:\\Users\\kim\\AppData\\evil.com and /opt/tools/run.app; pipe \\\\.\\pipe\\x.net.', {}],
	['Risk T1000000, model T1-2024, ticket ABC-T1234, CVE-24-1 and error 0x80070005.', {}],
	[
		'Certificate 5f:2a:11:00:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99, thumbprint 5F2A1100AABBCCDDEEFF00112233445566778899.',
		{ sha1: ['5f2a1100aabbccddeeff00112233445566778899'] },
	],
	[
		'<p>Mail from <a href="mailto:ceo@contoso-pay.biz">the CEO</a> with <a href="http://pay.contoso-pay.biz/x?a=1">this</a>.</p>',
		{
			email: ['ceo@contoso-pay.biz'],
			url: ['http://pay.contoso-pay.biz/x?a=1'],
			domain: ['pay.contoso-pay.biz'],
		},
	],
	[
		'Seen: evil(.)example, www.bad.sh, xn--bcher-kva.com, bad[dot]ru; ftp://files.bad.ru/x (see https://a.example/b_(c)).',
		{
			domain: ['evil.example', 'www.bad.sh', 'xn--bcher-kva.com', 'bad.ru', 'files.bad.ru', 'a.example'],
			url: ['ftp://files.bad.ru/x', 'https://a.example/b_(c)'],
		},
	],
	['No indicators were found. The answer is 42.5% certain, and costs $1,000.50 on 2026.08.14.', {}],
];
