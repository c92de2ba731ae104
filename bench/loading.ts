import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { PACKAGE_DIRECTORY } from '../test/engine/harness/packageDirectory';

const load = createRequire(__filename);
// Loaded first, as in a running n8n: what counts is what our node adds.
load('n8n-workflow');
// The loader itself costs something the first time.
load('node:crypto');
const memory = () => {
	(globalThis as { gc?: () => void }).gc?.();
	return process.memoryUsage().rss;
};
const before = memory();
const start = performance.now();
load(`${PACKAGE_DIRECTORY}/dist/nodes/SecurityCopilotSession/SecurityCopilotSession.node.js`);
const loadMs = performance.now() - start;
const memoryMb = (memory() - before) / 1_048_576;
console.log(JSON.stringify({ loadMs, memoryMb }));
