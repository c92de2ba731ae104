import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');

const documents = [
	...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
	...['docs', 'test', 'test/e2e', 'test/emulator', 'test/live'].flatMap((folder) =>
		readdirSync(join(ROOT, folder))
			.filter((name) => name.endsWith('.md'))
			.map((name) => `${folder}/${name}`),
	),
];

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
	heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');

const anchorsIn = (path: string) =>
	[...read(path).matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchorOf(title!));

describe('The README', () => {
	it('can be read in a few minutes', () => {
		expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1_500);
	});

	it('has no long table', () => {
		const tables = readme.match(/(?:^\|.*\n)+/gm) ?? [];
		expect(tables.filter((table) => table.trim().split('\n').length - 2 > 15)).toEqual([]);
	});

	it('has the chapters that the nodes and the credential link to', () => {
		const sources = ['credentials', 'nodes'].flatMap((folder) =>
			readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
				.filter((path) => /\.(ts|json)$/.test(path))
				.map((path) => read(join(folder, path))),
		);
		const linked = [...sources.join('\n').matchAll(/n8n-nodes-security-copilot#([\w-]+)/g)];
		expect(linked.length).toBeGreaterThan(2);
		expect(anchorsIn('README.md')).toEqual(
			expect.arrayContaining([...new Set(linked.map(([, anchor]) => anchor))]),
		);
	});
});

it('Documents link to what exists', () => {
	const broken = documents.flatMap((path) =>
		[...read(path).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
			.filter(([, file, anchor]) => {
				const target = file === '' ? path : relative(ROOT, resolve(ROOT, dirname(path), file!));
				if (!existsSync(join(ROOT, target))) return true;
				return anchor !== undefined && target.endsWith('.md') && !anchorsIn(target).includes(anchor);
			})
			.map(([link]) => `${path}: ${link}`),
	);
	expect(broken).toEqual([]);
});
