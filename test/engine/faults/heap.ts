import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MEGABYTE = 1024 * 1024;

/** Frees what nobody holds any more, so that what is left can be counted. */
function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
}

/** Megabytes of the heap that are held. */
export function heldMegabytes(): number {
	collectGarbage();
	return process.memoryUsage().heapUsed / MEGABYTE;
}
