import {
	MAX_CONCURRENCY,
	PausedTooLongError,
	RateLimiter,
	type Job,
	type JobSender,
} from '../../../nodes/graph/RateLimiter';
import { CancelledError } from '../../../nodes/graph/time';
import { answer } from './scriptedNetwork';
import { VirtualTime } from './virtualTime';

const THROTTLED = answer(429, { message: 'long' }, { 'request-id': 'abc' });

/** A limiter with a sender that takes a second for each job, or as long as the test says. */
function setUp(needsToken = false) {
	const time = new VirtualTime();
	const start = time.now();
	const limiter = new RateLimiter(time, needsToken);
	const sent: Array<{ names: string[]; at: number; isProbe: boolean }> = [];
	const rejected: Record<string, unknown> = {};
	let [inFlight, mostInFlight] = [0, 0];
	const script = { durationMs: () => 1_000, onAnswer: (): void => undefined };
	const senderOf = (maxBatchSize: number): JobSender => ({
		maxBatchSize,
		send: async (jobs, isProbe) => {
			const names = (jobs as Array<Job & { name: string }>).map(({ name }) => name);
			sent.push({ names, at: time.now() - start, isProbe });
			mostInFlight = Math.max(mostInFlight, ++inFlight);
			await time.sleep(script.durationMs());
			inFlight -= 1;
			script.onAnswer();
		},
	});
	const sender = senderOf(20);
	const submit = (name: string, more: Partial<Job> = {}) =>
		limiter.submit({
			sender,
			batchable: false,
			maxPauseMs: 180_000,
			fail: (error: Error) => (rejected[name] = error),
			...more,
			name,
		} as Job);
	const submitMany = (count: number, more?: Partial<Job>) => {
		for (let index = 0; index < count; index++) submit(String(index), more);
	};
	return {
		time,
		limiter,
		sent,
		rejected,
		script,
		sender,
		senderOf,
		submit,
		submitMany,
		most: () => mostInFlight,
	};
}

describe('The queue', () => {
	it('is first in, first out, with a limit to what is in flight', async () => {
		const { time, sent, submitMany, most } = setUp();
		submitMany(40);
		await time.run();
		expect(sent.flatMap(({ names }) => names)).toEqual(
			Array.from({ length: 40 }, (_, index) => String(index)),
		);
		expect(most()).toBe(MAX_CONCURRENCY);
	});

	it.each([
		[3, [1, 1, 1]],
		[4, [4]],
		[45, [20, 20, 5]],
	])('sends %i batchable jobs in lots of %j', async (count, sizes) => {
		const { time, sent, submitMany } = setUp();
		submitMany(count, { batchable: true });
		await time.run();
		expect(sent.map(({ names }) => names.length)).toEqual(sizes);
	});

	it('batches jobs of one sender only, whatever stands between them', async () => {
		const { time, sent, submit, senderOf } = setUp();
		const other = senderOf(20);
		for (let index = 0; index < 5; index++) {
			submit(`a${index}`, { batchable: true });
			submit(`b${index}`, { batchable: true, sender: other });
			submit(`c${index}`);
		}
		await time.run();
		const lots = sent.map(({ names }) => names.join(' '));
		expect(lots).toEqual(['a0 a1 a2 a3 a4', 'b0 b1 b2 b3 b4', 'c0', 'c1', 'c2', 'c3', 'c4']);
	});

	it('lets reads that timers send one after another find each other', async () => {
		const { time, sent, submit } = setUp();
		submit('first', { batchable: true });
		await time.run();
		for (const name of ['a', 'b', 'c', 'd', 'e']) {
			submit(name, { batchable: true });
			// What a timer starts runs before the next timer.
			await new Promise(setImmediate);
		}
		await time.run();
		expect(sent.map(({ names }) => names.length)).toEqual([1, 5]);
	});

	it('takes what was sent and not judged before all others', async () => {
		const { time, limiter, sent, sender, submitMany, script } = setUp();
		submitMany(17);
		const again = { sender, batchable: false, maxPauseMs: 0, fail: () => undefined, name: 'again' } as Job;
		let isDone = false;
		script.onAnswer = () => {
			if (!isDone) limiter.resubmit([again]);
			isDone = true;
		};
		await time.run();
		expect(sent.slice(16).map(({ names }) => names[0])).toEqual(['again', '16']);
	});

	it('goes one by one until there is a token', async () => {
		const { time, limiter, sent, submitMany, script } = setUp(true);
		submitMany(10);
		script.onAnswer = () => limiter.tokenIs(true);
		await time.run();
		expect(sent.map(({ at }) => at)).toEqual([0, ...Array<number>(9).fill(1_000)]);
	});

	it('ends for a sender that is cancelled, and for no other', async () => {
		const { time, limiter, sent, rejected, sender, senderOf, submitMany, submit } = setUp();
		submitMany(20);
		submit('other', { sender: senderOf(20) });
		await time.run(time.now() + 500);
		limiter.cancel(sender);
		await time.run();
		expect(sent).toHaveLength(17);
		expect(rejected['19']).toBeInstanceOf(CancelledError);
		expect(rejected.other).toBeUndefined();
	});

	it('rejects what a sender stumbles over', async () => {
		const { time, rejected, submit } = setUp();
		const bug = new TypeError('a bug');
		submit('a', { sender: { maxBatchSize: 1, send: async () => await Promise.reject(bug) } });
		await time.run();
		expect(rejected.a).toBe(bug);
	});
});

describe('A pause', () => {
	it('ends for the others when a probe has no answer in 10 s', async () => {
		const { time, limiter, sent, submitMany, script } = setUp();
		limiter.pause(10_000, THROTTLED);
		submitMany(3);
		script.durationMs = () => (sent.length === 1 ? 35_000 : 1_000);
		await time.run();
		expect(sent.map(({ at }) => at)).toEqual([10_000, 20_000, 20_000]);
	});

	it('holds all, then lets one go as a probe, then opens', async () => {
		const { time, limiter, sent, submitMany } = setUp();
		limiter.pause(10_000, THROTTLED);
		submitMany(3);
		await time.run();
		expect(sent.map(({ at, isProbe }) => [at, isProbe])).toEqual([
			[10_000, true],
			[11_000, false],
			[11_000, false],
		]);
	});

	it('begins anew when the probe is throttled', async () => {
		const { time, limiter, sent, submitMany, script } = setUp();
		limiter.pause(10_000, THROTTLED);
		submitMany(2);
		script.onAnswer = () => void (sent.length === 1 && limiter.pause(5_000, THROTTLED));
		await time.run();
		expect(sent.map(({ at, isProbe }) => [at, isProbe])).toEqual([
			[10_000, true],
			[16_000, true],
		]);
	});

	it('is not shortened by a shorter one', async () => {
		const { time, limiter, sent, submit } = setUp();
		limiter.pause(10_000, THROTTLED);
		limiter.pause(1_000, THROTTLED);
		submit('a');
		await time.run();
		expect(sent[0]!.at).toBe(10_000);
	});

	it('halves what is in flight; each exchange that is served raises it by one', async () => {
		const { time, limiter, submitMany, script, most } = setUp();
		for (let count = 0; count < 4; count++) limiter.pause(1_000 + count, THROTTLED);
		submitMany(30);
		script.onAnswer = () => limiter.served();
		await time.run(time.now() + 3_500);
		// One as the probe, then two, then three and four.
		expect(most()).toBeLessThanOrEqual(4);
		await time.run();
		expect(most()).toBeGreaterThan(4);
	});

	it('rejects at once what may not wait so long, with the answer that asked to wait', async () => {
		const { time, limiter, sent, rejected, submit } = setUp();
		submit('waiting', { maxPauseMs: 0 });
		limiter.pause(10_000, THROTTLED);
		submit('new', { maxPauseMs: 9_999 });
		submit('patient', { maxPauseMs: 10_000 });
		expect(rejected.waiting).toBeInstanceOf(PausedTooLongError);
		expect(rejected.new).toMatchObject({
			leftMs: 10_000,
			refusal: { status: 429, headers: { 'request-id': 'abc' }, text: '' },
		});
		await time.run();
		expect(sent.map(({ names }) => names)).toEqual([['patient']]);
	});

	it('counts with the pauses before it until Graph serves a request', async () => {
		const { time, limiter, rejected, submit } = setUp();
		limiter.pause(10_000, THROTTLED);
		await time.run(time.now() + 10_000);
		limiter.pause(10_000, THROTTLED);
		submit('a', { maxPauseMs: 15_000 });
		expect(rejected.a).toBeInstanceOf(PausedTooLongError);
		limiter.served();
		submit('b', { maxPauseMs: 15_000 });
		expect(rejected.b).toBeUndefined();
		await time.run();
	});

	it('that is over holds nobody, however long it was', async () => {
		const { time, limiter, sent, submit } = setUp();
		limiter.pause(300_000, THROTTLED);
		await time.run(time.now() + 300_000);
		submit('next poll');
		await time.run();
		expect(sent).toMatchObject([{ at: 300_000, isProbe: true }]);
	});
});
