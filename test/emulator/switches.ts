/**
 * Settings for behaviour that is unknown or contradictory in public sources. The defaults are what the reference
 * pages say or their examples show; a client must live with every other value too.
 */
export interface Switches {
	/** `strict`: ReadWrite.All contains no GET (pages and permission model); `lenient`: it does (one public client). */
	permissions: 'strict' | 'lenient';
	/** The permission model has no path for the list of evaluations; `none` answers 403 always. */
	evaluationListPermission: 'Read.All' | 'none';
	/** The page text promises a collection, its example shows one bare entity. */
	evaluationListShape: 'collection' | 'bareEntity' | 'emptyCollection';
	/** Application permissions are documented but cannot be granted in the portal. */
	appOnly: 'refuse' | 'accept';
	/** Security Copilot role of every user; `setRole` overrides it per workspace and user. */
	roles: 'contributor' | 'none' | 'owner';
	/** Body of the 403 for a missing role. The real text is unknown. */
	roleErrorShape: 'graph' | 'traceId' | 'empty';
	/** Query options that the page of an operation does not list. */
	queryOptions: 'strict' | 'lenient' | 'generous';
	/** Filter operators are published for plugins only. */
	filter: 'pluginOnly' | 'basic' | 'off';
	pageSize: number;
	maxPageSize: number;
	/** No order is promised; the example shows the newest first. */
	sessionOrder: 'newestFirst' | 'oldestFirst';
	/** Whether `default` and the GUID of the default workspace show the same sessions. */
	workspaceAlias: 'interchangeable' | 'separate';
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
	/** The state that comes with a result type other than success; `running` never ends. */
	failureState: 'completed' | 'running' | 'cancelled';
	/** Multiplies the times of evaluation scripts. */
	evaluationTimeScale: number;
	tips: 'onGetWithoutSelect' | 'never';
	/** Put into every entity, to prove that clients ignore what they do not know. */
	extraProperties: Record<string, unknown>;
	/** Claims challenges for revoked `cp1` tokens: `on` with the observed header. */
	cae: 'off' | 'on' | 'documentedHeader';
	batch: 'on' | 'off';
	/** A call before `Retry-After` is over gets a new 429 and restarts the wait for all of `/security`. */
	retryPenalty: 'off' | 'on';
}

export const defaultSwitches: Readonly<Switches> = {
	permissions: 'strict',
	evaluationListPermission: 'Read.All',
	evaluationListShape: 'collection',
	appOnly: 'refuse',
	roles: 'contributor',
	roleErrorShape: 'graph',
	queryOptions: 'strict',
	filter: 'pluginOnly',
	pageSize: 20,
	maxPageSize: 100,
	sessionOrder: 'newestFirst',
	workspaceAlias: 'interchangeable',
	workspaceListing: 'guid',
	malformedId: '404',
	unknownParent: '404',
	maxContentLength: undefined,
	maxBodySize: 4 * 1024 * 1024,
	secondEvaluation: 'allow',
	capacity: 'result',
	failureState: 'completed',
	evaluationTimeScale: 1,
	tips: 'onGetWithoutSelect',
	extraProperties: {},
	cae: 'off',
	batch: 'on',
	retryPenalty: 'off',
};
