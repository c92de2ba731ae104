// jest's transformer: esbuild strips the types, which `npm run typecheck` checks. `import()` becomes `require`.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

const options = {
	loader: 'ts',
	format: 'cjs',
	target: 'node20',
	supported: { 'dynamic-import': false },
	sourcemap: 'external',
	sourcesContent: false,
};
const self = readFileSync(__filename);

module.exports = {
	process: (source, path) => transformSync(source, { ...options, sourcefile: path }),
	getCacheKey: (source, path) =>
		createHash('sha256').update(self).update(version).update(path).update(source).digest('hex'),
};
