import { effects } from '../emulator';
import { errorOf, Fixture, jsonOf } from './harness';
import {
	documentedEvaluation,
	documentedPrompt,
	documentedSession,
	SESSION,
	UNKNOWN,
} from './harness/documented';

const fixture = Fixture.use();

interface Transcript {
	[name: string]: unknown;
	prompts: Array<{ [name: string]: unknown; id: string; evaluation?: object | null; evaluations?: object[] }>;
	markdown: string;
}

const run = async (sessionId: string, options: object = {}) =>
	await fixture.run({ operation: 'getTranscript', sessionId, options } as never);

async function read(sessionId: string, options?: object): Promise<Transcript> {
	const [transcript, ...more] = jsonOf(await run(sessionId, options)) as Transcript[];
	expect(more).toEqual([]);
	return transcript!;
}

/** A session with prompts that lie in the service in another order than they were asked. @returns IDs in that order */
function addConversation(times: string[]): { sessionId: string; promptIds: string[] } {
	const { id: sessionId } = fixture.graph.addSession({ displayName: 'Incident 4711' });
	const added = times.map((time) => {
		const createdDateTime = `2026-10-01T${time}Z`;
		const { id } = fixture.graph.addPrompt({ sessionId, content: `asked at ${time}`, createdDateTime });
		fixture.graph.addEvaluation({
			promptId: id,
			createdDateTime,
			state: 'completed',
			result: { content: time },
		});
		return { time, id };
	});
	return { sessionId, promptIds: added.sort((a, b) => (a.time < b.time ? -1 : 1)).map(({ id }) => id) };
}

const minutes = (count: number) =>
	Array.from({ length: count }, (_, index) => `08:${String(index).padStart(2, '0')}:00`);

it('A transcript is the session, its prompts with their latest evaluations, and all of it as Markdown', async () => {
	expect(await read(SESSION)).toEqual({
		...documentedSession,
		prompts: [{ ...documentedPrompt, evaluation: documentedEvaluation }],
		markdown: [
			'# API: who am I',
			'',
			'---',
			'',
			'> who am I',
			'',
			'You are signed in as Adele Vance (adele@contoso.com) in this Entra ID tenant.',
			'',
		].join('\n'),
	});
	expect(fixture.shown().map(({ path }) => path.replace(SESSION, '…'))).toEqual([
		'/default/sessions/…',
		'/default/sessions/…/prompts',
		`/default/sessions/…/prompts/${documentedPrompt.id}/evaluations`,
	]);
});

it('has every evaluation, the oldest first, where that is wanted', async () => {
	const { prompts, markdown } = await read(SESSION, { allEvaluations: true });
	expect(prompts[0]).not.toHaveProperty('evaluation');
	expect(prompts[0]?.evaluations).toMatchObject([
		{ id: 'b2d2c632-e799-4472-9b36-e5c84c065f72' },
		{ id: documentedEvaluation.id },
	]);
	expect(markdown.match(/You are signed in/g)).toHaveLength(2);
	fixture.graph.switches.evaluationListShape = 'bareEntity';
	const bare = await read(SESSION, { allEvaluations: true });
	expect(bare.prompts[0]?.evaluations).toMatchObject([{ id: documentedEvaluation.id }]);
});

it('is in the order in which it was asked, down to the last digit of the times', async () => {
	const times = [
		'08:00:00.1234568',
		'08:00:00.1234567',
		'07:59:59',
		'08:00:00.12345',
		'08:00:01',
		'08:00:00',
	];
	const { sessionId, promptIds } = addConversation(times);
	const { prompts, markdown } = await read(sessionId);
	expect(prompts.map(({ id }) => id)).toEqual(promptIds);
	expect([...markdown.matchAll(/^> asked at (.*)$/gm)].map(([, time]) => time)).toEqual([...times].sort());
});

it('says what has no answer, also of a session without a name and a prompt without a text', async () => {
	const { id: sessionId } = fixture.graph.addSession({ displayName: null });
	fixture.graph.addPrompt({ sessionId, content: null });
	const { id: promptId } = fixture.graph.addPrompt({ sessionId, content: 'running' });
	fixture.graph.addEvaluation({ promptId, state: 'running' });
	const { prompts, markdown } = await read(sessionId);
	expect(prompts.map(({ evaluation }) => evaluation === null)).toEqual([true, false]);
	expect(markdown).toMatch(
		/# Untitled session[^]*Not evaluated yet[^]*> running[^]*No answer yet \(running\)/,
	);
	expect(markdown).not.toMatch(/undefined|null|\[object/);
});

it('keeps annotations with Raw Response, and carries the link on request', async () => {
	const raw = await read(SESSION, { rawResponse: true, includeLink: true });
	expect(raw).toHaveProperty(['@odata.context']);
	expect(raw.webUrl).toBe(`https://securitycopilot.microsoft.com/sessions/${SESSION}`);
	expect(raw.prompts[0]).not.toHaveProperty('webUrl');
});

it('Of a session that does not exist it is a failure', async () => {
	expect(errorOf(await run(UNKNOWN))).toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
});

it('The requests for many prompts travel together: 45 of them take five', async () => {
	fixture.graph.switches.pageSize = 100;
	const { sessionId, promptIds } = addConversation(minutes(45));
	const { prompts } = await read(sessionId);
	expect(prompts.map(({ id, evaluation }) => [id, evaluation === null])).toEqual(
		promptIds.map((id) => [id, false]),
	);
	// Session, prompts, and the evaluations of 20, 20 and 5 prompts.
	expect(fixture.sent.filter(({ batchPart }) => !batchPart)).toHaveLength(5);
});

it('They follow every page, and count once what comes twice', async () => {
	Object.assign(fixture.graph.switches, { pageSize: 4, maxPageSize: 4 });
	const { sessionId, promptIds } = addConversation(minutes(10));
	const effect = effects.change((body) => {
		const value = body.value as object[];
		return { ...body, value: [value[0], ...value] };
	});
	fixture.graph.addFault({ match: { path: /prompts\?.*skiptoken/ }, effect });
	expect((await read(sessionId)).prompts.map(({ id }) => id)).toEqual(promptIds);
});
