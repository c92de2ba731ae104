import { effects } from '../../emulator';
import { Fixture } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from '../harness/outcomes';

const SESSIONS = '/beta/security/securityCopilot/workspaces/default/sessions';

const fixture = Fixture.use();

it('F-57 Links that are always new end at the limit of pages, as an error and not as a list', async () => {
	const { graphApiBaseUrl, graph } = fixture.emulator;
	const effect = effects.endlessPages(`${graphApiBaseUrl}${SESSIONS}`, (page) => [{ id: `item ${page}` }]);
	graph.addFault({ match: { path: /sessions/ }, effect, count: Number.POSITIVE_INFINITY });
	const run = await fixture.run({ operation: 'getAll', returnAll: true }, { settings: CONTINUING });
	expect(outcomesOf(run)).toEqual(['endlessList']);
	const [, limit] = /has more than (\d+) pages/.exec(shownOf(run)) ?? [];
	expect(fixture.sent).toHaveLength(Number(limit) + 1);
	expect(shownOf(run)).toContain('set a Limit');
	expectProtocolRules(fixture, run);
}, 120_000);
