import { effects, scripts } from '../../emulator';
import { answersOf, LiveBench } from './LiveBench';

describe('npm run live', () => {
	let bench: LiveBench;
	beforeAll(async () => {
		bench = await LiveBench.start();
	});
	beforeEach(() => bench.reset());
	afterAll(() => bench.emulator.stop());

	describe('--write', () => {
		it('says so, creates one session and renames it, and evaluates nothing', async () => {
			const run = await bench.run(['--write']);
			expect(run.code).toBe(0);
			expect(bench.changes).toEqual(['POST sessions', 'PATCH sessions']);
			expect(bench.emulator.graph.costs).toEqual([]);
			expect(answersOf(run)).toMatchObject({
				createSession:
					'201, `createdDateTime`, `displayName`, `id`, `lastModifiedDateTime`; read right after: 200',
				sessionInList: 'after 0.0 s',
				renameSession:
					'200, `createdDateTime`, `displayName`, `id`, `lastModifiedDateTime`; new name: yes; moved: yes',
			});
			const said = run.told.findIndex((line) => line.startsWith('--write: creates one session'));
			expect(said).toBeGreaterThan(-1);
			expect(said).toBeLessThan(run.told.findIndex((line) => line.startsWith('permissions')));
		});

		it('sees that the service shows late what was created', async () => {
			const { graph } = bench.emulator;
			/** ID of the session that the command created; undefined before. */
			const created = () => {
				const creation = graph.requests.find(
					({ method, url }) => method === 'POST' && url.endsWith('/sessions'),
				);
				return (creation?.answer as { id?: string } | undefined)?.id;
			};
			graph.addFault({
				match: { method: 'GET', predicate: ({ url }) => url.endsWith(`/sessions/${created()}`) },
				effect: effects.graphError(404),
			});
			graph.addFault({
				match: { method: 'GET', path: /sessions\?\$select=id$/, predicate: () => created() !== undefined },
				effect: effects.change((body) => ({
					...body,
					value: (body.value as Array<{ id: string }>).filter(({ id }) => id !== created()),
				})),
				count: 2,
			});
			const run = await bench.run(['--write']);
			expect(run.rows.get('createSession')?.answer).toMatch(/read right after: 404 \w+$/);
			expect(run.rows.get('sessionInList')?.answer).toMatch(/^after 5\.\d s$/);
			expect(run.code).toBe(0);
		});

		it('never sends again what may have been created', async () => {
			bench.emulator.graph.addFault({
				match: { method: 'POST', path: /sessions$/ },
				effect: effects.closeBeforeHeaders(),
				moment: 'after',
				count: 5,
			});
			const run = await bench.run(['--write']);
			expect(run.code).toBe(1);
			expect(bench.changes).toEqual(['POST sessions']);
			for (const name of ['createSession', 'sessionInList', 'renameSession']) {
				expect(run.rows.get(name)?.answer).toMatch(
					/^\*\*refused:\*\* unknown whether it was created: no answer \(\w+\); not sent again/,
				);
			}
		});
	});

	describe('--ask', () => {
		const PROMPT = 'Canary: which alerts are open?';

		it('says so, creates one prompt in the named session and evaluates it once', async () => {
			const run = await bench.run(['--session', bench.emulator.sessionId, '--ask', PROMPT]);
			expect(run.code).toBe(0);
			expect(bench.changes).toEqual(['POST prompts', 'POST evaluations']);
			expect(bench.emulator.graph.costs).toHaveLength(1);
			expect(run.rows.get('ask')?.answer).toMatch(
				/^prompt: `content`, .*; its list of evaluations right after: 200; states: `created`, `running`, `completed`; result: `success`; ended after 1\d\.\d s$/,
			);
			expect(run.told).toContainEqual(
				expect.stringContaining('ONE evaluation, which costs security compute units'),
			);
			expect(run.report).not.toContain('Canary');
		});

		it('asks in the session that --write created', async () => {
			const run = await bench.run(['--write', '--ask', PROMPT]);
			expect(run.code).toBe(0);
			expect(bench.changes).toEqual(['POST sessions', 'PATCH sessions', 'POST prompts', 'POST evaluations']);
			const [{ sessionId } = { sessionId: '' }] = bench.emulator.graph.costs;
			expect(bench.emulator.graph.store.allSessions().at(-1)?.id).toBe(sessionId);
		});

		it.each([
			['a result that is none', scripts.endingIn('capacityExceeded'), /result: `capacityExceeded`; ended/],
			[
				'an evaluation that does not end',
				[{ state: 'created' }, { after: 100, state: 'running' }],
				/states: `created`, `running`; result: none; still running after 60\d\.\d s/,
			],
		])('reports %s', async (_case, script, expected) => {
			bench.emulator.graph.scriptEvaluations(/Canary/, script);
			const run = await bench.run(['--session', bench.emulator.sessionId, '--ask', PROMPT]);
			expect(run.rows.get('ask')?.answer).toMatch(expected);
			expect(bench.emulator.graph.costs).toHaveLength(1);
		});

		it.each([
			['504', effects.graphError(504)],
			['a broken connection', effects.closeBeforeHeaders()],
		])('pays once where the evaluation is answered with %s', async (_case, effect) => {
			bench.emulator.graph.addFault({
				match: { method: 'POST', path: /evaluations$/ },
				effect,
				moment: 'after',
				count: 5,
			});
			const run = await bench.run(['--session', bench.emulator.sessionId, '--ask', PROMPT]);
			expect(run.code).toBe(1);
			expect(bench.emulator.graph.costs).toHaveLength(1);
			expect(run.rows.get('ask')?.answer).toMatch(/unknown whether it was created/);
		});

		it('pays nothing where the prompts cannot be read', async () => {
			bench.emulator.graph.addFault({
				match: { method: 'GET', path: /prompts$/ },
				effect: effects.graphError(403),
				count: 100,
			});
			const run = await bench.run(['--session', bench.emulator.sessionId, '--ask', PROMPT]);
			expect(run.rows.get('ask')?.answer).toMatch(/^\*\*refused:\*\* 403/);
			expect(bench.changes).toEqual([]);
		});
	});
});
