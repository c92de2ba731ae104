const { readFile, readdir, rm, writeFile } = require('node:fs/promises');
const { dirname, relative, resolve } = require('node:path');
const { build } = require('esbuild');
const { dest, parallel, src } = require('gulp');
const { ModuleKind, ScriptTarget, transpileModule } = require('typescript');

/** Empties dist, so that a file that was renamed in the source does not stay behind in the package. */
function clean() {
	return rm('dist', { recursive: true, force: true });
}

/** Icons lie beside the class that names them; n8n resolves `file:` relative to the compiled file. */
function icons() {
	return src('{nodes,credentials}/**/*.{svg,png}', { encoding: false }).pipe(dest('dist'));
}

/** Codex files (`<Node>.node.json`) give the node its categories and documentation links in the editor. */
function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

/**
 * The Markdown library goes into the one file that imports it: a community node that n8n verifies has no run-time
 * dependencies. The file stays readable, because n8n's scanner lints every published file, and carries the licences of
 * what is in it. The library's comments are to be read in its own repository.
 */
async function markdownLibrary() {
	const file = 'nodes/markdown/markdownIt';
	const outfile = `dist/${file}.js`;
	const { metafile } = await build({
		entryPoints: [`${file}.ts`],
		outfile,
		bundle: true,
		// Neutral: anything of Node or of a browser that the library wanted would fail here.
		platform: 'neutral',
		mainFields: ['module', 'main'],
		format: 'cjs',
		target: 'es2022',
		minifySyntax: true,
		plugins: [replaced],
		metafile: true,
	});
	const folders = Object.keys(metafile.inputs).map(
		(path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
	);
	const licences = await Promise.all([...new Set(folders)].filter(Boolean).map(licence));
	const code = withoutComments(await readFile(outfile, 'utf8'));
	await writeFile(outfile, `/*!\n${licences.join('\n\n')}\n*/\n${code}`);
}

/**
 * What the library imports and `markdownIt.ts` switches off: links in bare addresses, and the spelling of addresses. And
 * tables that are large and that Node has, or of which few rows are ever used.
 */
const REPLACED = {
	'linkify-it': 'export class LinkifyIt {}',
	mdurl: 'export const decode = {}, encode = undefined, format = undefined, parse = undefined;',
	'punycode.js': 'export default {};',
	'uc.micro': 'export const P = /\\p{P}/u, S = /\\p{S}/u;',
	entities: `export { decodeHTMLStrict } from ${JSON.stringify(resolve('nodes/markdown/entities.ts'))};`,
};

const replaced = {
	name: 'replaced',
	setup({ onResolve, onLoad }) {
		const filter = new RegExp(`^(?:${Object.keys(REPLACED).join('|')})$`);
		onResolve({ filter }, ({ path }) => ({ path, namespace: 'replaced' }));
		onLoad({ filter: /./, namespace: 'replaced' }, ({ path }) => ({
			contents: REPLACED[path],
			resolveDir: __dirname,
		}));
	},
};

function withoutComments(code) {
	const compilerOptions = { removeComments: true, target: ScriptTarget.ES2022, module: ModuleKind.CommonJS };
	return transpileModule(code, { compilerOptions }).outputText;
}

/**
 * n8n requires every node when it starts, and a hundred small files take longer to load than one. So what a node class
 * needs to be described is put into its file; what only an execution, a poll or a list in the editor needs is loaded
 * from its own files with the first one.
 */
async function entryPoints() {
	const nodes = JSON.parse(await readFile('package.json', 'utf8')).n8n.nodes;
	await Promise.all(nodes.map(entryPoint));
}

async function entryPoint(outfile) {
	await build({
		entryPoints: [outfile.replace(/^dist\/(.*)\.js$/, '$1.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'es2022',
		external: ['n8n-workflow'],
		// As `require`, which finds a file without its ending.
		supported: { 'dynamic-import': false },
		plugins: [loadedLater(resolve('nodes', relative('dist/nodes', dirname(outfile))))],
	});
}

/** Leaves out what is imported with `import()`. @param folder of the file that it will be loaded from */
function loadedLater(folder) {
	return {
		name: 'loaded later',
		setup({ onResolve }) {
			onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
				if (kind !== 'dynamic-import') return undefined;
				const file = relative(folder, resolve(resolveDir, path));
				return { path: file.startsWith('.') ? file : `./${file}`, external: true };
			});
		},
	};
}

async function licence(folder) {
	const { name, version } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
	const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
	return `${name} ${version}\n\n${(await readFile(`${folder}/${file}`, 'utf8')).trim()}`;
}

exports.clean = clean;
exports.assets = parallel(icons, codex, markdownLibrary, entryPoints);
exports.default = exports.assets;
