const { createRequire } = require('node:module');
const { resolve } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const BUILT = resolve(__dirname, '../../dist');
const PACKAGE = /^(?!jest|@jest)[^./]/;

/**
 * jest's loader of modules, but for packages: Node loads each once a worker in place of once a test file. n8n-core and what
 * it requires are 1,500 modules. Modules of this repository stay one set a test file, also those that n8n-core loads.
 */
module.exports = class extends Runtime {
	constructor(...values) {
		super(...values);
		for (const path of Object.keys(require.cache)) {
			if (path.startsWith(BUILT)) delete require.cache[path];
		}
		const { executor } = this;
		executor.compile = (source, filename) =>
			compileFunction(source, executor.injectedModuleParameters, { filename });
	}

	requireModule(from, name, ...more) {
		return name !== undefined && PACKAGE.test(name)
			? createRequire(from)(name)
			: super.requireModule(from, name, ...more);
	}
};
