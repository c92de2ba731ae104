import type { IExecuteFunctions, INode, INodeType, IRun } from 'n8n-workflow';
import { connectionFaults, effects, scripts, startFaultProxy, type Effect } from '../emulator';
import type { NodeParameters } from './harness';
import { Fixture } from './harness/Fixture';

const fixture = Fixture.use();
beforeEach(() => {
	fixture.graph.scriptEvaluations('stuck', scripts.stuckIn('running'));
});

const ask = (more: NodeParameters = {}): NodeParameters => ({
	resource: 'session',
	operation: 'ask',
	prompt: 'stuck',
	...more,
});

const sleep = async (milliseconds: number) =>
	await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

interface End {
	status: IRun['status'];
	/** Milliseconds from the cancellation to the end of the node itself, as far as they are more than allowed. */
	lateMs: number;
	/** Requests after the cancellation, until long after. */
	sentAfter: string[];
}

const ALLOWED_MS = 2_000;

const AT_ONCE: End = { status: 'canceled', lateMs: 0, sentAfter: [] };

/**
 * Runs the node and cancels the execution.
 *
 * @param when tells when: milliseconds after the start, or what a request must be for it to be cancelled a second later
 */
async function cancelled(
	parameters: NodeParameters,
	when: number | { method: string; path: RegExp; effect?: Effect; nth?: number },
	items = [{}],
	settings: Partial<INode> = {},
): Promise<End> {
	let cancel: () => void = () => undefined;
	let cancelledMs = Number.NaN;
	let sent = Number.NaN;
	const cancelNow = () => {
		cancelledMs = fixture.clock.now();
		sent = fixture.graph.requests.length;
		cancel();
	};
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
	if (typeof when === 'number') setTimeout(cancelNow, when);
	else {
		const { method, path, nth, effect = effects.change((body) => body) } = when;
		const predicate = () => {
			setTimeout(cancelNow, 1_000);
			return true;
		};
		fixture.graph.addFault({ match: { method, path, nth, predicate }, effect });
	}
	const run = await fixture.run(parameters, {
		items,
		onStart: (cancelRun) => (cancel = cancelRun),
		settings,
	});
	spy.mockRestore();
	await sleep(900_000);
	expect(ends).toHaveLength(1);
	return {
		status: run.status,
		lateMs: Math.max(0, ends[0]! - cancelledMs - ALLOWED_MS),
		sentAfter: fixture.graph.requests.slice(sent).map(({ method, url }) => `${method} ${url}`),
	};
}

const SESSION = { mode: 'id', value: 'ecdfb9b3-58f5-457f-a18c-4a477890b252', __rl: true };
const post = (end: string, effect?: Effect) => ({
	method: 'POST',
	path: new RegExp(`${end}$`),
	...(effect && { effect }),
});

describe('F-79, F-80, F-81 an execution that is cancelled ends within 2 s and sends nothing more', () => {
	it('while it waits for an answer', async () => {
		expect(await cancelled(ask(), 60_000)).toEqual(AT_ONCE);
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('while fifty items wait for their answers', async () => {
		expect(await cancelled(ask(), 60_000, Array(50).fill({}))).toEqual(AT_ONCE);
		expect(fixture.graph.costs).toHaveLength(50);
	});

	it('while it looks at an evaluation and the server does not answer', async () => {
		expect(
			await cancelled(ask(), { method: 'GET', path: /evaluations\/[^/]+$/, effect: effects.hang() }),
		).toEqual(AT_ONCE);
	});

	it('while Entra does not answer a refresh of the token, which n8n waits for without a signal', async () => {
		const proxy = await startFaultProxy({ target: fixture.emulator.authorityHost });
		await fixture.reset({ authorityHost: proxy.origin });
		fixture.emulator.entra.expireAccessTokens();
		proxy.addFault({ fault: connectionFaults.stall(), count: 99 });
		expect(await cancelled({ sessionId: SESSION }, 5_000)).toEqual(AT_ONCE);
		await proxy.stop();
	});

	it('while it is throttled', async () => {
		const throttled = effects.throttled(120);
		expect(await cancelled(ask(), { method: 'GET', path: /evaluations\/[^/]+$/, effect: throttled })).toEqual(
			AT_ONCE,
		);
		expect(await cancelled(ask(), post('/sessions', throttled))).toEqual(AT_ONCE);
		expect(await cancelled(ask(), post('/evaluations', throttled))).toEqual(AT_ONCE);
	});

	it.each(['/sessions', '/prompts', '/evaluations'])(
		'while a POST to %s is under way: nobody looks for what it may have created',
		async (end) => {
			expect(await cancelled(ask(), post(end, effects.hang()))).toEqual(AT_ONCE);
		},
	);

	it.each(['/sessions', '/prompts', '/evaluations'])(
		'while it waits before looking for what a lost POST to %s has created',
		async (end) => {
			expect(await cancelled(ask(), post(end, effects.graphError(504)))).toEqual(AT_ONCE);
		},
	);

	it('while it waits as long as the server said before looking for what a lost POST has created', async () => {
		const unavailable = effects.graphError(503, { retryAfter: 60 });
		expect(await cancelled(ask(), post('/evaluations', unavailable))).toEqual(AT_ONCE);
	});

	it('while it waits for its turn in a session', async () => {
		const busy = fixture.run(
			ask({ askIn: 'existingSession', sessionId: SESSION, options: { timeout: 200 } }),
		);
		await sleep(20_000);
		let cancelledMs = 0;
		const behind = fixture.run(ask({ prompt: 'behind', askIn: 'existingSession', sessionId: SESSION }), {
			onStart: (cancel) => {
				setTimeout(() => {
					cancelledMs = fixture.clock.now();
					cancel();
				}, 30_000);
			},
		});
		const { status } = await behind;
		expect(status).toBe('canceled');
		expect(fixture.clock.now() - cancelledMs).toBeLessThanOrEqual(2_000);
		expect((await busy).status).toBe('error');
		await sleep(100_000);
		expect(fixture.requests(({ body }) => JSON.stringify(body)?.includes('behind'))).toEqual([]);
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('while it leaves a prompt to the worker that has created it', async () => {
		fixture.graph.addPrompt({
			id: 'aaaaaaaa-0000-4000-8000-00000000000c',
			sessionId: SESSION.value,
			content: 'stuck',
		});
		const reusing = ask({ askIn: 'existingSession', sessionId: SESSION, options: { reuseAnswer: true } });
		expect(await cancelled(reusing, 20_000)).toEqual(AT_ONCE);
		expect(fixture.graph.costs).toEqual([]);
	});

	it('while it asks follow-ups: no further one is asked', async () => {
		const followUps = ['stuck too', 'never'];
		expect(await cancelled(ask({ prompt: 'first', followUps }), 100_000)).toEqual(AT_ONCE);
		expect(fixture.graph.costs).toHaveLength(2);
	});

	it('also where it continues on fail: no item begins any more', async () => {
		const parameters = ask({ askIn: 'existingSession', sessionId: SESSION });
		const continuing = { onError: 'continueRegularOutput' as const };
		expect(await cancelled(parameters, 60_000, Array(3).fill({}), continuing)).toEqual(AT_ONCE);
		expect(fixture.graph.costs).toHaveLength(1);
	});
});
