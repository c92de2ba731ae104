import { effects } from '../../emulator';
import { shownText, Fixture, type NodeParameters } from '../harness';
import { SESSION } from './cases';

const SHARING_TOKEN = 'c2hhcmluZy10b2tlbi1vZi1BZGVsZQ';
const LINK = `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=${SHARING_TOKEN}`;

const fixture = Fixture.use();

// n8n keeps an error's node with the execution, hands it to error workflows, and logs it at the level `debug`.
describe.each<[string, NodeParameters]>([
	['a link', { __rl: true, mode: 'url', value: LINK } as never],
	['an ID', { __rl: true, mode: 'id', value: `${SESSION}?st=${SHARING_TOKEN}` } as never],
])('A sharing token in %s that is typed into the node', (_what, sessionId) => {
	it.each(['get', 'getTranscript', 'update'])('stands in no error and in no log: %s', async (operation) => {
		fixture.emulator.graph.addFault({ effect: effects.graphError(403), count: 99 });
		const run = await fixture.run({ operation, sessionId, displayName: 'New' });
		expect(run.status).toBe('error');
		expect(shownText(run.data.resultData.error)).not.toContain(SHARING_TOKEN);
		expect(fixture.logged.filter((line) => line.includes(SHARING_TOKEN))).toEqual([]);
	});
});
