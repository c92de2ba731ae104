import { effects, scripts } from '../emulator';
import { documentedEvaluation, documentedPrompt, documentedSession } from './harness/documented';
import { errorOf, jsonOf, type NodeParameters } from './harness';
import { Fixture } from './harness/Fixture';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

const fixture = Fixture.use();

const transcript = (sessionId: string, options: object = {}): NodeParameters =>
	({
		resource: 'session',
		operation: 'getTranscript',
		sessionId: { mode: 'id', value: sessionId, __rl: true },
		options,
	}) as NodeParameters;

interface Transcript {
	[name: string]: unknown;
	prompts: Array<{ [name: string]: unknown; id: string; evaluation?: object | null; evaluations?: object[] }>;
	markdown: string;
}

async function read(sessionId: string, options: object = {}): Promise<Transcript> {
	const run = await fixture.run(transcript(sessionId, options));
	expect(jsonOf(run)).toHaveLength(1);
	return jsonOf(run)[0] as Transcript;
}

const DAY = '2026-10-01T';

/** A session with prompts that lie in the service in another order than they were asked. */
function addConversation(times: string[]): { sessionId: string; promptIds: string[] } {
	const { id: sessionId } = fixture.graph.addSession({ displayName: 'Incident 4711' });
	const added = times.map((time) => {
		const createdDateTime = `${DAY}${time}Z`;
		const { id } = fixture.graph.addPrompt({ sessionId, content: `asked at ${time}`, createdDateTime });
		fixture.graph.addEvaluation({
			promptId: id,
			createdDateTime,
			state: 'completed',
			result: { content: `answered to ${time}` },
		});
		return { time, id };
	});
	return {
		sessionId,
		promptIds: added.sort((one, other) => (one.time < other.time ? -1 : 1)).map(({ id }) => id),
	};
}

describe('the transcript of a session', () => {
	it('is the session, its prompts with their latest evaluations, and all of it as Markdown', async () => {
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
	});

	it('has every evaluation, the oldest first, where that is wanted', async () => {
		const { prompts, markdown } = await read(SESSION, { allEvaluations: true });
		expect(prompts[0]).not.toHaveProperty('evaluation');
		expect(prompts[0]?.evaluations).toMatchObject([
			{ id: 'b2d2c632-e799-4472-9b36-e5c84c065f72' },
			{ id: '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7' },
		]);
		expect(markdown.match(/You are signed in/g)).toHaveLength(2);
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
		const quoted = [...markdown.matchAll(/^> asked at (.*)$/gm)].map(([, time]) => time);
		expect(quoted).toEqual([...times].sort());
	});

	it('says what has no answer', async () => {
		const { id: sessionId } = fixture.graph.addSession({ displayName: null });
		const untouched = fixture.graph.addPrompt({ sessionId, content: 'untouched' });
		const running = fixture.graph.addPrompt({ sessionId, content: 'running' });
		fixture.graph.addEvaluation({ promptId: running.id, state: 'running' });
		const rejected = fixture.graph.addPrompt({ sessionId, content: 'rejected' });
		fixture.graph.addEvaluation({
			promptId: rejected.id,
			createdDateTime: `${DAY}08:00:00Z`,
			script: scripts.endingIn('rejected', 'Out of scope.'),
		});
		const { prompts, markdown } = await read(sessionId);
		expect(prompts.map(({ id, evaluation }) => [id, evaluation === null])).toEqual([
			[untouched.id, true],
			[running.id, false],
			[rejected.id, false],
		]);
		expect(markdown).toBe(
			[
				'# Untitled session',
				'---',
				'> untouched',
				'*Not evaluated yet.*',
				'---',
				'> running',
				'*No answer yet (running).*',
				'---',
				'> rejected',
				'*No answer (completed, rejected).*',
				'Out of scope.\n',
			].join('\n\n'),
		);
	});

	it('of a session without prompts is its name', async () => {
		const { id } = fixture.graph.addSession({ displayName: 'Empty' });
		expect(await read(id)).toMatchObject({ prompts: [], markdown: '# Empty\n' });
	});

	it('F-40 understands the list of evaluations in both of its documented shapes', async () => {
		fixture.graph.switches.evaluationListShape = 'bareEntity';
		const { prompts } = await read(SESSION, { allEvaluations: true });
		expect(prompts[0]?.evaluations).toMatchObject([{ id: '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7' }]);
	});

	it('keeps annotations with Raw Response, and carries the link on request', async () => {
		const raw = await read(SESSION, { rawResponse: true, includeLink: true });
		expect(raw).toHaveProperty(['@odata.context']);
		expect(raw.webUrl).toBe(`https://securitycopilot.microsoft.com/sessions/${SESSION}`);
		expect(raw.prompts[0]).not.toHaveProperty('webUrl');
	});

	it('of a session that does not exist is a failure', async () => {
		const run = await fixture.run(transcript(SESSION.replace('e', 'f')));
		expect(errorOf(run).context.itemIndex).toBe(0);
	});
});

describe('the requests for a transcript', () => {
	const envelopes = () => fixture.graph.requests.filter(({ batchPart }) => !batchPart);

	it('are three where there are few prompts: session, prompts, evaluations', async () => {
		await read(SESSION);
		expect(fixture.shown().map(({ path }) => path.replace(SESSION, '…'))).toEqual([
			'/default/sessions/…',
			'/default/sessions/…/prompts',
			'/default/sessions/…/prompts/76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01/evaluations',
		]);
	});

	it('travel together where there are many prompts: 45 of them take five', async () => {
		fixture.graph.switches.pageSize = 100;
		const { sessionId } = addConversation(
			Array.from({ length: 45 }, (_, index) => `08:${String(index).padStart(2, '0')}:00`),
		);
		const { prompts } = await read(sessionId);
		expect(prompts).toHaveLength(45);
		expect(prompts.every(({ evaluation }) => evaluation !== null)).toBe(true);
		// Session, prompts, and the evaluations of 20, 20 and 5 prompts.
		expect(envelopes()).toHaveLength(5);
		expect(fixture.requests()).toHaveLength(2 + 45);
	});

	it('F-62 follow every page, and count once what comes twice', async () => {
		fixture.graph.switches.pageSize = 4;
		fixture.graph.switches.maxPageSize = 4;
		const { sessionId, promptIds } = addConversation(
			Array.from({ length: 10 }, (_, index) => `08:${String(index).padStart(2, '0')}:00`),
		);
		fixture.graph.addFault({
			match: { method: 'GET', path: /prompts\?.*skiptoken/ },
			effect: effects.change((body) => {
				const [first] = body.value as object[];
				return { ...body, value: [first, ...(body.value as object[])] };
			}),
		});
		const { prompts } = await read(sessionId);
		expect(prompts.map(({ id }) => id)).toEqual(promptIds);
	});
});
