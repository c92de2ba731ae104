import { join } from 'node:path';
import { emptyProject, installed } from '../test/e2e/install/cachedFolder';
import { npm } from '../test/e2e/process/npm';

/** n8n's own nodes, of the release of the n8n-core that the tests run on. */
const NODES_BASE_VERSION = '2.41.1';

/**
 * The folder of n8n-nodes-base, which holds n8n's HTTP Request node. 825 MB, so it stays out of the main install.
 *
 * @param say gets a line for everything that takes time
 */
export async function nodesBaseFolder(signal: AbortSignal, say: (line: string) => void): Promise<string> {
	const folder = await installed(
		{
			title: `n8n-nodes-base ${NODES_BASE_VERSION}`,
			folderName: `n8n-nodes-base-${NODES_BASE_VERSION}`,
			announcement: 'Downloading it from the npm registry, once: about 0.9 GB on disk, one to three minutes.',
			install: async (unfinished) => {
				const project = await emptyProject(join(unfinished, 'project'));
				await npm(['install', `n8n-nodes-base@${NODES_BASE_VERSION}`, '--ignore-scripts'], {
					cwd: project,
					signal,
				});
			},
		},
		say,
	);
	return join(folder, 'project', 'node_modules', 'n8n-nodes-base');
}
