import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { effects } from '../../emulator';
import { ASSUMPTIONS, NOT_FROM_OUTSIDE } from '../assumptions';
import { checksFor } from '../checks';
import type { LiveOptions } from '../options';
import { LiveBench } from './LiveBench';

describe('the report of npm run live', () => {
	let bench: LiveBench;
	beforeAll(async () => {
		bench = await LiveBench.start();
	});
	beforeEach(() => bench.reset());
	afterAll(() => bench.emulator.stop());

	/** Everything in the emulator that somebody wrote, or that names somebody. */
	const seedCanaries = () => {
		const { graph, sessionId } = bench.emulator;
		graph.addWorkspace({ displayName: 'CANARY workspace' });
		const session = graph.addSession({ displayName: 'CANARY | session' });
		const prompt = graph.addPrompt({ sessionId: session.id, content: 'CANARY prompt', type: 'CANARY type' });
		graph.addEvaluation({
			promptId: prompt.id,
			state: 'CANARY state',
			result: { type: 'CANARY type', content: 'CANARY answer' },
		});
		graph.addPlugin({
			name: 'CANARYplugin',
			displayName: 'CANARY',
			description: 'CANARY',
			category: 'CANARY category',
		});
		graph.switches.extraProperties = { 'CANARY property': 'CANARY value', tenantDisplayName: 'CANARY value' };
		return [session.id, prompt.id, sessionId];
	};

	it.each([
		['as a user', undefined],
		['as the app', 'secret'],
	])('holds no content, name, ID of an object, tenant or token, signed in %s', async (_case, as) => {
		const ids = seedCanaries();
		const { emulator } = bench;
		emulator.graph.switches.appOnly = 'accept';
		emulator.graph.addFault({
			match: { path: /\$filter/ },
			effect: effects.graphError(400, { code: 'CANARY code', message: 'CANARY message' }),
			count: 2,
		});
		emulator.graph.addFault({
			match: { path: /prompts\/[^/]+$/ },
			effect: effects.graphError(403, { code: 'CANARY code', message: 'CANARY message' }),
		});
		const run = await bench.run(['--write', '--session', ids[0]!, '--ask', 'CANARY question'], {
			secret: as && emulator.clientSecret,
		});
		expect(run.rows.get('enumerations')?.answer).toContain('(undeclared: (unreadable))');
		expect(run.rows.get('prompts')?.answer).toBe('**refused:** 403 with an unreadable code');
		expect(run.rows.get('filterByName')?.answer).toBe('400 with an unreadable code');

		const everything = `${run.report}\n${run.told.join('\n')}`;
		const { user, tenantId, clientId, clientSecret, workspaceId } = emulator;
		const [person] = emulator.entra.directory.users;
		const names = [
			user.username,
			user.password,
			person!.displayName,
			person!.id,
			tenantId,
			clientId,
			clientSecret,
			workspaceId,
		];
		for (const secret of ['CANARY', ...names, ...ids, ...tokensIssued()])
			expect(everything).not.toContain(secret);
		const written = emulator.graph.store.allSessions().map(({ displayName }) => displayName);
		for (const name of written.filter((known) => known !== null)) expect(run.report).not.toContain(name);
	});

	const tokensIssued = (): string[] => {
		const tokens = bench.emulator.entra.requests.flatMap(({ answer }) => {
			const { access_token, refresh_token, id_token, device_code } = (answer ?? {}) as Record<string, string>;
			return [access_token, refresh_token, id_token, device_code].filter((token) => token !== undefined);
		});
		expect(tokens.length).toBeGreaterThan(0);
		return tokens;
	};

	it('is a table of Markdown whose rows all have the same cells', async () => {
		const { report } = await bench.run();
		const lines = report.split('\n').filter((line) => line.startsWith('|'));
		expect(new Set(lines.map((line) => line.split(/(?<!\\)\|/).length))).toEqual(new Set([8]));
		expect(report).toMatch(/^### Security Copilot in a real tenant\n/);
		expect(report).toContain('not asked for: `--write`, `--ask`');
	});

	it('names the lines of docs/assumptions.md as they stand there, and every one is checked or is said not to be', async () => {
		const document = await readFile(resolve(__dirname, '../../../docs/assumptions.md'), 'utf8');
		const lines = document
			.split('\n')
			.filter((line) => line.startsWith('|'))
			.slice(2)
			.map((line) => line.split('|')[1]!.trim());
		const all = checksFor({ write: true, ask: 'x' } as LiveOptions, { as: 'app' });
		const settled = new Set(all.flatMap(({ settles }) => settles));
		expect([...settled].sort()).toEqual(Object.values(ASSUMPTIONS).sort());
		expect([...settled, ...Object.keys(NOT_FROM_OUTSIDE)].sort()).toEqual(lines.sort());
	});

	it('gives every check a name of its own', () => {
		const names = checksFor({ write: true, ask: 'x' } as LiveOptions, { as: 'app' }).map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	});
});
