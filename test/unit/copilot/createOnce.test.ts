import { copilotFor } from '../../../nodes/copilot/Copilot';
import { createOnce } from '../../../nodes/copilot/createOnce';
import type { GraphClient } from '../../../nodes/graph/client';
import type { GraphEntity } from '../../../nodes/graph/entity';
import { ConnectionError, UnconfirmedPostError } from '../../../nodes/graph/errors';
import { VirtualTime } from '../graph/virtualTime';

const SERVER_AHEAD_MS = 3 * 3_600_000;

/**
 * Creates a session whose POST has no answer.
 *
 * @param listed what the list shows afterwards: ID, and when it was created, in milliseconds after the POST, by the server
 */
async function createWithLostPost(listed: Array<[id: string, createdMs: number]>) {
	const time = new VirtualTime();
	const postMs = time.now() + SERVER_AHEAD_MS;
	const request = { method: 'POST' as const, url: 'https://graph.microsoft.com/beta/sessions', headers: {} };
	const lost = new ConnectionError('ECONNRESET', 'graph.microsoft.com', false);
	const graph = {
		serverNow: () => time.now() + SERVER_AHEAD_MS,
		create: async () => {
			throw new UnconfirmedPostError({ delayMs: 2_000, mayReplay: false }, request, lost);
		},
	} as unknown as GraphClient;
	const list = async () =>
		listed.map(([id, createdMs]): GraphEntity => {
			return { id, createdDateTime: new Date(postMs + createdMs).toISOString() };
		});
	const creation = { what: 'session' as const, path: '/sessions', body: {}, list };
	const created = createOnce(creation, copilotFor({ graph, time, connectionId: 'c' })).catch(
		(error: Error) => error.name,
	);
	await time.run();
	return await created;
}

describe('What a POST without an answer has created', () => {
	it('is the oldest of what is new in the list, in whatever order it comes', async () => {
		const found = await createWithLostPost([
			['newest', 900],
			['oldest', 100],
			['newer', 500],
		]);
		expect(found).toEqual({ entity: expect.objectContaining({ id: 'oldest' }), created: false });
	});

	it('was not created more than a minute before the POST, by the clock of the server', async () => {
		expect(await createWithLostPost([['before', -60_001]])).toBe('OutcomeUnknownError');
		expect(
			await createWithLostPost([
				['before', -60_001],
				['within', -59_999],
			]),
		).toMatchObject({
			entity: { id: 'within' },
		});
	});
});

it('sends no second POST where the answer names no ID, and the list shows nothing new', async () => {
	const time = new VirtualTime();
	const create = jest.fn(async () => ({ displayName: 'Without an ID' }));
	const graph = { serverNow: () => time.now(), create } as unknown as GraphClient;
	const creation = { what: 'evaluation' as const, path: '/evaluations', body: {}, list: async () => [] };
	const created = createOnce(creation, copilotFor({ graph, time, connectionId: 'c' })).catch(
		(error: Error) => error.name,
	);
	await time.run();
	expect(await created).toBe('OutcomeUnknownError');
	expect(create).toHaveBeenCalledTimes(1);
});

it('neither looks nor repeats where the server asks to wait for longer than the request may', async () => {
	const time = new VirtualTime();
	const request = { method: 'POST' as const, url: 'https://graph.microsoft.com/beta/sessions', headers: {} };
	const create = jest.fn(async () => {
		const answer = { status: 503, headers: {}, text: '' };
		return await Promise.reject(new UnconfirmedPostError({ mayReplay: false }, request, answer));
	});
	const list = jest.fn(async () => []);
	const graph = { serverNow: () => time.now(), create } as unknown as GraphClient;
	const creation = { what: 'session' as const, path: '/sessions', body: {}, list, mayRepeat: true };
	await expect(createOnce(creation, copilotFor({ graph, time, connectionId: 'c' }))).rejects.toMatchObject({
		name: 'OutcomeUnknownError',
	});
	expect([create.mock.calls.length, list.mock.calls.length]).toEqual([1, 0]);
});
