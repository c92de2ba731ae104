import type { IRun } from 'n8n-workflow';
import { errorOf, type NodeParameters, type Fixture } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

/** What the tests of the credential do with it. */
export function credentialRuns(fixture: Fixture) {
	return {
		/** Gets a session. */
		get: async (parameters: NodeParameters = {}): Promise<IRun> =>
			await fixture.run({ sessionId: SESSION, ...parameters }),

		/** Gets many sessions at once. @returns also the IDs */
		getMany: async (count: number): Promise<{ run: IRun; asked: string[] }> => {
			const items = Array.from({ length: count }, () => ({
				session: fixture.emulator.graph.addSession().id,
			}));
			const run = await fixture.run(
				{ sessionId: '={{ $json.session }}' },
				{ items, settings: { onError: 'continueErrorOutput' } },
			);
			return { run, asked: items.map(({ session }) => session) };
		},

		/** The error of a run that failed without showing a secret. */
		failureOf: async (running: Promise<IRun>): Promise<ReturnType<typeof errorOf>> => {
			const run = await running;
			expect(run.status).toBe('error');
			expect(fixture.leaksIn(run)).toEqual([]);
			return errorOf(run);
		},
	};
}
