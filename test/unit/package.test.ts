import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { INodeProperties, INodeType } from 'n8n-workflow';

import { PACKAGE_VERSION } from '../../nodes/version';

const ROOT = resolve(__dirname, '../..');
const DIST = join(ROOT, 'dist');

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	name: string;
	version: string;
	license: string;
	main: string;
	keywords: string[];
	files: string[];
	dependencies?: object;
	optionalDependencies?: object;
	bundledDependencies?: object;
	bundleDependencies?: object;
	peerDependencies: object;
	scripts: Record<string, string>;
	repository: object;
	n8n: { n8nNodesApiVersion: number; nodes: string[]; credentials: string[] };
};

/** Paths below `dist`, with slashes. */
const built = existsSync(DIST)
	? readdirSync(DIST, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map(({ parentPath, name }) => join(parentPath, name).slice(DIST.length + 1))
	: [];

const textOf = (path: string) => readFileSync(join(DIST, path), 'utf8');

describe('package.json', () => {
	it('is what n8n looks for on npm', () => {
		expect(manifest.name).toBe('n8n-nodes-security-copilot');
		expect(manifest.keywords).toContain('n8n-community-node-package');
		expect(manifest.license).toBe('MIT');
		expect(manifest.n8n.n8nNodesApiVersion).toBe(1);
	});

	it('names no runtime dependency: n8n would not verify the package', () => {
		expect(
			Object.keys(manifest)
				.filter((name) => /dependencies$/i.test(name))
				.sort(),
		).toEqual(['devDependencies', 'peerDependencies']);
	});

	it('has n8n-workflow for its only peer, in any version', () => {
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('runs no script when it is installed', () => {
		expect(
			Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name)),
		).toEqual([]);
	});

	it('has the version that the nodes tell Graph', () => {
		expect(PACKAGE_VERSION).toBe(manifest.version);
	});

	it.each([...manifest.n8n.nodes, ...manifest.n8n.credentials])(
		'names a class that was built: %s',
		(path) => {
			const [, className] = /([^/]+)\.(?:node|credentials)\.js$/.exec(path) ?? [];
			// eslint-disable-next-line @typescript-eslint/no-require-imports
			const exported = require(join(ROOT, path)) as Record<string, new () => unknown>;
			expect(Object.keys(exported)).toContain(className);
			expect(new exported[className!]!()).toBeDefined();
		},
	);

	it('names every class that was built for n8n', () => {
		const classes = built
			.filter((path) => /\.(node|credentials)\.js$/.test(path))
			.map((path) => `dist/${path}`);
		expect(classes.sort()).toEqual([...manifest.n8n.nodes, ...manifest.n8n.credentials].sort());
	});

	it('has a main file that can be loaded and does nothing', async () => {
		const { default: main } = (await import(join(ROOT, manifest.main))) as { default: unknown };
		expect(main).toEqual({});
	});
});

/** Comments of the bundled library show how it is used. */
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

/** What n8n's guidelines of 2026 ask for and no installable lint rule checks; docs/verification.md has the sources. */
describe('What n8n asks of a package that it verifies', () => {
	const described = manifest.n8n.nodes.map((path) => {
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		const [node] = Object.values(require(join(ROOT, path)) as Record<string, new () => INodeType>);
		return new node!().description;
	});

	/** Every parameter, those inside collections too. */
	const within = (properties: readonly INodeProperties[]): INodeProperties[] =>
		properties.flatMap((property) => [
			property,
			...within((property.options ?? []).filter((option): option is INodeProperties => 'type' in option)),
			...within(
				(property.options ?? []).flatMap((option) => ('values' in option ? (option.values ?? []) : [])),
			),
		]);
	const parameters = described.flatMap(({ properties }) => within(properties));

	it('is published by a workflow with provenance, and with no token', () => {
		const publish = readFileSync(join(ROOT, '.github/workflows/publish.yml'), 'utf8');
		expect(publish).toMatch(/^ {6}id-token: write$/m);
		expect(publish).toMatch(/npm publish --provenance/);
		expect(publish).not.toMatch(/secrets\.|_authToken|NPM_TOKEN/);
	});

	it('stands alone in its repository', () => {
		expect(manifest.repository).toEqual({
			type: 'git',
			url: expect.stringMatching(/^git\+https:\/\/github\.com\/[\w-]+\/n8n-nodes-security-copilot\.git$/),
		});
	});

	it.each(manifest.n8n.nodes)('has categories of n8n in the codex file of %s', (path) => {
		const codex = JSON.parse(readFileSync(join(ROOT, path.replace(/\.js$/, '.json')), 'utf8')) as object;
		expect(codex).toMatchObject({ categories: ['Development', 'Utility'] });
		expect(codex).not.toHaveProperty('subcategories');
	});

	it('has one credential for each node', () => {
		expect(described.map(({ credentials }) => credentials?.length)).toEqual([1, 1]);
	});

	it('keeps hints short', () => {
		const hints = parameters.flatMap(({ hint, modes }) => [hint, ...(modes ?? []).map((mode) => mode.hint)]);
		expect(hints.filter(Boolean).length).toBeGreaterThan(1);
		expect(hints.filter((hint) => (hint?.length ?? 0) > 120)).toEqual([]);
	});

	it('opens resource locators on their list; the workspace opens on `default`, which every tenant has', () => {
		const locators = parameters.filter(({ type }) => type === 'resourceLocator');
		const modes = locators.map(({ name, default: value }) => `${name} ${(value as { mode: string }).mode}`);
		expect([...new Set(modes)].sort()).toEqual(['sessionId list', 'workspaceId id']);
	});

	it('names actions without articles, but for the phrase "Ask a question"', () => {
		const options = parameters.filter(({ name }) => name === 'operation').flatMap((one) => one.options ?? []);
		const actions = options.map((option) => ('action' in option ? option.action! : ''));
		expect(actions.length).toBeGreaterThan(10);
		expect(actions.filter((action) => !/^[A-Z][a-z ]+$/.test(action))).toEqual([]);
		expect(actions.filter((action) => /\b(?:an?|the)\b/.test(action))).toEqual(['Ask a question']);
	});

	it('has no open-ended JSON parameter', () => {
		expect(parameters.filter(({ type }) => type === 'json')).toEqual([]);
	});
});

describe('What was built', () => {
	const code = built.filter((path) => path.endsWith('.js'));

	it('imports n8n-workflow, node:crypto and itself, nothing else', () => {
		const imported = code.flatMap((path) =>
			[
				...withoutComments(textOf(path)).matchAll(
					/(?:require|import)\(\s*["'`]([^"'`]+)["'`]\s*\)|\bfrom\s+["']([^"']+)["']/g,
				),
			].map((match) => match[1] ?? match[2]!),
		);
		expect(imported).toContain('n8n-workflow');
		expect([...new Set(imported)].filter((name) => !/^\.{1,2}\//.test(name)).sort()).toEqual([
			'n8n-workflow',
			'node:crypto',
		]);
	});

	it('loads nothing whose name is computed', () => {
		for (const path of code) expect(textOf(path)).not.toMatch(/(?:require|import)\(\s*[^"'\s]/);
	});

	it('holds the icons', () => {
		expect(built).toEqual(
			expect.arrayContaining(['nodes/icons/securityCopilot.svg', 'nodes/icons/securityCopilot.dark.svg']),
		);
	});

	it('is nothing but code, types, icons and codex files of this package', () => {
		expect(
			built.filter((path) => !/^(nodes|credentials)\/.*\.(js|d\.ts|svg|png|node\.json)$/.test(path)),
		).toEqual([]);
		expect(built.filter((path) => /test|emulator|\.map$/.test(path))).toEqual([]);
	});
});

describe('The tarball', () => {
	let packed: { files: Array<{ path: string }>; size: number };

	beforeAll(() => {
		const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
			cwd: ROOT,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		[packed] = JSON.parse(told) as [typeof packed];
	});

	it('holds what was built and four files beside it, nothing else', () => {
		const paths = packed.files.map(({ path }) => path);
		const beside = paths.filter((path) => !path.startsWith('dist/'));
		expect(paths.filter((path) => path.startsWith('dist/')).sort()).toEqual(
			built.map((path) => `dist/${path}`).sort(),
		);
		expect(beside).toEqual(expect.arrayContaining(['index.js', 'package.json']));
		expect(
			beside.filter((path) => !['LICENSE', 'README.md', 'index.js', 'package.json'].includes(path)),
		).toEqual([]);
	});

	it('is smaller than 200 KB', () => {
		expect(packed.size).toBeLessThan(200_000);
	});
});
