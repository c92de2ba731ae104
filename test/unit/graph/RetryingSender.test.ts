import fc from 'fast-check';

import {
	asError,
	ConnectionError,
	RetriesExhaustedError,
	UnconfirmedPostError,
	SignInError,
	type Attempt,
} from '../../../nodes/graph/errors';
import type { HttpRequest, HttpResponse } from '../../../nodes/graph/http';
import { CancelledError } from '../../../nodes/graph/time';
import { setUp } from './retryingSetUp';
import { answer, read, type Outcome } from './scriptedNetwork';

const GET = read('item');
const POST: HttpRequest = { ...GET, method: 'POST', body: '{}' };

const reset = new ConnectionError('ECONNRESET', 'graph.microsoft.com', false);
const refused = new ConnectionError('ECONNREFUSED', 'graph.microsoft.com', true);
const throttled = (seconds?: number) =>
	answer(429, {}, seconds === undefined ? {} : { 'retry-after': String(seconds) });
const unreadable: HttpResponse = { status: 200, headers: {}, text: '<html>' };
const list: HttpResponse = { status: 200, headers: {}, text: '[]' };

describe('What is final', () => {
	it.each([200, 201, 204, 301, 400, 401, 403, 404, 409, 412, 501])(
		'%i is handed on at once',
		async (status) => {
			const final = answer(status, { a: 1 });
			const { send, attempts, time } = setUp([final]);
			expect(await send(GET, 'safe')).toBe(final);
			expect(attempts).toEqual([0]);
			expect(time.slept).toEqual([]);
		},
	);

	it('a certificate that is not trusted is thrown as it came', async () => {
		const error = new ConnectionError('CERT_HAS_EXPIRED', 'graph.microsoft.com', true);
		const { send, attempts } = setUp([error]);
		expect(await send(GET, 'safe')).toBe(error);
		expect(attempts).toHaveLength(1);
	});

	it.each([new SignInError('reconnect'), new CancelledError(), new TypeError('a bug')])(
		'%s is thrown as it came, and nothing is sent again',
		async (error) => {
			const { send, attempts } = setUp([error]);
			expect(await send(GET, 'safe')).toBe(error);
			expect(attempts).toHaveLength(1);
		},
	);
});

describe('What passes', () => {
	it.each<[string, Outcome]>([
		['throttling', throttled(1)],
		['500', answer(500)],
		['502', answer(502)],
		['503', answer(503)],
		['504', answer(504)],
		['408', answer(408)],
		['a broken connection', reset],
		['a refused connection', refused],
		['a success that cannot be read', unreadable],
		['a list in the place of an object', list],
	])('%s is followed by another attempt of what may be repeated', async (_what, outcome) => {
		const { send, attempts } = setUp([outcome]);
		expect(await send(GET, 'safe')).toMatchObject({ status: 200, body: { done: true } });
		expect(attempts).toHaveLength(2);
		expect(attempts[1]).toBeGreaterThanOrEqual(1_000);
	});

	it('waits exactly as long as the service asks when chance adds nothing', async () => {
		const { send, attempts } = setUp([throttled(7), throttled(20)]);
		await send(GET, 'safe');
		expect(attempts).toEqual([0, 7_000, 27_000]);
	});

	it('ends after the retries that are allowed, with the last answer', async () => {
		const { send, attempts } = setUp(Array<Outcome>(9).fill(answer(503, { last: true })));
		const error = await send(GET, 'safe');
		expect(error).toBeInstanceOf(RetriesExhaustedError);
		expect(error).toMatchObject({
			why: 'retriesUsedUp',
			tries: 4,
			outcomeOpen: false,
			cause: { status: 503 },
		});
		expect(attempts).toHaveLength(4);
	});

	it('ends without a retry where none is allowed', async () => {
		const { send, attempts } = setUp([throttled(1)], { limits: { maxRetries: 0, retryBudgetMs: 180_000 } });
		expect(await send(GET, 'safe')).toBeInstanceOf(RetriesExhaustedError);
		expect(attempts).toHaveLength(1);
	});

	it('ends at once when the service asks for more than there is, and says when to come back', async () => {
		const { send, attempts, time, start } = setUp([throttled(181)]);
		expect(await send(GET, 'safe')).toMatchObject({
			name: 'RetriesExhaustedError',
			why: 'budgetUsedUp',
			retryAt: start + 181_000,
			outcomeOpen: false,
		});
		expect(attempts).toHaveLength(1);
		expect(time.slept).toEqual([]);
	});

	it('counts all waits of a request against its budget', async () => {
		const { send, attempts } = setUp([throttled(100), throttled(100)]);
		expect(await send(GET, 'safe')).toMatchObject({
			name: 'RetriesExhaustedError',
			why: 'budgetUsedUp',
			tries: 2,
		});
		expect(attempts).toEqual([0, 100_000]);
	});

	it('a second success that cannot be read is handed on: it will not get better', async () => {
		const { send, attempts } = setUp([unreadable, unreadable]);
		expect(await send(GET, 'safe')).toMatchObject({ text: '<html>' });
		expect(attempts).toHaveLength(2);
	});
});

describe('The gate', () => {
	it('is closed by throttling for every request that shares it', async () => {
		const { sender, time, attempts } = setUp([throttled(30)]);
		const first = sender.send(GET, 'safe');
		await time.run(time.now() + 1_000);
		const second = sender.send(read('other'), 'safe');
		await time.run();
		await Promise.all([first, second]);
		expect(attempts[0]).toBe(0);
		expect(attempts.slice(1).every((at) => at >= 30_000)).toBe(true);
	});

	it('is not closed by a failure that is not throttling', async () => {
		const { sender, time, attempts } = setUp([answer(503, {}, { 'retry-after': '30' })]);
		const first = sender.send(GET, 'safe');
		await time.run(time.now() + 1_000);
		const second = sender.send(read('other'), 'safe');
		await time.run();
		await Promise.all([first, second]);
		expect(attempts).toEqual([0, 1_000, 30_000]);
	});

	it('is closed by throttling also when the request itself gives up', async () => {
		const { send, gate } = setUp([throttled(3_600)]);
		await send(GET, 'safe');
		expect(gate.leftMs()).toBe(3_600_000);
	});

	it('counts as a wait: who would stand before it too long is told at once, and nothing is sent', async () => {
		const { send, gate, start, attempts } = setUp([]);
		gate.closeFor(600_000);
		expect(await send(GET, 'safe')).toMatchObject({
			name: 'RetriesExhaustedError',
			why: 'budgetUsedUp',
			tries: 0,
			retryAt: start + 600_000,
		});
		expect(attempts).toEqual([]);
	});
});

describe('What creates something', () => {
	it.each<[string, Outcome]>([
		['throttling', throttled(1)],
		['a refused connection', refused],
	])('is sent again after %s: it did not arrive or was not begun', async (_what, outcome) => {
		const { send, attempts } = setUp([outcome]);
		expect(await send(POST, 'onlyIfRefused')).toMatchObject({ status: 200 });
		expect(attempts).toHaveLength(2);
	});

	it.each<[string, Outcome]>([
		['500', answer(500)],
		['504', answer(504)],
		['408', answer(408)],
		['a broken connection', reset],
		['a success that cannot be read', unreadable],
		['a list in the place of an object', list],
	])('is sent once when it ends with %s: it may have happened', async (_what, outcome) => {
		const { send, attempts } = setUp([outcome]);
		const error = await send(POST, 'onlyIfRefused');
		expect(error).toBeInstanceOf(UnconfirmedPostError);
		expect(error).toMatchObject({ cause: asError(outcome as Attempt, POST), mayReplay: false });
		expect(attempts).toHaveLength(1);
	});

	it('leaves the outcome open, and says so, when the service asks for more time than there is', async () => {
		const { send } = setUp([answer(503, {}, { 'retry-after': '999' })]);
		expect(await send(POST, 'onlyIfRefused')).toMatchObject({
			name: 'RetriesExhaustedError',
			outcomeOpen: true,
		});
	});
});

describe('Cancelling', () => {
	it('ends a wait at once, and nothing is sent any more', async () => {
		const { sender, time, stop, attempts } = setUp([throttled(60)]);
		const sending = sender.send(GET, 'safe').catch((error: unknown) => error);
		await time.run(time.now() + 10_000);
		stop.abort();
		expect(await sending).toBeInstanceOf(CancelledError);
		await time.run();
		expect(attempts).toEqual([0]);
	});

	it('lets nothing be sent afterwards', async () => {
		const { send, stop, attempts } = setUp([]);
		stop.abort();
		expect(await send(GET, 'safe')).toBeInstanceOf(CancelledError);
		expect(attempts).toEqual([]);
	});
});

describe('Whatever happens', () => {
	const outcome = fc.oneof(
		fc.constantFrom<Outcome>(reset, refused, unreadable, answer(200, {}), answer(404), answer(401)),
		fc.constantFrom(408, 500, 502, 503, 504, 599).map((status) => answer(status)),
		fc.integer({ min: 0, max: 400 }).map((seconds) => throttled(seconds)),
		fc.integer({ min: 0, max: 400 }).map((seconds) => answer(503, {}, { 'retry-after': String(seconds) })),
	);
	const limits = fc.record({ maxRetries: fc.nat(10), retryBudgetMs: fc.nat(3_600_000) });
	const random = fc.double({ min: 0, max: 0.999, noNaN: true });

	/** Whether something may have been created by a request that ended like this. */
	const mayHaveHappened = (ended: Outcome) => {
		if (ended instanceof Error) return ended === reset;
		return ended === unreadable || ended.status === 408 || (ended.status >= 500 && ended.status !== 501);
	};

	it('a request makes no more attempts, and waits no longer, than its limits allow', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(outcome, { maxLength: 12 }),
				limits,
				random,
				async (outcomes, allowed, chance) => {
					const { send, attempts, time, start } = setUp(outcomes, { limits: allowed, random: chance });
					await send(GET, 'safe');
					expect(attempts.length).toBeLessThanOrEqual(allowed.maxRetries + 1);
					expect(time.now() - start).toBeLessThanOrEqual(allowed.retryBudgetMs);
				},
			),
		);
	});

	it('what creates something is never sent again after it may have happened', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(outcome, { maxLength: 12 }),
				limits,
				random,
				async (outcomes, allowed, chance) => {
					const { send, attempts } = setUp(outcomes, { limits: allowed, random: chance });
					await send(POST, 'onlyIfRefused');
					expect(outcomes.slice(0, attempts.length - 1).filter(mayHaveHappened)).toEqual([]);
				},
			),
		);
	});
});
