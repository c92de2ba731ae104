import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { effects, entraErrors } from '../../emulator';
import { USAGE } from '../options';
import { permissionsOf } from '../signIn';
import { LiveBench } from './LiveBench';

const ROOT = resolve(__dirname, '../../..');

describe('npm run live', () => {
	let bench: LiveBench;
	beforeAll(async () => {
		bench = await LiveBench.start();
	});
	beforeEach(() => bench.reset());
	afterAll(() => bench.emulator.stop());

	const start = (commandLine: string[]) =>
		spawn(process.execPath, ['--require', 'tsx/cjs', 'test/live/cli.ts', ...commandLine], {
			cwd: ROOT,
			env: { ...process.env, SECURITY_COPILOT_CLIENT_SECRET: '' },
			stdio: ['ignore', 'pipe', 'pipe'],
		});

	describe('options', () => {
		it('prints its usage without any', async () => {
			const child = start([]);
			const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
			expect(printed.trim()).toBe(USAGE);
			expect(code).toBe(0);
		});

		it.each([
			['no tenant', ['--client', 'an-app'], /^--tenant is missing/],
			['no client', ['--tenant', 'contoso.com'], /^--client is missing/],
			['a tenant that is none', ['--tenant', 'common', '--client', 'an-app'], /Tenant\) ID is not valid/],
			[
				'a secret as an argument',
				['--client-secret', 'hunter2-hunter2'],
				/--client-secret .*environment variable SECURITY_COPILOT_CLIENT_SECRET/,
			],
			['something that no option takes', ['hunter2-hunter2'], /cannot take an argument/],
			[
				'plain http beyond localhost',
				['--tenant', 'contoso.com', '--client', 'a', '--graph', 'http://graph.example'],
				/may receive tokens/,
			],
			[
				'a plain authority beyond localhost',
				['--tenant', 'contoso.com', '--client', 'a', '--authority-host', 'http://login.example'],
				/may receive secrets/,
			],
			[
				'a session that is a link',
				['--tenant', 'contoso.com', '--client', 'a', '--session', 'https://x/?st=hunter2-hunter2'],
				/session ID contains a slash/,
			],
			[
				'--ask without a session',
				['--tenant', 'contoso.com', '--client', 'a', '--ask', 'What?'],
				/--session, or create one with --write/,
			],
			[
				'--ask without words',
				['--tenant', 'contoso.com', '--client', 'a', '--write', '--ask', ' '],
				/needs the text of a prompt/,
			],
		])('refuses %s, and sends nothing', async (_case, commandLine, message) => {
			const run = await bench.runExactly(commandLine);
			expect(run.code).toBe(2);
			expect(run.told.join()).toMatch(message);
			expect(run.told.join()).not.toContain('hunter2');
			expect(run.report).toBe('');
		});

		it('refuses organizations for an app', async () => {
			const run = await bench.runExactly(['--tenant', 'organizations', '--client', 'a'], {
				secret: 'a secret',
			});
			expect(run.told.join()).toMatch(/needs one tenant/);
		});
	});

	describe('sign-in', () => {
		it('takes a tenant by its domain, and polls until the user has entered the code', async () => {
			const { graphApiBaseUrl, authorityHost, clientId } = bench.emulator;
			const run = await bench.runExactly([
				'--tenant',
				'contoso.com',
				'--client',
				clientId,
				'--authority-host',
				`${authorityHost}/`,
				'--graph',
				graphApiBaseUrl,
			]);
			expect(run.code).toBe(0);
			expect(run.report).toContain('signed in as a user');
			const polls = bench.emulator.entra.requests.filter(({ url }) => /\/token(\?|$)/.test(url));
			expect(polls.at(0)?.answer).toMatchObject({ error: 'authorization_pending' });
			expect(polls.at(-1)?.status).toBe(200);
		});

		it.each([
			['accept', 0, 'workspaces: 200; sessions: 200'],
			['refuse', 1, 'workspaces: 403 Authorization_RequestDenied; sessions: 403 Authorization_RequestDenied'],
		] as const)('as the app with a secret, which the service may %s', async (appOnly, code, answer) => {
			bench.emulator.graph.switches.appOnly = appOnly;
			const run = await bench.run([], { secret: bench.emulator.clientSecret });
			expect(run.code).toBe(code);
			expect(run.rows.get('app')?.answer).toBe(answer);
			expect(run.report).toContain('signed in as the app');
			expect(`${run.report}${run.told.join()}`).not.toContain(bench.emulator.clientSecret);
		});

		it('says what to do where Entra gives no token, and sends nothing to Graph', async () => {
			const [application] = bench.emulator.entra.directory.applications;
			const failures = [
				await bench.run([], { user: 'cancel' }),
				await bench.run([], { secret: 'wrong-secret' }),
				await bench.run([], { secret: 'Xq18Q~emulator.expired_value-0123456789ab' }),
			];
			application!.isFallbackPublicClient = false;
			failures.push(await bench.run());
			bench.emulator.entra.failNext('devicecode', 1, entraErrors.multifactorRequired());
			failures.push(await bench.run());
			expect(failures.map(({ code, report }) => [code, report])).toEqual(failures.map(() => [1, '']));
			const last = failures.map(({ told }) => told.at(-1));
			expect(last).toEqual([
				expect.stringMatching(/AADSTS65004\).*cancelled in the browser/),
				expect.stringMatching(/AADSTS7000215\).*value of the secret, not its ID/),
				expect.stringMatching(/AADSTS7000222\).*Create a new client secret/),
				expect.stringMatching(/AADSTS7000218\).*Allow public client flows/),
				expect.stringMatching(/AADSTS50076/),
			]);
			expect(last.join()).not.toMatch(/wrong-secret|expired_value/);
			expect(bench.emulator.graph.requests).toEqual([]);
		});

		it('says where Entra cannot be reached', async () => {
			const { authorityHost, tenantId, clientId } = bench.emulator;
			const closed = authorityHost.replace(/\d+$/, '1');
			const run = await bench.runExactly([
				'--tenant',
				tenantId,
				'--client',
				clientId,
				'--authority-host',
				closed,
			]);
			expect(run.code).toBe(1);
			expect(run.told.join()).toMatch(/could not be reached/);
		});

		it('reads nothing out of a token that it cannot read', () => {
			expect(permissionsOf('opaque')).toEqual({ scopes: [], roles: [] });
			expect(
				permissionsOf(`x.${Buffer.from('{"scp":"A B","roles":["C"]}').toString('base64url')}.y`),
			).toEqual({
				scopes: ['A', 'B'],
				roles: ['C'],
			});
		});
	});

	describe('Ctrl-C', () => {
		it('ends the wait for the user', async () => {
			const child = start(bench.connection);
			const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
			expect(line).toMatch(/^To sign in, open .* and enter the code/);
			child.kill('SIGINT');
			expect(await once(child, 'exit')).toEqual([130, null]);
			expect(bench.emulator.graph.requests).toEqual([]);
		});

		it('ends the checks, and reports what was found so far', async () => {
			const stop = new AbortController();
			const run = await bench.run(['--write'], {
				signal: stop.signal,
				onTold: (line) => line.startsWith('select') && stop.abort(),
			});
			expect(run.code).toBe(130);
			expect(run.rows.get('sessionList')?.answer).toMatch(/^`value`/);
			const later = [...run.rows.values()].slice([...run.rows.keys()].indexOf('select'));
			expect(new Set(later.map(({ answer }) => answer))).toEqual(new Set(['**not made:** stopped']));
			expect(bench.changes).toEqual([]);
		});

		it.each([
			['a request', /plugins$/, 'plugins', '**not made:** stopped on the way'],
			[
				'an evaluation',
				/evaluations\/[^/]+\?\$select=id,state/,
				'ask',
				'the evaluation was created, and goes on; nobody waited for its end',
			],
		])('ends %s that is under way, and says so', async (_case, path, name, answer) => {
			const stop = new AbortController();
			const predicate = ({ url }: { url: string }) => {
				if (path.test(url)) stop.abort();
				return false;
			};
			bench.emulator.graph.addFault({ match: { predicate }, effect: effects.hang() });
			const run = await bench.run(['--session', bench.emulator.sessionId, '--ask', 'What?'], {
				signal: stop.signal,
			});
			expect(run.code).toBe(130);
			expect(run.rows.get(name)?.answer).toBe(answer);
			expect(bench.emulator.graph.costs).toHaveLength(name === 'ask' ? 1 : 0);
		});
	});
});
