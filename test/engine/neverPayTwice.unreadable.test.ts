import type { NodeParameters } from './harness';
import { askAnew, askNamed, outputsOf } from './harness/incident';
import { Fixture } from './harness/Fixture';

const fixture = Fixture.use();

describe('F-23 what cannot be read is not paid for', () => {
	const READ_WRITE = 'https://graph.microsoft.com/SecurityCopilotWorkspaces.ReadWrite.All offline_access';
	const ways: Array<[string, NodeParameters]> = [
		['a new session', askAnew()],
		['a named session', askNamed()],
		[
			'an existing session',
			askAnew({
				askIn: 'existingSession',
				sessionId: { mode: 'id', value: 'ecdfb9b3-58f5-457f-a18c-4a477890b252', __rl: true },
			}),
		],
		[
			'an evaluation of an existing prompt',
			{
				resource: 'evaluation',
				operation: 'create',
				sessionId: { mode: 'id', value: 'ecdfb9b3-58f5-457f-a18c-4a477890b252', __rl: true },
				promptId: '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01',
			},
		],
	];

	describe.each(ways)('%s', (_what, parameters) => {
		it('by a credential that may only write: nothing is created', async () => {
			await fixture.reset({ customScopes: true, enabledScopes: READ_WRITE });
			const [output] = await outputsOf(fixture, parameters);
			expect(output).toMatchObject({ error: expect.any(String) });
			expect(fixture.requests(({ method }) => method === 'POST')).toEqual([]);
			expect(fixture.requests().map(({ status }) => status)).toEqual(fixture.requests().map(() => 403));
		});

		it('by somebody without a role in the workspace: nothing is created', async () => {
			fixture.graph.switches.roles = 'none';
			const [output] = await outputsOf(fixture, parameters);
			expect(output).toMatchObject({ error: expect.any(String) });
			expect(fixture.requests(({ method }) => method === 'POST')).toEqual([]);
		});
	});

	it('is refused for twenty items with one request, where they are new sessions', async () => {
		fixture.graph.switches.roles = 'none';
		await outputsOf(fixture, askAnew(), Array(20).fill({}));
		expect(fixture.requests()).toHaveLength(1);
	});
});
