import type { N8nRelease } from '../install/versions';

export interface N8nPorts {
	/** Editor, REST and webhooks. */
	port: number;
	/** Where n8n's task runner reports; every n8n process needs its own. */
	brokerPort: number;
}

/** Everything else that a shell may hold, such as other settings of n8n or a proxy, stays outside. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TEMP', 'TMP', 'USERPROFILE', 'SystemRoot', 'ComSpec'];

/**
 * n8n in a folder of its own, on loopback, calling nobody outside.
 * @param release whose own settings come along
 * @param userFolder n8n makes its folder `.n8n` in it
 * @param outside what stands in for the rest of the world: the variables of `Outside`
 */
export function n8nEnvironment(
	release: N8nRelease,
	userFolder: string,
	{ port, brokerPort }: N8nPorts,
	outside: Record<string, string>,
): NodeJS.ProcessEnv {
	const inherited = INHERITED.filter((name) => process.env[name] !== undefined).map((name) => [
		name,
		process.env[name],
	]);
	return {
		...(Object.fromEntries(inherited) as NodeJS.ProcessEnv),
		...release.environment,
		...outside,
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'of the end-to-end tests',
		N8N_PORT: String(port),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_COMMUNITY_PACKAGES_ENABLED: 'true',
		N8N_PYTHON_ENABLED: 'false',
		// The commands print their results at this level.
		N8N_LOG_LEVEL: 'info',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		EXTERNAL_FRONTEND_HOOKS_URLS: '',
	};
}
