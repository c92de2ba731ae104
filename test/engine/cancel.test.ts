import type { IExecuteFunctions, INodeType, IRun } from 'n8n-workflow';
import { connectionFaults, effects, scripts, startFaultProxy, type Effect } from '../emulator';
import { errorOf, Fixture, itemsOf, type NodeParameters, type NodeRun } from './harness';
import { askAnew, askExisting, POLL } from './harness/asking';
import { PROMPT, SESSION } from './harness/documented';
import { CONTINUING, expectNothingShown } from './harness/outcomes';

/** A second is for the end, another for the clock, which may jump on a busy machine. */
const ALLOWED_MS = 2_000;

const fixture = Fixture.use();
beforeEach(() => fixture.graph.scriptEvaluations('stuck', scripts.stuckIn('running')));

const ask = (more: NodeParameters = {}) => askAnew({ prompt: 'stuck', ...more });
const create: NodeParameters = { operation: 'create', displayName: 'Incident 4711' };
const evaluate = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };

const sleep = async (milliseconds: number) =>
	await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

interface When {
	/** A request that the execution is cancelled after. */
	method: string;
	path: RegExp;
	nth?: number;
	effect?: Effect;
	/** Milliseconds that it is cancelled later. */
	laterMs?: number;
}

/**
 * Cancels an execution, and expects that the node itself ends at once, which n8n does not wait for, and sends nothing
 * more until long afterwards.
 *
 * @param when milliseconds after the start, or a request
 */
async function cancelled(
	parameters: NodeParameters,
	when: number | When,
	options: NodeRun = {},
): Promise<IRun> {
	let cancel: () => void = () => undefined;
	let cancelledMs = Number.NaN;
	let sent = Number.NaN;
	const cancelNow = () => {
		cancelledMs = fixture.clock.now();
		sent = fixture.sent.length;
		cancel();
	};
	if (typeof when === 'number') setTimeout(cancelNow, when);
	else {
		const { effect = effects.change((body) => body), laterMs = 3_000, ...match } = when;
		const predicate = () => {
			setTimeout(cancelNow, laterMs);
			return true;
		};
		fixture.graph.addFault({ match: { ...match, predicate }, effect });
	}
	const ends: number[] = [];
	const node = fixture.engine.nodeTypes.getByName(
		'n8n-nodes-security-copilot.securityCopilotSession',
	) as INodeType;
	const execute = node.execute!;
	const spy = jest.spyOn(node, 'execute').mockImplementation(function (this: IExecuteFunctions) {
		const executed = execute.call(this);
		const note = () => ends.push(fixture.clock.now());
		executed.then(note, note);
		return executed;
	});
	const run = await fixture.run(parameters, { ...options, onStart: (cancelRun) => (cancel = cancelRun) });
	spy.mockRestore();
	await sleep(900_000);
	expect([run.status, ends.length, fixture.sentLines.slice(sent)]).toEqual(['canceled', 1, []]);
	expect(ends[0]! - cancelledMs).toBeLessThanOrEqual(ALLOWED_MS);
	expectNothingShown(fixture, run);
	return run;
}

const post = (end: string, effect?: Effect): When => ({
	method: 'POST',
	path: new RegExp(`${end}$`),
	effect,
});

/** Carried out, and never answered. */
const hangAfter: Effect = { ...effects.hang(), moment: 'after' };

describe('An execution that is cancelled ends within 2 s and sends nothing more', () => {
	it('while fifty items wait for their answers', async () => {
		await cancelled(ask(), 60_000, { items: Array(50).fill({}) });
		expect(fixture.graph.costs).toHaveLength(50);
	});

	it.each<[string, NodeParameters, When]>([
		[
			'a GET is throttled',
			{ sessionId: SESSION },
			{ method: 'GET', path: /sessions/, effect: effects.throttled(60) },
		],
		['a POST is throttled', create, post('sessions', effects.throttled(60))],
		['a poll is throttled', ask(), { method: 'GET', path: POLL, effect: effects.throttled(60) }],
		[
			'a GET has no answer',
			{ sessionId: SESSION },
			{ method: 'GET', path: /sessions/, effect: effects.hang() },
		],
		['a poll has no answer', ask(), { method: 'GET', path: POLL, effect: effects.hang() }],
		['a POST of a prompt has no answer', ask(), post('prompts', effects.hang())],
		[
			'it waits to look for a lost prompt',
			ask(),
			{ ...post('prompts', effects.graphError(504)), laterMs: 1_000 },
		],
		[
			'it waits as long as the server said',
			ask(),
			post('evaluations', effects.graphError(503, { retryAfter: 60 })),
		],
	])('while %s', async (_what, parameters, when) => {
		const { status } = await cancelled(parameters, when);
		expect(status).toBe('canceled');
	});

	it('while Entra does not answer a refresh of the token, which n8n waits for without a signal', async () => {
		const proxy = await startFaultProxy({ target: fixture.emulator.authorityHost });
		await fixture.signIn({ authorityHost: proxy.origin });
		fixture.emulator.entra.expireAccessTokens();
		proxy.addFault({ fault: connectionFaults.stall(), count: 99 });
		const { status } = await cancelled({ sessionId: SESSION }, 5_000);
		await proxy.stop();
		expect(status).toBe('canceled');
	});

	it('while it waits for its turn in a session', async () => {
		const busy = fixture.run(askExisting({ prompt: 'stuck', options: { timeout: 200 } }));
		await sleep(20_000);
		let cancelledMs = 0;
		const behind = await fixture.run(askExisting({ prompt: 'behind' }), {
			onStart: (cancel) =>
				setTimeout(() => {
					cancelledMs = fixture.clock.now();
					cancel();
				}, 30_000),
		});
		expect(behind.status).toBe('canceled');
		expect(fixture.clock.now() - cancelledMs).toBeLessThanOrEqual(ALLOWED_MS);
		expect((await busy).status).toBe('error');
		await sleep(100_000);
		expect(fixture.requests(({ body }) => JSON.stringify(body)?.includes('behind'))).toEqual([]);
	});

	it('while it leaves a prompt to the worker that has created it', async () => {
		fixture.graph.addPrompt({
			id: 'aaaaaaaa-0000-4000-8000-00000000000c',
			sessionId: SESSION,
			content: 'stuck',
		});
		await cancelled(askExisting({ prompt: 'stuck', options: { reuseAnswer: true } }), 20_000);
		expect(fixture.graph.costs).toEqual([]);
	});

	it('while it asks follow-ups: no further one is asked', async () => {
		await cancelled(ask({ prompt: 'first', followUps: ['stuck too', 'never'] }), 100_000);
		expect(fixture.graph.costs).toHaveLength(2);
	});

	it('also where it continues on fail: no item begins any more', async () => {
		const options = { items: Array(3).fill({}), settings: CONTINUING };
		await cancelled(askExisting({ prompt: 'stuck' }), 60_000, options);
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it.each([1, 3])('between pages of %i items: no part of a list looks like all of it', async (count) => {
		Object.assign(fixture.graph.switches, { pageSize: 2, maxPageSize: 2 });
		for (let index = 0; index < 20; index++) fixture.graph.addSession();
		const when = { method: 'GET', path: /skiptoken/, nth: 3, effect: effects.throttled(60) };
		const options = { items: Array(count).fill({}), settings: CONTINUING };
		const run = await cancelled({ operation: 'getAll', returnAll: true }, when, options);
		// n8n itself hands on the input of a node that is cancelled while it continues on fail.
		expect(itemsOf(run).filter(({ json }) => Object.keys(json).length > 0)).toEqual([]);
	});
});

describe('The error of a cancelled execution', () => {
	const MAY_RUN = /may be running and using compute units: the API cannot cancel it/;

	const textOf = (run: IRun) => `${errorOf(run).message}. ${errorOf(run).description}`;

	it.each<[string, NodeParameters, When, NodeRun]>([
		['polled', ask(), { method: 'GET', path: POLL }, {}],
		[
			'polled, where the node continues on fail',
			ask(),
			{ method: 'GET', path: POLL },
			{ settings: CONTINUING },
		],
		['not answered', ask(), post('evaluations', hangAfter), {}],
		['not answered, of a prompt that the user has named', evaluate, post('evaluations', hangAfter), {}],
	])(
		'says that an evaluation may go on and cost, with the IDs known so far: %s',
		async (what, parameters, when, options) => {
			const text = textOf(await cancelled(parameters, when, options));
			expect(text).toMatch(MAY_RUN);
			expect(text).toContain('reference cancelledWhileEvaluating');
			const [cost, ...more] = fixture.graph.costs;
			expect(more).toEqual([]);
			const ids = [
				cost?.sessionId,
				cost?.promptId,
				...(what.startsWith('polled') ? [cost?.evaluationId] : []),
			];
			for (const id of ids) expect(text).toContain(id);
		},
	);

	it('speaks of none before one was asked for, and names the session that exists', async () => {
		const text = textOf(await cancelled(ask(), post('prompts', effects.hang())));
		expect(text).toContain('reference cancelled.');
		expect(text).not.toMatch(/compute units/);
		const { sessions } = fixture.graph.store.defaultWorkspace;
		expect(text).toContain(sessions.find(({ displayName }) => displayName === 'Incident 4711')?.id);
	});

	it('names the answers that were paid for', async () => {
		fixture.graph.scriptEvaluations(/quick/, scripts.immediate('Yes.'));
		const parameters = ask({ prompt: 'quick', followUps: ['stuck'] });
		const text = textOf(await cancelled(parameters, { ...post('prompts', effects.hang()), nth: 2 }));
		expect(text).not.toMatch(MAY_RUN);
		expect(fixture.graph.costs).toHaveLength(1);
		expect(text).toContain(fixture.graph.costs[0]?.evaluationId);
	});
});
