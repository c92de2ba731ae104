import { BODY_TOO_LARGE } from '../../../nodes/graph/http';
import { DeadlineError, readBody, withDeadline } from '../../../nodes/n8n/body';

const MEGABYTE = new Uint8Array(1024 * 1024);

/** A body in pieces; then it ends, or falls silent. */
function streamOf(pieces: Iterable<Uint8Array>, isSilent = false) {
	const stream = {
		isDestroyed: false,
		destroy: () => (stream.isDestroyed = true),
		async *[Symbol.asyncIterator]() {
			yield* pieces;
			if (isSilent) await new Promise(() => undefined);
		},
	};
	return stream;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('A body', () => {
	it('is read as UTF-8, without a byte order mark, also where a character is split', async () => {
		const [first, second] = [bytes('\ufeff{"a":"ü').slice(0, -1), bytes('ü"}').slice(1)];
		expect(await readBody(streamOf([first, second]), 1_000)).toEqual({ text: '{"a":"ü"}' });
	});

	it('that falls silent is given up at the deadline', async () => {
		const stream = streamOf([bytes('{')], true);
		expect(await readBody(stream, 5)).toEqual({ text: '', bodyProblem: 'ETIMEDOUT' });
		expect(stream.isDestroyed).toBe(true);
	});

	it('that never ends is given up at the cap', async () => {
		let taken = 0;
		const endless = function* () {
			for (;;) {
				taken += MEGABYTE.byteLength;
				yield MEGABYTE;
			}
		};
		const stream = streamOf(endless());
		expect(await readBody(stream, 60_000)).toEqual({ text: '', bodyProblem: BODY_TOO_LARGE });
		expect(stream.isDestroyed).toBe(true);
		expect(taken).toBe(65 * MEGABYTE.byteLength);
	});

	it('that breaks has the code of the failure', async () => {
		const broken = function* () {
			yield bytes('{');
			throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
		};
		expect(await readBody(streamOf(broken()), 1_000)).toEqual({ text: '', bodyProblem: 'ECONNRESET' });
	});
});

it('A deadline ends the wait for what never comes, and nothing that comes in time', async () => {
	await expect(withDeadline(5, new Promise(() => undefined))).rejects.toBeInstanceOf(DeadlineError);
	await expect(withDeadline(1_000, Promise.resolve('in time'))).resolves.toBe('in time');
});
