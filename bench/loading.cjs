// Plain JavaScript, so that no compiler hooks into `require` while it is timed.
const { performance } = require('node:perf_hooks');
const { join } = require('node:path');

// Loaded first, as in a running n8n: what counts is what our node adds.
require('n8n-workflow');
const memory = () => {
	globalThis.gc();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
};
const before = memory();
const start = performance.now();
require(join(__dirname, '../dist/nodes/SecurityCopilotSession/SecurityCopilotSession.node.js'));
const loadMs = performance.now() - start;
const memoryMb = (memory() - before) / 1_048_576;
console.log(JSON.stringify({ loadMs, memoryMb }));
