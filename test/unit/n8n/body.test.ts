import { BODY_TOO_LARGE } from '../../../nodes/graph/http';
import { BodyError, readBody, type BodyStream } from '../../../nodes/n8n/body';

/** One for all chunks, so that a body takes no memory. */
const MEGABYTE = new Uint8Array(1024 * 1024);

const inAnHour = () => performance.now() + 3_600_000;

/** A body of some megabytes, which ends when it is let. */
function body(megabytes: number) {
	let finish!: () => void;
	let taken!: () => void;
	const finished = new Promise<void>((resolve) => (finish = resolve));
	const isTaken = new Promise<void>((resolve) => (taken = resolve));
	const stream: BodyStream & { isDestroyed: boolean } = {
		isDestroyed: false,
		destroy() {
			this.isDestroyed = true;
		},
		async *[Symbol.asyncIterator]() {
			for (let sent = 0; sent < megabytes; sent++) yield MEGABYTE;
			taken();
			await finished;
		},
	};
	return { stream, finish, isTaken };
}

/** What became of a reading: its length in megabytes, or the code of its error. */
const outcomeOf = async (reading: Promise<string>): Promise<unknown> =>
	await reading.then(
		(text) => text.length / MEGABYTE.length,
		(error: BodyError) => error.code,
	);

describe('Bodies that are read at the same time', () => {
	it('cost the largest its place when they are too much together, and not one that came late', async () => {
		const bodies = [60, 63, 61].map(body);
		const readings = bodies.map(async ({ stream }) => await outcomeOf(readBody(stream, inAnHour())));
		await Promise.all(bodies.map(async ({ isTaken }) => await isTaken));
		const late = body(12);
		const lateReading = outcomeOf(readBody(late.stream, inAnHour()));
		await late.isTaken;
		[...bodies, late].forEach(({ finish }) => finish());
		expect(await Promise.all([...readings, lateReading])).toEqual([60, BODY_TOO_LARGE, 61, 12]);
		expect([...bodies, late].map(({ stream }) => stream.isDestroyed)).toEqual([false, true, false, false]);
	});

	it('give their places back, however they end', async () => {
		for (let round = 0; round < 8; round++) {
			const [fine, tooLarge] = [body(60), body(65)];
			fine.finish();
			const outcomes = [fine, tooLarge].map(
				async ({ stream }) => await outcomeOf(readBody(stream, inAnHour())),
			);
			expect(await Promise.all(outcomes)).toEqual([60, BODY_TOO_LARGE]);
		}
	});
});
