import fc from 'fast-check';
import { defang } from '../../../nodes/markdown/defang';
import { indicatorsIn } from '../../../nodes/text/indicators';
import { ANSWERS } from './indicatorAnswers';

const NONE = indicatorsIn('');

describe('indicatorsIn', () => {
	it('gives a list for each kind, where there is none too', () => {
		expect(NONE).toEqual({
			ipv4: [],
			ipv6: [],
			domain: [],
			url: [],
			email: [],
			md5: [],
			sha1: [],
			sha256: [],
			cve: [],
			attackTechnique: [],
		});
	});

	it('finds in answers what is there and nothing else', () => {
		for (const [answer, expected] of ANSWERS) {
			expect({ answer, ...indicatorsIn(answer) }).toEqual({ answer, ...NONE, ...expected });
		}
	});

	const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/);
	const domain = fc
		.tuple(label, fc.constantFrom('com', 'example', 'top', 'ru'))
		.map((parts) => parts.join('.'));
	const publicIpv4 = fc
		.ipV4()
		.filter((address) => /^(?:[1-9]|[2-9]\d|1[3-6]\d)\./.test(address) && !address.startsWith('10.'));
	const indicator = fc.oneof(
		domain.map((value) => ['domain', value] as const),
		publicIpv4.map((value) => ['ipv4', value] as const),
		fc.tuple(label, domain).map(([name, host]) => ['email', `${name}@${host}`] as const),
		fc.tuple(domain, label).map(([host, path]) => ['url', `https://${host}/${path}`] as const),
		fc.stringMatching(/^[a-f][0-9a-f]{63}$/).map((value) => ['sha256', value] as const),
		fc.integer({ min: 1000, max: 99_999 }).map((value) => ['cve', `CVE-2025-${value}`] as const),
	);

	it('finds each indicator among words, defanged or not, once', () => {
		fc.assert(
			fc.property(
				fc.array(indicator, { minLength: 1, maxLength: 6 }),
				fc.constantFrom(' ', ', ', '\n- ', ' | ', '** and **', ') ('),
				fc.boolean(),
				(list, glue, isDefanged) => {
					const text = `Seen: ${[...list, ...list].map(([, value]) => value).join(glue)}. End`;
					const found = indicatorsIn(isDefanged ? defang(text) : text);
					for (const [kind, value] of list)
						expect(found[kind].filter((other) => other === value)).toEqual([value]);
				},
			),
		);
	});

	it('never throws, and gives only what it takes for an indicator again', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom(...'aT1.:/@-[]()_ fe\n', 'http', '://', '203.0', '.com') }),
				(text) => {
					const found = indicatorsIn(text);
					expect(Object.keys(found)).toEqual(Object.keys(NONE));
					for (const kind of ['ipv4', 'ipv6', 'url', 'email'] as const)
						for (const value of found[kind]) expect(indicatorsIn(value)[kind]).toEqual([value]);
				},
			),
			{ numRuns: 500 },
		);
	});

	it('takes 300 kB of anything before the test times out', () => {
		const units = ['a.', '1.', '1.1.1.', ':', 'a:', '@', 'a@b.', 'http://', '[.]', 'T1', 'f', 'a-', 'CVE-1'];
		for (const unit of units) expect(indicatorsIn(unit.repeat(300_000 / unit.length))).toHaveProperty('url');
	});
});
