import { effects } from '../emulator';
import { Fixture, type NodeParameters } from './harness';
import { askAnew, askExisting, askNamed, outputOf, outputsOf, scriptAnswers } from './harness/asking';
import { PROMPT, SESSION } from './harness/documented';

const fixture = Fixture.use();

const READ_WRITE = 'https://graph.microsoft.com/SecurityCopilotWorkspaces.ReadWrite.All offline_access';

describe.each<[string, NodeParameters]>([
	['a new session', askAnew()],
	['a named session', askNamed()],
	['an existing session', askExisting()],
	[
		'an existing prompt',
		{ resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT },
	],
])('What cannot be read is not paid for, in %s', (_what, parameters) => {
	it('by a credential that may only write, or without a role in the workspace: nothing is created', async () => {
		await fixture.reset({ customScopes: true, enabledScopes: READ_WRITE });
		expect(await outputOf(fixture, parameters)).toMatchObject({ error: expect.any(String) });
		await fixture.signIn();
		fixture.graph.switches.roles = 'none';
		expect(await outputOf(fixture, parameters)).toMatchObject({ error: expect.any(String) });
		expect(new Set(fixture.sent.map(({ method, status }) => `${method} ${status}`))).toEqual(
			new Set(['GET 403']),
		);
	});
});

describe('The read before an ask in new sessions', () => {
	const isRead = ({ method, url }: { method: string; url: string }) =>
		method === 'GET' && /sessions\?/.test(url);

	it('is made once for all items', async () => {
		scriptAnswers(fixture);
		await outputsOf(fixture, askAnew(), Array(60).fill({}));
		expect(fixture.requests(isRead)).toHaveLength(1);
		expect(fixture.graph.costs).toHaveLength(60);
	});

	it('fails the items that wait for it, and is made anew for those behind them', async () => {
		scriptAnswers(fixture);
		fixture.graph.addFault({ match: { predicate: isRead }, effect: effects.graphError(500), count: 4 });
		const outputs = await outputsOf(fixture, askAnew(), Array(60).fill({}));
		expect(outputs.map(({ reference, answer }) => answer ?? reference)).toEqual([
			...Array<string>(50).fill('graphUnavailable'),
			...Array<string>(10).fill('Yes.'),
		]);
		expect(fixture.graph.costs).toHaveLength(10);
	});
});
