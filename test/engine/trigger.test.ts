import { scripts, startEmulator, type Emulator } from '../emulator';
import { effects } from '../emulator/faults/effects';
import { connect, credentialFor, Engine, type NodeParameters } from './harness';
import { afterFirstPolls, TRIGGER_NAME, TriggerHost, triggerWorkflow, type Storage } from './triggerHost';

const HOUR_MS = 3_600_000;

let emulator: Emulator;
let engine: Engine;

beforeAll(async () => {
	emulator = await startEmulator();
	const stored = new Map(['credential', 'other'].map((id) => [id, credentialFor(emulator)]));
	engine = await Engine.start(stored);
	await Promise.all([...stored.keys()].map(async (id) => await connect(engine.credentials, id, emulator)));
});

beforeEach(async () => {
	emulator.reset();
	for (const id of ['credential', 'other']) await connect(engine.credentials, id, emulator);
});

afterAll(async () => await emulator.stop());

const hostOf = (parameters: NodeParameters, options?: ConstructorParameters<typeof TriggerHost>[2]) =>
	new TriggerHost(engine, triggerWorkflow(parameters), options);

const begun = async (parameters: NodeParameters, options?: ConstructorParameters<typeof TriggerHost>[2]) =>
	await afterFirstPolls(hostOf(parameters, options), emulator);

/** Renames as a user of the portal does. */
function rename(sessionId: string, displayName: string): void {
	const session = emulator.graph.store.allSessions().find(({ id }) => id === sessionId)!;
	Object.assign(session, { displayName, lastModifiedDateTime: emulator.graph.addSession().createdDateTime });
}

/** Asks in a session; the answer is there after 17 seconds. @returns IDs */
function ask(sessionId: string, answer: string): { promptId: string; evaluationId: string } {
	const { id: promptId } = emulator.graph.addPrompt({ sessionId, content: `What about ${answer}?` });
	const evaluationId = emulator.graph.addEvaluation({ promptId, script: scripts.answering(answer) });
	return { promptId, evaluationId };
}

/** What travelled since the last call, parts of batches left out. */
function sent(): string[] {
	return emulator.graph.requests
		.splice(0)
		.filter(({ batchPart }) => !batchPart)
		.map(({ method, url }) => `${method} ${url}`);
}

describe.each<Storage>(['workflow', 'cursor'])('an active workflow, remembered in the %s', (storage) => {
	it('starts with a session that was created', async () => {
		const host = await begun({ event: 'sessionCreated' }, { storage });
		const session = emulator.graph.addSession({ displayName: 'Incident 4711' });
		expect(await host.poll()).toEqual([
			{
				id: session.id,
				createdDateTime: session.createdDateTime,
				lastModifiedDateTime: session.lastModifiedDateTime,
				displayName: 'Incident 4711',
				workspaceId: 'default',
				webUrl: `https://securitycopilot.microsoft.com/sessions/${session.id}`,
			},
		]);
		expect(await host.poll()).toEqual([]);
	});

	it('starts with a session that was renamed, and not with one that was asked something', async () => {
		const host = await begun({ event: 'sessionRenamed' }, { storage });
		rename(emulator.sessionId, 'Incident 4711');
		const [event, ...more] = await host.poll();
		expect(event).toMatchObject({ id: emulator.sessionId, displayName: 'Incident 4711' });
		expect(more).toEqual([]);
		ask(emulator.sessionId, 'the user');
		emulator.advance(17_000);
		expect(await host.poll()).toEqual([]);
	});

	it('starts with an answer, once it is there', async () => {
		const host = await begun({ event: 'answerReady' }, { storage });
		const { promptId, evaluationId } = ask(emulator.sessionId, 'the user');
		expect(await host.poll()).toEqual([]);
		emulator.advance(17_000);
		expect(await host.poll()).toEqual([
			{
				workspaceId: 'default',
				sessionId: emulator.sessionId,
				promptId,
				evaluationId,
				displayName: 'API: who am I',
				prompt: 'What about the user?',
				state: 'completed',
				resultType: 'success',
				answer: 'the user',
				createdDateTime: expect.stringMatching(/Z$/),
				completedDateTime: expect.stringMatching(/Z$/),
				webUrl: `https://securitycopilot.microsoft.com/sessions/${emulator.sessionId}`,
			},
		]);
		expect(await host.poll()).toEqual([]);
	});

	it('goes on after a restart where it was, with what came in between', async () => {
		const host = await begun({ event: 'answerReady' }, { storage });
		ask(emulator.sessionId, 'first');
		emulator.advance(17_000);
		expect(await host.poll()).toMatchObject([{ answer: 'first' }]);
		host.restart();
		ask(emulator.sessionId, 'second');
		emulator.advance(72 * HOUR_MS);
		ask(emulator.graph.addSession().id, 'third');
		emulator.advance(17_000);
		await host.activate();
		host.restart();
		await host.activate();
		expect(host.emitted.flat().map(({ answer }) => answer)).toEqual(['first', 'second', 'third']);
	});

	it('catches up after polls that failed', async () => {
		const host = await begun({ event: 'answerReady' }, { storage });
		const before = host.remembered;
		ask(emulator.sessionId, 'one');
		ask(emulator.sessionId, 'other');
		emulator.advance(17_000);
		const faults = [/\/sessions$/, /\/prompts\?/, /\/evaluations\?/, /\/evaluations\/[^/?]+$/].map((path) =>
			emulator.graph.addFault({ match: { path }, effect: effects.graphError(403) }),
		);
		for (const fault of faults) {
			expect(await host.poll()).toEqual([]);
			expect(fault.remaining).toBe(0);
		}
		expect(host.errors.map(({ name }) => name)).toEqual(faults.map(() => expect.stringMatching(/^Node/)));
		expect(host.remembered).toBe(before);
		expect((await host.poll()).map(({ answer }) => answer)).toEqual(['one', 'other']);
	});
});

describe('the first poll', () => {
	it.each(['sessionCreated', 'sessionRenamed', 'answerReady'])(
		'takes what there is as known: %s',
		async (event) => {
			const host = hostOf({ event });
			await host.activate();
			expect(host.emitted).toEqual([]);
			expect(JSON.parse(host.remembered)).toHaveProperty(`node:${TRIGGER_NAME}.watch.scope`);
		},
	);

	it('fails the activation when it fails', async () => {
		emulator.graph.addFault({ effect: effects.graphError(403) });
		await expect(hostOf({ event: 'sessionCreated' }).activate()).rejects.toMatchObject({
			name: expect.stringMatching(/^Node/),
		});
	});
});

describe('another scope starts from now', () => {
	it.each<[string, NodeParameters, object]>([
		['event', { event: 'sessionRenamed' }, {}],
		['session', { event: 'answerReady', sessionId: '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b' }, {}],
		['look-back', { event: 'answerReady', options: { lookBack: 8_000 } }, {}],
		['workspace', { event: 'answerReady', workspaceId: '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04' }, {}],
		[
			'credential',
			{ event: 'answerReady' },
			{ credentials: { securityCopilotOAuth2Api: { id: 'other', name: '' } } },
		],
	])('another %s', async (_name, parameters, settings) => {
		const host = await begun({ event: 'answerReady' });
		ask(emulator.sessionId, 'unseen');
		rename(emulator.sessionId, 'unseen');
		emulator.advance(17_000);
		host.restart(triggerWorkflow(parameters, settings));
		await host.activate();
		await host.poll();
		expect(host.emitted).toEqual([]);
	});

	it('the same one goes on', async () => {
		const host = await begun({ event: 'answerReady' });
		ask(emulator.sessionId, 'seen');
		emulator.advance(17_000);
		host.restart(triggerWorkflow({ event: 'answerReady' }));
		await host.activate();
		expect(host.emitted.flat()).toHaveLength(1);
	});
});

describe('one chosen session', () => {
	it.each([
		['its ID', (id: string) => ({ __rl: true, mode: 'id', value: id })],
		[
			'its link',
			(id: string) => ({
				__rl: true,
				mode: 'url',
				value: `https://securitycopilot.microsoft.com/sessions/${id}?st=not-a-token`,
			}),
		],
	])('is the only one, however old it is, by %s', async (_name, locator) => {
		const old = '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b';
		const host = await begun({ event: 'answerReady', sessionId: locator(old) });
		ask(emulator.sessionId, 'elsewhere');
		ask(old, 'here');
		emulator.advance(17_000);
		sent();
		expect(await host.poll()).toMatchObject([{ sessionId: old, answer: 'here' }]);
		expect(sent().filter((request) => request.includes(emulator.sessionId))).toEqual([]);
		expect(host.remembered).not.toContain('not-a-token');
	});

	it('that does not exist fails the poll', async () => {
		const host = hostOf({ event: 'answerReady', sessionId: '00000000-0000-4000-8000-000000000000' });
		await expect(host.activate()).rejects.toThrow();
	});
});

describe('what polling costs', () => {
	const seed = (sessions: number, promptsEach: number) => {
		for (let index = 0; index < sessions; index++) {
			const { id } = emulator.graph.addSession();
			for (let prompt = 0; prompt < promptsEach; prompt++) ask(id, 'known');
		}
		emulator.advance(17_000);
	};

	it('takes a handful of requests to look for answers in 50 sessions', async () => {
		seed(50, 1);
		const host = await begun({ event: 'answerReady' });
		sent();
		await host.poll();
		const requests = sent();
		expect(requests.filter((request) => request.endsWith('/beta/$batch'))).toHaveLength(6);
		// The pages of the list of sessions, 20 each.
		expect(requests.filter((request) => request.includes('/sessions'))).toHaveLength(3);
		expect(requests).toHaveLength(9);
	});

	it('reads answers only when they are new', async () => {
		seed(2, 1);
		const host = await begun({ event: 'answerReady' });
		const { evaluationId } = ask(emulator.graph.addSession().id, 'new');
		emulator.advance(17_000);
		// Parts of batches too.
		const read = async () => {
			emulator.graph.requests.length = 0;
			await host.poll();
			return emulator.graph.requests.filter(({ url }) => /\/evaluations\/[^/]+$/.test(url));
		};
		const first = await read();
		expect(first.map(({ url }) => url)).toEqual([expect.stringContaining(evaluationId)]);
		expect(await read()).toEqual([]);
	});

	it('costs no compute units', async () => {
		seed(3, 1);
		await begun({ event: 'answerReady' });
		expect(emulator.graph.costs).toEqual([]);
	});
});

describe('clocks', () => {
	it.each([-96, -1, 1, 96])('do not matter: the service is %d hours ahead of n8n', async (hours) => {
		emulator.advance(hours * HOUR_MS);
		const hosts = await Promise.all(
			['sessionCreated', 'answerReady'].map(async (event) => await begun({ event })),
		);
		for (let day = 1; day <= 3; day++) {
			ask(emulator.graph.addSession().id, 'new');
			emulator.advance(24 * HOUR_MS);
			for (const host of hosts) await host.poll();
		}
		expect(hosts.map(({ emitted, errors }) => [emitted.length, errors])).toEqual([
			[3, []],
			[3, []],
		]);
	});
});

describe('parameters that cannot be meant', () => {
	it.each<[string, NodeParameters]>([
		['an event that does not exist', { event: 'sessionDeleted' }],
		['a workspace that is a path', { event: 'sessionCreated', workspaceId: '../users' }],
		['a workspace that is empty', { event: 'sessionCreated', workspaceId: '={{ "" }}' }],
		['a session that is a path', { event: 'answerReady', sessionId: '../../users' }],
		['a link that leads elsewhere', { event: 'answerReady', sessionId: 'https://evil.example/sessions/1' }],
		['no look-back', { event: 'answerReady', options: { lookBack: 0 } }],
	])('fail before anything is sent: %s', async (_name, parameters) => {
		await expect(hostOf(parameters).activate()).rejects.toThrow();
		expect(emulator.graph.requests).toEqual([]);
	});
});
