import type { N8nInstallation } from '../install/N8nInstallation';

/** What it takes to start n8n: the arguments of `spawn`. */
export interface N8nProgram {
	file: string;
	programArguments: string[];
	stdio: ('ignore' | 'pipe' | 'ipc')[];
}

/**
 * Ends n8n when the process that started it is gone, whatever ended that one: then the channel between the two closes.
 * At once, because a shutdown in good order logs, and nobody reads the log any more. `unref` lets commands end by themselves.
 */
const END_WITH_PARENT = "process.once('disconnect', () => process.exit(1)); process.channel?.unref();";

/** @param command n8n's command and its options, for example `['import:workflow', '--input=…']` */
export function n8nProgram({ node, n8n }: N8nInstallation, command: string[]): N8nProgram {
	const preload = `data:text/javascript,${encodeURIComponent(END_WITH_PARENT)}`;
	return {
		file: node,
		programArguments: ['--import', preload, n8n, ...command],
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
	};
}
