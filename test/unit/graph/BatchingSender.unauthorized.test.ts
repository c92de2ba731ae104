import fc from 'fast-check';

import { batchAddress } from '../../../nodes/graph/batch';
import { BatchingSender } from '../../../nodes/graph/BatchingSender';
import { MAX_IN_FLIGHT } from '../../../nodes/graph/pace';
import { SignInError } from '../../../nodes/graph/errors';
import { ThrottleGate } from '../../../nodes/graph/throttleGate';
import { answersOf, PATIENT, pathOf, paths, setUp } from './batchingSetUp';
import { answer, BASE, read, ScriptedNetwork, type NetworkScript } from './scriptedNetwork';

describe('A part that was refused with 401', () => {
	/** Tokens are good once somebody has sent a request alone. */
	const renewable = (): NetworkScript & { renewals: number } => {
		const script = {
			renewals: 0,
			respond: (path: string) => answer(script.renewals > 0 ? 200 : 401, { path }),
		};
		return script;
	};

	it('goes again alone, where a 401 is seen, and the others follow in one batch', async () => {
		const script = renewable();
		const { time, network } = setUp();
		const scripted = new ScriptedNetwork(time, script);
		const sender = new BatchingSender({
			mode: 'batch',
			address: batchAddress(BASE, 'beta'),
			send: async (request) => {
				if (request.method === 'GET') script.renewals += 1;
				return await scripted.send(request);
			},
			time,
			gate: new ThrottleGate(time),
		});
		const all = Promise.all(paths(12).map(async (path) => await sender.send(read(path), PATIENT)));
		await time.run();
		expect((await all).map(({ status }) => status)).toEqual(Array(12).fill(200));
		expect(scripted.batches).toEqual([12, 11]);
		expect(script.renewals).toBe(1);
		expect(network.paths).toEqual([]);
	});

	it('is the answer when it is refused alone too, after no more than one further request', async () => {
		const { network, sendAll } = setUp('batch', { respond: (path) => answer(401, { path }) });
		const answers = answersOf(await sendAll(paths(12)));
		expect(answers.map((response) => response?.status)).toEqual(Array(12).fill(401));
		expect(answers.map((response) => response && pathOf(response))).toEqual(paths(12));
		expect(network.paths).toHaveLength(13);
	});

	it('is the error of all that were refused when there is no token to be had', async () => {
		const refusal = new SignInError('reconnect');
		let refused = 0;
		const { sendAll } = setUp('batch', {
			respond: (path) => (++refused > 4 ? refusal : answer(401, { path })),
		});
		expect(await sendAll(paths(4))).toEqual(Array(4).fill({ status: 'rejected', reason: refusal }));
	});

	it('is the answer when it comes in the second batch too', async () => {
		const { network, sendAll } = setUp('batch', {
			respond: (path, attempt) => answer(path === 'item/0' && attempt === 2 ? 200 : 401, { path }),
		});
		const answers = answersOf(await sendAll(paths(4)));
		expect(answers.map((response) => response?.status)).toEqual([200, 401, 401, 401]);
		expect(network.batches).toEqual([4, 3]);
	});

	it('leaves the answers of its neighbours', async () => {
		const { network, sendAll } = setUp('batch', {
			respond: (path, attempt) => answer(path === 'item/2' && attempt === 1 ? 401 : 200, { path }),
		});
		const answers = answersOf(await sendAll(paths(5)));
		expect(answers.map((response) => response?.status)).toEqual(Array(5).fill(200));
		expect(network.paths).toEqual([...paths(5), 'item/2']);
	});

	it('ends for everybody, however often and wherever it comes', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 60 }),
				fc.array(fc.constantFrom(200, 401, 404, 429), { minLength: 1, maxLength: 40 }),
				async (count, statuses) => {
					let answered = 0;
					const { network, sendAll } = setUp('batch', {
						respond: (path) => answer(statuses[answered++ % statuses.length]!, { path }),
					});
					const answers = answersOf(await sendAll(paths(count)));
					expect(answers.map((response) => response && pathOf(response))).toEqual(paths(count));
					expect(network.mostInFlight).toBeLessThanOrEqual(MAX_IN_FLIGHT);
				},
			),
			{ numRuns: 60 },
		);
	});
});
