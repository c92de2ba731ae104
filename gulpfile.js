const { rm } = require('node:fs/promises');
const { dest, parallel, src } = require('gulp');

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

exports.clean = clean;
exports.assets = parallel(icons, codex);
exports.default = exports.assets;
