import { effects } from '../../emulator';
import { TestBench } from '../harness';
import { CONTINUING, expectGoodManners, outcomesOf, shownOf } from './outcomes';

const SESSIONS = '/beta/security/securityCopilot/workspaces/default/sessions';

const bench = TestBench.set();

it('F-57 Links that are always new end at the limit of pages, as an error and not as a list', async () => {
	const { graphApiBaseUrl, graph } = bench.emulator;
	const effect = effects.endlessPages(`${graphApiBaseUrl}${SESSIONS}`, (page) => [{ id: `item ${page}` }]);
	graph.addFault({ match: { path: /sessions/ }, effect, count: Number.POSITIVE_INFINITY });
	const run = await bench.run({ operation: 'getAll', returnAll: true }, { settings: CONTINUING });
	expect(outcomesOf(run)).toEqual(['endlessList']);
	const [, limit] = /has more than (\d+) pages/.exec(shownOf(run)) ?? [];
	expect(bench.sent).toHaveLength(Number(limit) + 1);
	expect(shownOf(run)).toContain('set a Limit');
	expectGoodManners(bench, run);
}, 120_000);
