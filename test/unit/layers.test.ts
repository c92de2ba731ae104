import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { preProcessFile } from 'typescript';

const ROOT = resolve(__dirname, '../..');
const NODES = join(ROOT, 'nodes');

/** The rows of the table in CONTRIBUTING.md, from its top to its bottom: the layers of nodes/ that each row names. */
const rows = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
	.split('\n')
	.map((line) => /^\| (`nodes\/[^|]*)\|/.exec(line)?.[1] ?? '')
	.map((cell) => [...cell.matchAll(/`nodes\/([^`]+)`/g)].map(([, layer]) => layer!))
	.filter((row) => row.length > 0);

const layerOf = (path: string) => relative(NODES, path).split(sep)[0]!;

const files = readdirSync(NODES, { recursive: true, encoding: 'utf8' })
	.filter((path) => path.endsWith('.ts'))
	.map((path) => join(NODES, path));

/** Every import of one layer from another, types and `import()` included. */
const arrows = files.flatMap((file) =>
	preProcessFile(readFileSync(file, 'utf8'), true, true)
		.importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
		.map(({ fileName }) => ({ file, from: layerOf(file), to: layerOf(resolve(dirname(file), fileName)) }))
		.filter(({ from, to }) => from !== to),
);

const heightOf = (layer: string) => rows.findIndex((row) => row.includes(layer));

describe('The layers of nodes/', () => {
	it('are in the table of CONTRIBUTING.md, all of them', () => {
		const layers = readdirSync(NODES)
			.filter((name) => statSync(join(NODES, name)).isDirectory())
			.filter((name) => files.some((file) => layerOf(file) === name));
		expect(rows.flat().sort()).toEqual(layers.sort());
	});

	it('import from rows below their own, and only from there', () => {
		expect(arrows.length).toBeGreaterThan(100);
		const wrong = arrows
			.filter(({ to }) => to !== 'version')
			.filter(({ from, to }) => heightOf(to) <= heightOf(from))
			.map(({ file, to }) => `${relative(ROOT, file)} imports from nodes/${to}`);
		expect(wrong).toEqual([]);
	});

	it('keep the nodes apart', () => {
		const nodes = ['SecurityCopilotSession', 'SecurityCopilotSessionTrigger'];
		for (const node of nodes) {
			const own = arrows.filter(({ from }) => from === node);
			expect(own.map(({ to }) => to)).toContain('shared');
			expect(own.filter(({ to }) => nodes.includes(to)).map(({ file }) => relative(ROOT, file))).toEqual([]);
		}
	});
});
