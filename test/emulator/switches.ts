/**
 * Settings for behaviour that is unknown or contradictory in public sources. The defaults are what the reference
 * pages say or their examples show; a client must live with every other value too.
 */
export interface Switches {
	/** `strict`: ReadWrite.All contains no GET (pages and permission model); `lenient`: it does (one public client). */
	permissions: 'strict' | 'lenient' | 'off';
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
	/** Verbs that generated SDKs list by convention only. */
	undocumentedVerbs: '405' | 'allow';
	/** Query options that the page of an operation does not list. */
	queryOptions: 'strict' | 'lenient' | 'generous';
	/** Filter operators are published for plugins only. */
	filter: 'pluginOnly' | 'basic' | 'off';
	topOverMax: 'clamp' | 'error' | 'ignore';
	pageSize: number;
	maxPageSize: number;
	/** No order is promised; the example shows the newest first. */
	sessionOrder: 'newestFirst' | 'oldestFirst' | 'stable-random';
	/** Whether `default` and the GUID of the default workspace show the same sessions. */
	workspaceAlias: 'interchangeable' | 'separate';
	/** How the list of workspaces names the default one. */
	workspaceListing: 'guid' | 'alias';
	/** Whether the list of workspaces carries `@odata.context`; its example does not. */
	workspaceListContext: boolean;
	/** Whether `sessions('{id}')` works as a request. */
	keySyntax: 'both' | 'slashOnly';
	idCase: 'sensitive' | 'insensitive';
	malformedId: '404' | '400';
	unknownParent: '404' | '403';
	emptyContent: '400' | 'accept';
	/** Characters; undefined for no limit. */
	maxContentLength: number | undefined;
	/** Bytes of a request body; more is answered 413. */
	maxBodySize: number;
	/** `displayName` is documented as required and nullable in the metadata. */
	missingDisplayName: 'accept' | '400';
	promptTypes: 'promptOnly' | 'any';
	/** `409`: no second evaluation of a prompt while one runs. */
	secondEvaluation: 'allow' | '409';
	/** How exhausted capacity shows; applies to prompts whose script ends in `capacityExceeded`. */
	capacity: 'result' | 'post429' | 'post403' | 'post503';
	/** The state that comes with a result type other than success; `running` never ends. */
	failureState: 'completed' | 'running' | 'cancelled';
	/** Multiplies the times of evaluation scripts. */
	evaluationTimeScale: number;
	tips: 'onGetWithoutSelect' | 'never';
	/** `supportedAuthTypes` is non-null in the metadata and absent from the documented answer. */
	supportedAuthTypes: 'omit' | 'include';
	/** Put into every entity, to prove that clients ignore what they do not know. */
	extraProperties: Record<string, unknown>;
	errorCodeStyle: 'PascalCase' | 'camelCase' | 'empty';
	innerErrorSpelling: 'innerError' | 'innererror';
	/** Text of the 401 for an expired token. */
	expiredTokenText: 'current' | 'older';
	/** Claims challenges for revoked `cp1` tokens: `on` with the observed header. */
	cae: 'off' | 'on' | 'documentedHeader';
	batch: 'on' | 'off';
	/** A call before `Retry-After` is over gets a new 429 and restarts the wait for all of `/security`. */
	retryPenalty: 'off' | 'on';
	/** Adds `RateLimit-Limit`, `-Remaining` and `-Reset`. */
	rateLimitHeaders: 'off' | 'on';
}

export const defaultSwitches: Readonly<Switches> = {
	permissions: 'strict',
	evaluationListPermission: 'Read.All',
	evaluationListShape: 'collection',
	appOnly: 'refuse',
	roles: 'contributor',
	roleErrorShape: 'graph',
	undocumentedVerbs: '405',
	queryOptions: 'strict',
	filter: 'pluginOnly',
	topOverMax: 'clamp',
	pageSize: 20,
	maxPageSize: 100,
	sessionOrder: 'newestFirst',
	workspaceAlias: 'interchangeable',
	workspaceListing: 'guid',
	workspaceListContext: false,
	keySyntax: 'both',
	idCase: 'sensitive',
	malformedId: '404',
	unknownParent: '404',
	emptyContent: '400',
	maxContentLength: undefined,
	maxBodySize: 4 * 1024 * 1024,
	missingDisplayName: 'accept',
	promptTypes: 'promptOnly',
	secondEvaluation: 'allow',
	capacity: 'result',
	failureState: 'completed',
	evaluationTimeScale: 1,
	tips: 'onGetWithoutSelect',
	supportedAuthTypes: 'omit',
	extraProperties: {},
	errorCodeStyle: 'PascalCase',
	innerErrorSpelling: 'innerError',
	expiredTokenText: 'current',
	cae: 'off',
	batch: 'on',
	retryPenalty: 'off',
	rateLimitHeaders: 'off',
};
