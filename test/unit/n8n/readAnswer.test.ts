import { BODY_TOO_LARGE } from '../../../nodes/graph/http';
import { readAnswer } from '../../../nodes/n8n/readAnswer';
import { DeadlineError, withDeadline } from '../../../nodes/n8n/time';

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

const readAs = async (statusCode: number, body: unknown) =>
	await readAnswer({ statusCode, headers: { 'Request-Id': 'r' }, body }, 'graph.example');

describe('A body', () => {
	it('is read as UTF-8, without a byte order mark, also where a character is split', async () => {
		const [first, second] = [bytes('\ufeff{"a":"ü').slice(0, -1), bytes('ü"}').slice(1)];
		expect(await readAs(200, streamOf([first, second]))).toEqual({
			status: 200,
			headers: { 'request-id': 'r' },
			text: '{"a":"ü"}',
			body: { a: 'ü' },
		});
	});

	it('that falls silent is given up at the deadline', async () => {
		jest.useFakeTimers();
		const stream = streamOf([bytes('{')], true);
		const failure = readAs(200, stream).catch((error: unknown) => error);
		await jest.advanceTimersByTimeAsync(90_000);
		jest.useRealTimers();
		expect(await failure).toMatchObject({ code: 'ETIMEDOUT', notSent: false });
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
		await expect(readAs(200, stream)).rejects.toMatchObject({ code: BODY_TOO_LARGE });
		expect(stream.isDestroyed).toBe(true);
		expect(taken).toBe(65 * MEGABYTE.byteLength);
	});

	const broken = function* () {
		yield bytes('{');
		throw Object.assign(new Error('gone'), { code: 'EPIPE' });
	};

	it('of a success that breaks is a failure with the code and the IDs', async () => {
		await expect(readAs(200, streamOf(broken()))).rejects.toMatchObject({
			code: 'EPIPE',
			host: 'graph.example',
			identification: { requestId: 'r' },
		});
	});

	it('of a refusal that breaks is empty', async () => {
		const refusal = { status: 403, headers: { 'request-id': 'r' }, text: '' };
		expect(await readAs(403, streamOf(broken()))).toMatchObject(refusal);
	});

	it('that n8n has read already is text, or JSON', async () => {
		expect(await readAs(401, 'Denied')).toMatchObject({ text: 'Denied', body: undefined });
		expect(await readAs(401, { error: 'Denied' })).toMatchObject({ body: { error: 'Denied' } });
	});
});

it('A deadline ends the wait for what never comes, and nothing that comes in time', async () => {
	await expect(withDeadline(5, new Promise(() => undefined))).rejects.toBeInstanceOf(DeadlineError);
	await expect(withDeadline(1_000, Promise.resolve('in time'))).resolves.toBe('in time');
});
