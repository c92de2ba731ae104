import { effects } from '../emulator';
import { jsonOf, type NodeParameters } from './harness';
import { Fixture } from './harness/Fixture';
import { DATE, GUID } from './harness/documented';

const fixture = Fixture.use();

describe('find or create', () => {
	const findOrCreate = (displayName: string): NodeParameters => ({
		resource: 'session',
		operation: 'findOrCreate',
		displayName,
	});

	it('finds a session of exactly this name and creates none', async () => {
		fixture.graph.addSession({ displayName: 'Incident 47110' });
		const known = fixture.graph.addSession({ displayName: 'Incident 4711' });
		const run = await fixture.run(findOrCreate('Incident 4711'));
		expect(jsonOf(run)).toEqual([
			{
				id: known.id,
				createdDateTime: known.createdDateTime,
				lastModifiedDateTime: known.lastModifiedDateTime,
				displayName: 'Incident 4711',
				created: false,
			},
		]);
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 0, evaluations: 0 });
	});

	it('creates one where there is none, and says so', async () => {
		const run = await fixture.run(findOrCreate("Incident's 4711"));
		expect(jsonOf(run)).toEqual([
			{
				id: GUID,
				createdDateTime: DATE,
				lastModifiedDateTime: DATE,
				displayName: "Incident's 4711",
				created: true,
			},
		]);
		expect(fixture.made()).toMatchObject({ sessions: 1 });
	});

	it('asks with a filter, and reads all sessions where the service takes none, once a run', async () => {
		await fixture.run(findOrCreate('={{ $json.name }}'), { items: [{ name: 'A' }, { name: 'B' }] });
		expect(fixture.shown(({ method }) => method === 'GET').map(({ path }) => path)).toEqual([
			"/default/sessions?$filter=displayName eq 'A'",
			'/default/sessions',
			'/default/sessions',
			'/default/sessions',
		]);
	});

	it('reads no more than the filter finds where the service takes it', async () => {
		fixture.graph.switches.filter = 'basic';
		fixture.graph.addSession({ displayName: 'Incident 4711' });
		await fixture.run(findOrCreate('Incident 4711'));
		expect(fixture.shown()).toEqual([
			{ method: 'GET', path: "/default/sessions?$filter=displayName eq 'Incident 4711'" },
		]);
	});

	it.each([
		['is longer than an address may be', 'a'.repeat(100_000)],
		['becomes longer than an address may be', 'ä'.repeat(400)],
	])('finds again what it created under a name that %s, without a filter', async (_what, displayName) => {
		fixture.graph.switches.filter = 'basic';
		const first = await fixture.run(findOrCreate('={{ $json.displayName }}'), { items: [{ displayName }] });
		const again = await fixture.run(findOrCreate('={{ $json.displayName }}'), { items: [{ displayName }] });
		expect(jsonOf(first)).toMatchObject([{ created: true }]);
		expect(jsonOf(again)).toMatchObject([{ ...(jsonOf(first)[0] as object), created: false }]);
		expect(fixture.made()).toMatchObject({ sessions: 1 });
		expect(fixture.shown(({ url }) => url.includes('filter'))).toEqual([]);
	});

	it('finds what a service stored with U+FFFD in the place of half a character', async () => {
		const known = fixture.graph.addSession({ displayName: 'Incident \ufffd 4711' });
		const run = await fixture.run(findOrCreate('={{ $json.displayName }}'), {
			items: [{ displayName: 'Incident \udea8 4711' }],
		});
		expect(jsonOf(run)).toMatchObject([{ created: false, id: known.id }]);
	});

	it.each([414, 431])('reads all sessions where a filter is answered with %i', async (status) => {
		fixture.graph.addFault({ match: { path: /filter/ }, effect: effects.graphError(status), count: 9 });
		const run = await fixture.run(findOrCreate('Incident 4711'));
		expect(jsonOf(run)).toMatchObject([{ created: true }]);
	});

	it('takes the newest of several, but of those made within a minute the oldest', async () => {
		const at = (time: string) => ({ displayName: 'Incident 4711', createdDateTime: `2026-10-01T${time}Z` });
		fixture.graph.addSession(at('08:00:00'));
		fixture.graph.addSession(at('12:00:00.2'));
		const chosen = fixture.graph.addSession(at('12:00:00.1234567'));
		fixture.graph.addSession(at('12:00:59'));
		const [found] = jsonOf(await fixture.run(findOrCreate('Incident 4711'))) as Array<{ id: string }>;
		expect(found?.id).toBe(chosen.id);
	});

	it('creates one for twenty items of the same name', async () => {
		const run = await fixture.run(findOrCreate('Incident 4711'), { items: Array(20).fill({}) });
		const sessions = jsonOf(run) as Array<{ id: string; created: boolean }>;
		expect(sessions).toHaveLength(20);
		expect(new Set(sessions.map(({ id }) => id)).size).toBe(1);
		expect(sessions.map(({ created }) => created)).toEqual([true, ...Array(19).fill(false)]);
		expect(fixture.made()).toMatchObject({ sessions: 1 });
	});
});
