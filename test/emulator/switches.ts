/**
 * Settings for behaviour that is unknown or contradictory in public sources. The defaults are what the reference
 * pages say or their examples show; a client must live with every other value too.
 */
export interface Switches {
	/** The permission model has no path for the list of evaluations; `none` answers 403 always. */
	evaluationListPermission: 'Read.All' | 'none';
	/** The page text promises a collection, its example shows one bare entity. */
	evaluationListShape: 'collection' | 'bareEntity' | 'emptyCollection';
	/** Application permissions are documented but cannot be granted in the portal. */
	appOnly: 'refuse' | 'accept';
	/** Security Copilot role of every user; `setRole` overrides it per workspace and user. */
	roles: 'contributor' | 'none';
	/** Filter operators are published for plugins only. */
	filter: 'pluginOnly' | 'basic';
	pageSize: number;
	maxPageSize: number;
	/** No order is promised; the example shows the newest first. */
	sessionOrder: 'newestFirst' | 'oldestFirst';
	/** How the list of workspaces names the default one. */
	workspaceListing: 'guid' | 'alias';
	malformedId: '404' | '400';
	/** Bytes of a request body; more is answered 413. */
	maxBodySize: number;
	/** Multiplies the times of evaluation scripts. */
	evaluationTimeScale: number;
	/** Put into every entity, to prove that clients ignore what they do not know. */
	extraProperties: Record<string, unknown>;
	/** Claims challenges for revoked `cp1` tokens, in the documented header. */
	cae: 'off' | 'documentedHeader';
	batch: 'on' | 'off';
	/** A call before `Retry-After` is over gets a new 429 and restarts the wait for all of `/security`. */
	retryPenalty: 'off' | 'on';
}

export const defaultSwitches: Readonly<Switches> = {
	evaluationListPermission: 'Read.All',
	evaluationListShape: 'collection',
	appOnly: 'refuse',
	roles: 'contributor',
	filter: 'pluginOnly',
	pageSize: 20,
	maxPageSize: 100,
	sessionOrder: 'newestFirst',
	workspaceListing: 'guid',
	malformedId: '404',
	maxBodySize: 4 * 1024 * 1024,
	evaluationTimeScale: 1,
	extraProperties: {},
	cae: 'off',
	batch: 'on',
	retryPenalty: 'off',
};
