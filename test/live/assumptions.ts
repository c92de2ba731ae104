/** Lines of docs/assumptions.md, by the text of their first column. A test keeps them equal. */
export const ASSUMPTIONS = {
	batch: 'whether JSON batches are accepted',
	pages: 'page sizes; whether `$top` is a page or a total',
	sessionFilter: '`$filter` on sessions',
	pluginFilters: 'combining filters of plugins',
	order: 'order of lists',
	evaluationShape: 'List evaluations: a collection, or one bare entity',
	evaluationPermission: 'permission for List evaluations',
	writeWithoutRead: 'ReadWrite.All without any GET',
	app: 'signing in as an app',
	states: 'meaning of `pending`, `deferred`, unlisted states',
	refusals: 'which status says: no role, not onboarded, no capacity',
	unknownIds: 'status of an unknown session or workspace, and of an ID that is no GUID',
	workspaceAlias: 'whether `default` and the GUID of its workspace are interchangeable',
	timestamps: 'digits of timestamps; the year 1 for "not yet"',
	answerIds: 'whether every answer has a `request-id`, parts of a batch too',
	select: 'whether `$select` narrows',
	replication: '404 right after creation',
	listLag: 'how soon a created object shows up in its list',
} as const;

/** Lines that no check settles, and why. */
export const NOT_FROM_OUTSIDE: Readonly<Record<string, string>> = {
	'whether several n8n workers can be kept from paying twice':
		'test/engine/workers measures it; asking twice costs',
	'a claims challenge': 'only an administrator or a policy can bring one about',
	"the portal's link": 'it is not part of Graph',
	'how long an address may be': 'a gateway may take who tries it for an attacker',
	'whether two requests may have one `client-request-id`':
		'it takes a token that is refused and can be renewed, and n8n that does so',
};
