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
	/** Body of the 403 for a missing role. The real text is unknown. */
	roleErrorShape: 'graph' | 'traceId' | 'empty';
	/** Filter operators are published for plugins only. */
	filter: 'pluginOnly' | 'basic';
	pageSize: number;
	maxPageSize: number;
	/** No order is promised; the example shows the newest first. */
	sessionOrder: 'newestFirst' | 'oldestFirst';
	/** How the list of workspaces names the default one. */
	workspaceListing: 'guid' | 'alias';
	malformedId: '404' | '400';
	unknownParent: '404' | '403';
	/** Characters; undefined for no limit. */
	maxContentLength: number | undefined;
	/** Bytes of a request body; more is answered 413. */
	maxBodySize: number;
	/** `409`: no second evaluation of a prompt while one runs. */
	secondEvaluation: 'allow' | '409';
	/** How exhausted capacity shows; applies to prompts whose script ends in `capacityExceeded`. */
	capacity: 'result' | 'post429' | 'post403' | 'post503';
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
	roleErrorShape: 'graph',
	filter: 'pluginOnly',
	pageSize: 20,
	maxPageSize: 100,
	sessionOrder: 'newestFirst',
	workspaceListing: 'guid',
	malformedId: '404',
	unknownParent: '404',
	maxContentLength: undefined,
	maxBodySize: 4 * 1024 * 1024,
	secondEvaluation: 'allow',
	capacity: 'result',
	evaluationTimeScale: 1,
	extraProperties: {},
	cae: 'off',
	batch: 'on',
	retryPenalty: 'off',
};
