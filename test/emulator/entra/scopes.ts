import { GRAPH_PERMISSIONS } from './directory';
import { EntraError, entraErrors } from './errors';

const OPENID_SCOPES = ['openid', 'profile', 'email', 'offline_access'];
const GRAPH_RESOURCES = ['https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000'];

export interface RequestedScopes {
	/** Short names of Graph permissions. */
	graph: string[];
	openid: string[];
	/** What the answer lists under `scope`. */
	granted: string;
}

/**
 * Reads the `scope` of a delegated request. A scope without a resource belongs to Graph (page "Scopes and
 * permissions in the Microsoft identity platform"). Names are not case-sensitive.
 * @throws EntraError for an unknown resource or scope
 */
export function delegatedScopes(scope: string): RequestedScopes {
	const graph = new Set<string>();
	const openid: string[] = [];
	for (const asked of scope.split(/\s+/).filter(Boolean)) {
		if (OPENID_SCOPES.includes(asked.toLowerCase())) {
			openid.push(asked.toLowerCase());
			continue;
		}
		const name = withoutResource(asked);
		if (name === '.default') {
			for (const permission of GRAPH_PERMISSIONS) graph.add(permission);
			continue;
		}
		const known = GRAPH_PERMISSIONS.find((permission) => permission.toLowerCase() === name.toLowerCase());
		if (!known) throw new EntraError(entraErrors.invalidScope(asked));
		graph.add(known);
	}
	const granted = [...[...graph].map((name) => `https://graph.microsoft.com/${name}`), ...openid].join(' ');
	return { graph: [...graph], openid, granted };
}

/**
 * Checks the `scope` of a client credentials request.
 * @throws EntraError unless it is Graph's `/.default`
 */
export function requireDefaultScope(scope: string): void {
	const scopes = scope.split(/\s+/).filter(Boolean);
	for (const asked of scopes) {
		if (!asked.endsWith('/.default')) throw new EntraError(entraErrors.scopeNeedsDefault(asked));
		withoutResource(asked);
	}
	if (scopes.length !== 1) throw new EntraError(entraErrors.invalidScope(scope));
}

function withoutResource(scope: string): string {
	const cut = scope.lastIndexOf('/');
	if (cut < 0) return scope;
	const resource = scope.slice(0, cut).replace(/\/$/, '');
	if (!GRAPH_RESOURCES.includes(resource)) throw new EntraError(entraErrors.unknownResource(resource));
	return scope.slice(cut + 1);
}
