import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance as realPerformance } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as realTime } from 'node:timers/promises';
import { createUnzip, gzipSync } from 'node:zlib';
import { hanging } from '../../emulator/faults/wire';
import { VirtualClock } from './VirtualClock';

describe('VirtualClock', () => {
	let clock: VirtualClock;
	let server: Server;
	/** What the server does before it answers. */
	let work: () => void | Promise<void>;

	beforeAll(async () => {
		server = createServer((_request, response) => {
			void Promise.resolve(work()).then(() => setImmediate(() => response.end('done')));
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});

	beforeEach(() => {
		work = () => undefined;
		clock = new VirtualClock();
		clock.install();
	});

	afterEach(() => clock.uninstall());
	afterAll(() => server.close());

	const ask = async () =>
		await new Promise<void>((resolve, reject) => {
			const { port } = server.address() as AddressInfo;
			get({ host: '127.0.0.1', port, agent: false }, (response) => {
				response.resume().once('end', resolve);
			}).once('error', reject);
		});

	const sleep = async (milliseconds: number) =>
		await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

	it('lets the longest wait end at once, at its time', async () => {
		const start = Date.now();
		await Promise.all([sleep(3_600_000), sleep(5)]);
		expect(Date.now()).toBe(start + 3_600_000);
	});

	it('wakes in the order of time', async () => {
		const woken: number[] = [];
		await Promise.all(
			[300, 100, 200].map(async (wait) => void woken.push(await sleep(wait).then(() => wait))),
		);
		expect(woken).toEqual([100, 200, 300]);
	});

	it.each([3_600_000, -3_600_000])(
		'that is set by %i ms lets nobody wait shorter or longer',
		async (aheadMs) => {
			const [start, began] = [Date.now(), performance.now()];
			const woken: string[] = [];
			const waits = [sleep(10_000), sleep(30_000)].map(async (wait, index) => {
				await wait;
				woken.push(`${index} ${Date.now() - start} ${performance.now() - began}`);
				if (index === 0) clock.set(aheadMs);
			});
			await Promise.all(waits);
			expect(woken).toEqual(['0 10000 10000', `1 ${30_000 + aheadMs} 30000`]);
		},
	);

	it.each<[string, () => void]>([
		[
			'gets no time from a busy machine',
			() => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400),
		],
		[
			'works hard itself',
			() => {
				const end = realPerformance.now() + 400;
				while (realPerformance.now() < end);
			},
		],
	])('does not overtake a request while this process %s', async (_what, keepBusy) => {
		work = keepBusy;
		const start = Date.now();
		let timedOut = false;
		setTimeout(() => (timedOut = true), 30_000);
		await ask();
		expect(timedOut).toBe(false);
		expect(Date.now()).toBe(start);
	});

	it('does not overtake a body that came at once and is inflated for long', async () => {
		const zipped = gzipSync(Buffer.alloc(32 * 1024 * 1024));
		const start = Date.now();
		let timedOut = false;
		setTimeout(() => (timedOut = true), 30_000);
		await new Promise((resolve) => {
			createUnzip().once('end', resolve).resume().end(zipped);
		});
		expect(timedOut).toBe(false);
		expect(Date.now()).toBe(start);
	});

	it('passes while a server does not answer', async () => {
		const silent = createServer(() => undefined);
		await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
		const request = get({ host: '127.0.0.1', port: (silent.address() as AddressInfo).port, agent: false });
		request.once('error', () => undefined);
		const start = Date.now();
		await sleep(30_000);
		expect(Date.now()).toBe(start + 30_000);
		request.destroy();
		silent.closeAllConnections();
		silent.close();
	});

	it('does not overtake a request beside one that the emulator lets hang', async () => {
		const silent = createServer((_request, response) => hanging.publish(response));
		await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
		const request = get({ host: '127.0.0.1', port: (silent.address() as AddressInfo).port, agent: false });
		request.once('error', () => undefined);
		await new Promise((resolve) => silent.once('request', resolve));
		const start = Date.now();
		let timedOut = false;
		setTimeout(() => (timedOut = true), 30_000);
		work = async () => await realTime(100);
		await ask();
		const tookMs = Date.now() - start;
		request.destroy();
		silent.closeAllConnections();
		silent.close();
		expect(timedOut).toBe(false);
		expect(tookMs).toBe(0);
	});

	it('gives the real clock back', async () => {
		clock.uninstall();
		await nextTurn();
		expect(performance).toBe(realPerformance);
		expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(3_600_000);
	});
});
