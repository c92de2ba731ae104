import { decide, findSample, observe, type Watched } from '../../../nodes/copilot/events/observe';

import { GraphClient } from '../../../nodes/graph/client';
import { Poller } from './Poller';
import { ServiceModel, type ModelSession, type ServiceHabits } from './ServiceModel';

const HOUR_MS = 3_600_000;
const workspaceId = 'default';
const created: Watched = { event: 'sessionCreated', workspaceId };
const renamed: Watched = { event: 'sessionRenamed', workspaceId };
const answered: Watched = { event: 'answerReady', workspaceId, lookBackMs: 24 * HOUR_MS };

const habits: ServiceHabits = { pageSize: 20, order: 'newestFirst', sendsDate: true };

/** A service with sessions that were made some time apart. */
function serviceWith(
	sessions: number,
	more: Partial<ServiceHabits> = {},
	apartMs: number = HOUR_MS,
): ServiceModel {
	const service = new ServiceModel({ ...habits, ...more });
	for (let index = 0; index < sessions; index++) {
		service.createSession();
		service.pass(apartMs);
	}
	return service;
}

const clientOf = (service: ServiceModel) =>
	new GraphClient('https://graph.test', service.send, () => service.nowMs);

/** A service, and a trigger that has polled it once. */
async function begin(watched: Watched, service = serviceWith(1)) {
	const poller = new Poller(service, watched, 0);
	await poller.poll();
	/** Keys of the events so far. */
	const told = () => poller.told.map(({ key }) => key);
	return { service, poller, told };
}

/** What the latest poll has asked for. */
async function requestsOf(service: ServiceModel, poller: Poller): Promise<string[]> {
	service.requested = [];
	await poller.poll();
	return service.requested;
}

describe('reading as little as is safe', () => {
	it.each<[string, Watched, Partial<ServiceHabits>, number]>([
		['created, the newest first: until more than 50 are in order and old enough', created, {}, 3],
		['created, the oldest first: all', created, { order: 'oldestFirst' }, 10],
		['created, in no order: all', created, { order: 'byId' }, 10],
		['created, in pages too short to show an order alone', created, { pageSize: 7 }, 8],
		['renamed: all, since old sessions can be renamed', renamed, {}, 10],
	])('%s', async (_name, watched, more, pages) => {
		const { service, poller } = await begin(watched, serviceWith(200, more));
		expect(await requestsOf(service, poller)).toHaveLength(pages);
	});

	it('looks for answers only where sessions are young enough, and reads none that it knows', async () => {
		const service = serviceWith(100);
		const poller = new Poller(service, answered, 0);
		for (const session of service.sessions) service.ask(session, 0);
		await poller.poll();
		const requests = await requestsOf(service, poller);
		const looked = (suffix: RegExp) => requests.filter((url) => suffix.test(url)).length;
		// The newest session, and those of the day before it.
		expect([looked(/\/prompts\?\$select=id$/), looked(/\?\$select=id,state,completedDateTime$/)]).toEqual([
			25, 25,
		]);
		expect(looked(/\/evaluations\/[^/]+$/)).toBe(0);
	});

	it('still looks where answers may have come while n8n was down', async () => {
		const { service, poller, told } = await begin(answered, serviceWith(3));
		const { id } = service.ask(service.sessions[0]!, 0);
		service.pass(240 * HOUR_MS);
		service.createSession();
		await poller.poll();
		expect(told()).toEqual([id]);
	});
});

describe('an answer', () => {
	it('comes with what was asked, and with the session', async () => {
		const { service, poller } = await begin(answered);
		const [session] = service.sessions;
		const { id } = service.ask(session!, 0);
		await poller.poll();
		const promptId = session!.prompts[0]!.id;
		expect(poller.told).toEqual([
			expect.objectContaining({
				session: expect.objectContaining({ displayName: `Session ${session!.id}` }),
				answer: expect.objectContaining({
					prompt: `Prompt ${promptId}`,
					workspaceId,
					sessionId: session!.id,
					promptId,
					evaluationId: id,
					answer: `Answer ${id}`,
				}),
			}),
		]);
	});

	it('is waited for where an evaluation is completed but does not show its result yet', async () => {
		const { service, poller, told } = await begin(answered);
		const evaluation = service.ask(service.sessions[0]!, 0, 0, 'unknown');
		await poller.poll();
		expect(told()).toEqual([]);
		evaluation.resultType = 'success';
		await poller.poll();
		expect(told()).toEqual([evaluation.id]);
	});

	it('is not asked for again where an evaluation has failed', async () => {
		const { service, poller, told } = await begin(answered);
		const { id } = service.ask(service.sessions[0]!, 0, 0, 'capacityExceeded');
		const full = expect.stringContaining(`/evaluations/${id}`);
		expect(await requestsOf(service, poller)).toContainEqual(full);
		expect(await requestsOf(service, poller)).not.toContainEqual(full);
		expect(told()).toEqual([]);
	});
});

describe('what goes wrong', () => {
	const failing =
		(path: RegExp, status: number) =>
		async ({ url }: { url: string }) =>
			path.test(url) ? status : undefined;

	it.each([
		['a session that was listed and is gone', /\/prompts\?/],
		['a prompt that was listed and is gone', /\/evaluations\?/],
		['an evaluation that was listed and is gone', /\/evaluations\/[^/]+$/],
	])('%s does not end the poll, and is looked at again', async (_name, path) => {
		const { service, poller, told } = await begin(answered);
		const { id } = service.ask(service.sessions[0]!, 0);
		service.beforeAnswer = failing(path, 404);
		await poller.poll();
		expect(told()).toEqual([]);
		service.beforeAnswer = async () => undefined;
		await poller.poll();
		expect(told()).toEqual([id]);
	});

	it.each<[string, Watched]>([
		['of a session', created],
		['of a renaming', renamed],
		['of an evaluation', answered],
	])('a date %s that cannot be read ends the poll: it would never be told', async (_name, watched) => {
		const { service, poller, told } = await begin(watched);
		service.createSession();
		service.ask(service.sessions[0]!, 0);
		service.habits.offset = ' sometime';
		await expect(poller.poll()).rejects.toThrow('that is no date of ISO 8601');
		service.habits.offset = '+02:00';
		await poller.poll();
		expect(told()).toHaveLength(watched === renamed ? 0 : 1);
	});

	it('a first poll that another has overtaken decides nothing', async () => {
		const service = serviceWith(1);
		const graph = clientOf(service);
		const slow = await observe(graph, created);
		const overtaken = decide(undefined, slow).state;
		service.createSession();
		const late = await observe(graph, created);
		expect(decide(overtaken, late)).toEqual({ state: overtaken, events: [] });
	});
});

describe('sessions that are skipped by their names', () => {
	it.each([created, renamed, answered])('start nothing, in any case: $event', async (watched) => {
		const service = serviceWith(2);
		const [skipped, other] = service.sessions as [ModelSession, ModelSession];
		const { poller } = await begin({ ...watched, skipSessionsNamed: `SESSION ${skipped.id}` }, service);
		for (const session of [skipped, other]) {
			service.ask(session, 0);
			session.modified = service.now;
		}
		await poller.poll();
		expect(poller.told.map(({ session }) => session.id)).toEqual(watched === created ? [] : [other.id]);
	});
});

describe('a session from the future', () => {
	// All of them within the last day, and more than it takes to show an order.
	const withFuture = () => {
		const service = serviceWith(100, {}, HOUR_MS / 10);
		service.createSession(0, service.now + BigInt(240 * HOUR_MS) * 10_000n);
		return service;
	};

	it('does not make the others look new after the first poll', async () => {
		const { poller, told } = await begin(created, withFuture());
		await poller.poll();
		expect(told()).toEqual([]);
	});

	it.each(['at the first poll', 'later'])(
		'does not make the others too old to have answers, %s',
		async (when) => {
			const begun = await begin(answered, when === 'later' ? serviceWith(100) : withFuture());
			const { service, poller, told } = begun;
			if (when === 'later') service.createSession(0, service.now + BigInt(240 * HOUR_MS) * 10_000n);
			await poller.poll();
			const { id } = service.ask(service.sessions[99]!, 0);
			await poller.poll();
			expect(told()).toEqual([id]);
		},
	);
});

describe('the sample of a manual run', () => {
	it.each(['newestFirst', 'oldestFirst', 'byId'] as const)('is the newest session (%s)', async (order) => {
		const service = serviceWith(80, { order });
		const sample = await findSample(clientOf(service), created);
		expect(sample?.key).toBe(service.sessions.at(-1)!.id);
	});

	it('is the session that was renamed last', async () => {
		const service = serviceWith(80);
		for (const index of [70, 3, 40]) {
			service.sessions[index]!.modified = service.now;
			service.pass(1);
		}
		const sample = await findSample(clientOf(service), renamed);
		expect(sample).toMatchObject({ session: { id: service.sessions[40]!.id } });
	});

	it('is the newest evaluation that has an answer', async () => {
		const service = serviceWith(3);
		service.ask(service.sessions[1]!, 0);
		service.pass(1);
		const { id } = service.ask(service.sessions[0]!, 0);
		service.pass(1);
		service.ask(service.sessions[2]!, 0, 0, 'error');
		expect((await findSample(clientOf(service), answered))?.key).toBe(id);
	});

	it.each([created, renamed, answered])('is missing where there is nothing of $event', async (watched) => {
		expect(await findSample(clientOf(serviceWith(0)), watched)).toBeUndefined();
	});
});
