import { scripts, type Emulator, type Switches } from '../index';
import { Client, PROMPT, SESSION, SESSIONS, type Reply } from './client';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const READ_WRITE = 'SecurityCopilotWorkspaces.ReadWrite.All';

type Case = [
	name: string,
	switches: Partial<Switches>,
	act: (client: Client, emulator: Emulator) => Promise<Reply>,
	expected: object,
];

const tokenWith = (scopes: string[]) => async (client: Client, emulator: Emulator) =>
	await client.get(SESSION, { token: emulator.entra.issueToken({ scopes }) });
const asApp = async (client: Client, emulator: Emulator) =>
	await client.get(SESSION, {
		token: emulator.entra.issueToken({ roles: ['SecurityCopilotWorkspaces.Read.All'] }),
	});
const get = (path: string) => async (client: Client) => await client.get(path);
const post = (path: string, body: unknown) => async (client: Client) => await client.post(path, body);
const runWithoutCapacity = async (client: Client, emulator: Emulator) => {
	emulator.graph.scriptEvaluations(/.*/, scripts.endingIn('capacityExceeded'));
	return await client.post(`${PROMPT}/evaluations`, {});
};
const pollRejected = async (client: Client, emulator: Emulator) => {
	emulator.graph.scriptEvaluations(/.*/, [{ state: 'completed', result: { type: 'rejected' } }]);
	const { id } = (await client.post(`${PROMPT}/evaluations`, {})).body;
	return await client.get(`${PROMPT}/evaluations/${id}`);
};
/** Reads with a token of a `cp1` client after an administrator revoked its grants. */
export const revoked = async (client: Client, emulator: Emulator) => {
	const token = emulator.entra.issueToken({ cp1: true });
	emulator.entra.revokeGrants();
	return await client.get(SESSION, { token });
};

/** One row per setting: what to set, what to do, what to expect of the answer. */
export const switchCases: Case[] = [
	['permissions lenient', { permissions: 'lenient' }, tokenWith([READ_WRITE]), { status: 200 }],
	['permissions off', { permissions: 'off' }, tokenWith([]), { status: 200 }],
	[
		'evaluationListPermission none',
		{ evaluationListPermission: 'none' },
		get(`${PROMPT}/evaluations`),
		{ status: 403 },
	],
	[
		'evaluationListShape emptyCollection',
		{ evaluationListShape: 'emptyCollection' },
		get(`${PROMPT}/evaluations`),
		{ status: 200, body: { value: [] } },
	],
	['appOnly refuse', {}, asApp, { status: 403 }],
	['appOnly accept', { appOnly: 'accept' }, asApp, { status: 200 }],
	['roles none', { roles: 'none' }, get(SESSION), { status: 403, body: { error: { code: 'Forbidden' } } }],
	[
		'roles none, as traceId',
		{ roles: 'none', roleErrorShape: 'traceId' },
		get(SESSION),
		{ status: 403, body: { code: '403', traceId: expect.any(String) } },
	],
	['roles none, empty', { roles: 'none', roleErrorShape: 'empty' }, get(SESSION), { status: 403, text: '' }],
	['roles owner', { roles: 'owner' }, get(SESSION), { status: 200 }],
	[
		'undocumentedVerbs allow: DELETE',
		{ undocumentedVerbs: 'allow' },
		async (client) => await client.send('DELETE', SESSION),
		{ status: 204, text: '' },
	],
	[
		'undocumentedVerbs allow: GET workspace',
		{ undocumentedVerbs: 'allow' },
		get('/workspaces/default'),
		{ status: 200 },
	],
	[
		'undocumentedVerbs allow: GET plugin',
		{ undocumentedVerbs: 'allow' },
		get('/workspaces/default/plugins/Entra'),
		{ body: { name: 'Entra' } },
	],
	[
		'undocumentedVerbs allow: PATCH prompt',
		{ undocumentedVerbs: 'allow' },
		async (client) => await client.patch(PROMPT, { content: 'x', type: 'unknownFutureValue' }),
		{ body: { content: 'x', type: 'prompt' } },
	],
	[
		'undocumentedVerbs allow: PUT session',
		{ undocumentedVerbs: 'allow' },
		async (client) => await client.send('PUT', SESSION, { body: { displayName: 'x' } }),
		{ body: { displayName: 'x' } },
	],
	[
		'queryOptions lenient',
		{ queryOptions: 'lenient' },
		get(`${SESSIONS}?$skip=1&$count=true`),
		{ body: { '@odata.count': 3 } },
	],
	[
		'queryOptions generous',
		{ queryOptions: 'generous' },
		get(`${SESSIONS}?$skip=1&$orderby=displayName desc&$count=true`),
		{ body: { '@odata.count': 2 } },
	],
	[
		'filter basic',
		{ filter: 'basic' },
		get(`${SESSIONS}?$filter=contains(displayName,'who') and displayName eq 'who am i'`),
		{ body: { value: [{ displayName: 'who am i' }] } },
	],
	[
		'filter off',
		{ filter: 'off' },
		get("/workspaces/default/plugins?$filter=name eq 'Entra'"),
		{ status: 400 },
	],
	['filter pluginOnly', {}, get(`${SESSIONS}?$filter=displayName eq 'x'`), { status: 400 }],
	['topOverMax clamp', { maxPageSize: 2 }, get(`${SESSIONS}?$top=3`), { body: { value: [{}, {}] } }],
	['topOverMax error', { maxPageSize: 2, topOverMax: 'error' }, get(`${SESSIONS}?$top=3`), { status: 400 }],
	[
		'topOverMax ignore',
		{ maxPageSize: 2, pageSize: 1, topOverMax: 'ignore' },
		get(`${SESSIONS}?$top=3`),
		{ body: { value: [{}] } },
	],
	[
		'pageSize',
		{ pageSize: 1 },
		get(SESSIONS),
		{ body: { value: [{}], '@odata.nextLink': expect.any(String) } },
	],
	[
		'sessionOrder oldestFirst',
		{ sessionOrder: 'oldestFirst' },
		get(`${SESSIONS}?$top=1`),
		{ body: { value: [{ displayName: 'who am i' }] } },
	],
	[
		'sessionOrder stable-random',
		{ sessionOrder: 'stable-random' },
		get(`${SESSIONS}?$select=displayName`),
		{
			body: { value: [{ displayName: 'who am i' }, { displayName: 'API: who am I' }, { displayName: null }] },
		},
	],
	[
		'workspaceAlias separate',
		{ workspaceAlias: 'separate' },
		get('/workspaces/17aafe23-ab95-3b37-9546-56dec5ac0218/sessions'),
		{ body: { value: [] } },
	],
	[
		'workspaceListing alias',
		{ workspaceListing: 'alias' },
		get('/workspaces'),
		{ body: { value: [{ id: 'default' }, {}] } },
	],
	[
		'workspaceListContext',
		{ workspaceListContext: true },
		get('/workspaces'),
		{
			body: {
				'@odata.context': 'https://graph.microsoft.com/beta/$metadata#security/securityCopilot/workspaces',
			},
		},
	],
	[
		'keySyntax slashOnly',
		{ keySyntax: 'slashOnly' },
		get("/workspaces('default')/sessions"),
		{ status: 400 },
	],
	[
		'idCase insensitive',
		{ idCase: 'insensitive' },
		get(SESSION.replace('ecdfb9b3', 'ECDFB9B3')),
		{ status: 200 },
	],
	['malformedId 400', { malformedId: '400' }, get(`${SESSIONS}/nonsense`), { status: 400 }],
	[
		'unknownParent 403: parent',
		{ unknownParent: '403' },
		get(`${SESSIONS}/${UNKNOWN_ID}/prompts`),
		{ status: 403 },
	],
	['unknownParent 403: itself', { unknownParent: '403' }, get(`${SESSIONS}/${UNKNOWN_ID}`), { status: 404 }],
	[
		'emptyContent accept',
		{ emptyContent: 'accept' },
		post(`${SESSION}/prompts`, { type: 'prompt' }),
		{ status: 201, body: { content: null } },
	],
	[
		'maxContentLength',
		{ maxContentLength: 3 },
		post(`${SESSION}/prompts`, { content: 'long' }),
		{ status: 400 },
	],
	[
		'promptTypes any',
		{ promptTypes: 'any' },
		post(`${SESSION}/prompts`, { type: 'skill', content: 'x' }),
		{ body: { type: 'skill' } },
	],
	['missingDisplayName 400', { missingDisplayName: '400' }, post(SESSIONS, {}), { status: 400 }],
	['capacity result', {}, runWithoutCapacity, { status: 201 }],
	['capacity post429', { capacity: 'post429' }, runWithoutCapacity, { status: 429 }],
	['capacity post403', { capacity: 'post403' }, runWithoutCapacity, { status: 403 }],
	['capacity post503', { capacity: 'post503' }, runWithoutCapacity, { status: 503 }],
	[
		'failureState completed',
		{},
		pollRejected,
		{ body: { state: 'completed', result: { type: 'rejected' } } },
	],
	[
		'failureState running',
		{ failureState: 'running' },
		pollRejected,
		{ body: { state: 'running', completedDateTime: '0001-01-01T00:00:00Z' } },
	],
	[
		'failureState cancelled',
		{ failureState: 'cancelled' },
		pollRejected,
		{ body: { state: 'cancelled', isCancelled: true } },
	],
	[
		'supportedAuthTypes include',
		{ supportedAuthTypes: 'include' },
		get("/workspaces/default/plugins?$filter=name eq 'Entra'"),
		{ body: { value: [{ supportedAuthTypes: 'none' }] } },
	],
	['extraProperties', { extraProperties: { colour: 'red' } }, get(SESSION), { body: { colour: 'red' } }],
	[
		'errorCodeStyle camelCase',
		{ errorCodeStyle: 'camelCase' },
		get('/workspaces/nowhere/sessions'),
		{ body: { error: { code: 'notFound' } } },
	],
	[
		'errorCodeStyle empty',
		{ errorCodeStyle: 'empty' },
		get('/workspaces/nowhere/sessions'),
		{ body: { error: { code: '' } } },
	],
	[
		'innerErrorSpelling innererror',
		{ innerErrorSpelling: 'innererror' },
		get('/workspaces/nowhere/sessions'),
		{ body: { error: { innererror: expect.any(Object) } } },
	],
	[
		'expiredTokenText older',
		{ expiredTokenText: 'older' },
		async (client, emulator) =>
			await client.get(SESSION, { token: emulator.entra.issueToken({ lifetime: -1 }) }),
		{ status: 401, body: { error: { message: 'Access token has expired or is not yet valid.' } } },
	],
	['cae off', {}, revoked, { status: 200 }],
	[
		'cae on',
		{ cae: 'on' },
		revoked,
		{
			status: 401,
			body: {
				error: {
					message:
						'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
				},
			},
		},
	],
	[
		'batch off',
		{ batch: 'off' },
		async (client) => await client.raw('POST', '/beta/$batch', { body: { requests: [] } }),
		{ status: 404 },
	],
];
