import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { effects, scripts } from '../emulator';
import { errorOf, Fixture, jsonOf, type NodeParameters } from './harness';
import { SESSION } from './harness/documented';
import { afterFirstPolls, TRIGGER_NAME, TriggerHost, triggerWorkflow, type Storage } from './triggerHost';

const HOUR_MS = 3_600_000;
const OLD_SESSION = '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b';

const fixture = Fixture.use();

type HostOptions = ConstructorParameters<typeof TriggerHost>[2];

const hostOf = (parameters: NodeParameters, options?: HostOptions) =>
	new TriggerHost(fixture.engine, triggerWorkflow(parameters), options);

const begun = async (parameters: NodeParameters, options?: HostOptions) =>
	await afterFirstPolls(hostOf(parameters, options), fixture.emulator);

/** Renames as a user of the portal does. */
function rename(sessionId: string, displayName: string): void {
	const session = fixture.graph.store.allSessions().find(({ id }) => id === sessionId)!;
	Object.assign(session, { displayName, lastModifiedDateTime: fixture.graph.addSession().createdDateTime });
}

/** Asks in a session; the answer is there after 17 seconds. @returns IDs */
function ask(sessionId: string, answer: string): { promptId: string; evaluationId: string } {
	const { id: promptId } = fixture.graph.addPrompt({ sessionId, content: `What about ${answer}?` });
	const evaluationId = fixture.graph.addEvaluation({ promptId, script: scripts.answering(answer) });
	return { promptId, evaluationId };
}

const letAnswersCome = () => fixture.emulator.advance(17_000);

/** What travelled since the last call, parts of batches left out. */
const sent = () => fixture.sent.splice(0).filter(({ batchPart }) => !batchPart);

describe.each<Storage>(['workflow', 'cursor'])('An active workflow, remembered in the %s,', (storage) => {
	it('starts with a session that was created', async () => {
		const host = await begun({ event: 'sessionCreated' }, { storage });
		const { id, createdDateTime, lastModifiedDateTime } = fixture.graph.addSession({
			displayName: 'Incident',
		});
		expect(await host.poll()).toEqual([
			{
				id,
				createdDateTime,
				lastModifiedDateTime,
				displayName: 'Incident',
				workspaceId: 'default',
				webUrl: `https://securitycopilot.microsoft.com/sessions/${id}`,
			},
		]);
		expect(await host.poll()).toEqual([]);
	});

	it('starts with a session that was renamed, and not with one that was asked something', async () => {
		const host = await begun({ event: 'sessionRenamed' }, { storage });
		rename(SESSION, 'Incident 4711');
		expect(await host.poll()).toEqual([
			expect.objectContaining({ id: SESSION, displayName: 'Incident 4711' }),
		]);
		ask(SESSION, 'the user');
		letAnswersCome();
		expect(await host.poll()).toEqual([]);
	});

	it('starts with an answer, once it is there', async () => {
		const host = await begun({ event: 'answerReady' }, { storage });
		const { promptId, evaluationId } = ask(SESSION, 'the user');
		expect(await host.poll()).toEqual([]);
		letAnswersCome();
		expect(await host.poll()).toEqual([
			{
				workspaceId: 'default',
				sessionId: SESSION,
				promptId,
				evaluationId,
				displayName: 'API: who am I',
				prompt: 'What about the user?',
				state: 'completed',
				resultType: 'success',
				answer: 'the user',
				createdDateTime: expect.stringMatching(/Z$/),
				completedDateTime: expect.stringMatching(/Z$/),
				webUrl: `https://securitycopilot.microsoft.com/sessions/${SESSION}`,
			},
		]);
		expect(await host.poll()).toEqual([]);
	});

	it('goes on after a restart where it was, with what came in between', async () => {
		const host = await begun({ event: 'answerReady' }, { storage });
		ask(SESSION, 'first');
		letAnswersCome();
		expect(await host.poll()).toMatchObject([{ answer: 'first' }]);
		host.restart();
		ask(SESSION, 'second');
		fixture.emulator.advance(72 * HOUR_MS);
		ask(fixture.graph.addSession().id, 'third');
		letAnswersCome();
		await host.activate();
		host.restart();
		await host.activate();
		expect(host.emitted.flat().map(({ answer }) => answer)).toEqual(['first', 'second', 'third']);
	});

	it('catches up after polls that failed', async () => {
		const host = await begun({ event: 'answerReady' }, { storage });
		const before = host.remembered;
		ask(SESSION, 'one');
		fixture.emulator.advance(1);
		ask(SESSION, 'other');
		letAnswersCome();
		const faults = [/\/sessions$/, /\/prompts\?/, /\/evaluations\?/, /\/evaluations\/[^/?]+$/].map((path) =>
			fixture.graph.addFault({ match: { path }, effect: effects.graphError(403) }),
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

describe('The first poll', () => {
	it('takes what there is as known', async () => {
		const host = hostOf({ event: 'answerReady' });
		await host.activate();
		expect(host.emitted).toEqual([]);
		expect(JSON.parse(host.remembered)).toHaveProperty(`node:${TRIGGER_NAME}.watch.scope`);
	});

	it('fails the activation when it fails', async () => {
		fixture.graph.addFault({ effect: effects.graphError(403) });
		const name: unknown = expect.stringMatching(/^Node/);
		await expect(hostOf({ event: 'sessionCreated' }).activate()).rejects.toMatchObject({ name });
	});
});

it.each<[string, NodeParameters, object]>([
	['event', { event: 'sessionRenamed' }, {}],
	['session', { event: 'answerReady', sessionId: OLD_SESSION }, {}],
	['look-back', { event: 'answerReady', options: { lookBack: 8_000 } }, {}],
	['workspace', { event: 'answerReady', workspaceId: '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04' }, {}],
	[
		'credential',
		{ event: 'answerReady' },
		{ credentials: { securityCopilotOAuth2Api: { id: 'other', name: '' } } },
	],
])('Another %s starts from now', async (_name, parameters, settings) => {
	fixture.engine.credentials.stored.set('other', fixture.credential);
	const host = await begun({ event: 'answerReady' });
	ask(SESSION, 'unseen');
	rename(SESSION, 'unseen');
	letAnswersCome();
	host.restart(triggerWorkflow(parameters, settings));
	await host.activate();
	await host.poll();
	expect(host.emitted).toEqual([]);
});

describe('One chosen session', () => {
	it.each([
		['id', OLD_SESSION],
		['url', `https://securitycopilot.microsoft.com/sessions/${OLD_SESSION}?st=not-a-token`],
	])('is the only one, however old it is, by %s', async (mode, value) => {
		const host = await begun({ event: 'answerReady', sessionId: { __rl: true, mode, value } });
		ask(SESSION, 'elsewhere');
		ask(OLD_SESSION, 'here');
		letAnswersCome();
		sent();
		expect(await host.poll()).toMatchObject([{ sessionId: OLD_SESSION, answer: 'here' }]);
		expect(sent().filter(({ url }) => url.includes(SESSION))).toEqual([]);
		expect(host.remembered).not.toContain('not-a-token');
	});
});

it('Polling takes a handful of requests to look for answers in 50 sessions, and costs no compute units', async () => {
	for (let index = 0; index < 50; index++) ask(fixture.graph.addSession().id, 'known');
	letAnswersCome();
	const host = await begun({ event: 'answerReady' });
	sent();
	await host.poll();
	const requests = sent();
	expect(requests.filter(({ url }) => url.endsWith('/$batch'))).toHaveLength(6);
	// The others are the pages of the list of sessions, 20 each.
	expect(requests).toHaveLength(9);
	expect(fixture.graph.costs).toEqual([]);
});

it.each<[string, NodeParameters]>([
	['an event that does not exist', { event: 'sessionDeleted' }],
	['a workspace that is a path', { event: 'sessionCreated', workspaceId: '../users' }],
	['a session that is a path', { event: 'answerReady', sessionId: '../../users' }],
	['no look-back', { event: 'answerReady', options: { lookBack: 0 } }],
])('Parameters that cannot be meant fail before anything is sent: %s', async (_name, parameters) => {
	await expect(hostOf(parameters).activate()).rejects.toThrow();
	expect(fixture.sent).toEqual([]);
});

it('The editor finds the lists of the fields, and shows each event below the name of the node', () => {
	const { description, methods } = fixture.engine.nodeTypes.getByNameAndVersion(
		'n8n-nodes-security-copilot.securityCopilotSessionTrigger',
	);
	const named = JSON.stringify(description.properties).matchAll(/"searchListMethod":"(\w+)"/g);
	const names = [...named].map(([, name]) => name);
	expect(names).toEqual(['searchWorkspaces', 'searchSessions']);
	expect(Object.keys(methods?.listSearch ?? {})).toEqual(expect.arrayContaining(names));
	const { options } = description.properties.find(({ name }) => name === 'event')!;
	const shown = (options as INodePropertyOptions[]).map(({ value }) => {
		const workflow = fixture.engine.workflow(triggerWorkflow({ event: value }));
		const node = workflow.getNode(TRIGGER_NAME)!;
		return workflow.expression.getSimpleParameterValue(node, description.subtitle, 'internal', {});
	});
	expect(shown).toEqual(['answer ready', 'session created', 'session renamed']);
});

describe('A manual run', () => {
	const sampleOf = async (parameters: NodeParameters, staticData?: IDataObject) =>
		await fixture.engine.run({ ...triggerWorkflow(parameters), staticData }, { mode: 'manual' });

	it.each([
		['sessionCreated', { id: SESSION, workspaceId: 'default' }, 'session'],
		['sessionRenamed', { id: OLD_SESSION, displayName: 'who am i' }, 'renamed session'],
		['answerReady', { prompt: 'who am I' }, 'answer'],
	])(
		'shows the latest event as a sample, and says so where there is none: %s',
		async (event, sample, what) => {
			expect(jsonOf(await sampleOf({ event }), TRIGGER_NAME)).toEqual([expect.objectContaining(sample)]);
			const { id } = fixture.graph.addWorkspace();
			expect(errorOf(await sampleOf({ event, workspaceId: id }))).toMatchObject({
				message: `There is no ${what} yet to show as a sample`,
				description: expect.stringContaining('fetch the test event again'),
			});
		},
	);

	it('neither reads nor writes what the active workflow remembers', async () => {
		const { remembered } = await begun({ event: 'answerReady' });
		const staticData = JSON.parse(remembered);
		expect(jsonOf(await sampleOf({ event: 'answerReady' }, staticData), TRIGGER_NAME)).toHaveLength(1);
		expect(JSON.stringify(staticData)).toBe(remembered);
	});
});
