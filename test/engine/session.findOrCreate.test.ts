import { effects } from '../emulator';
import { Fixture, jsonOf } from './harness';
import { DATE, GUID } from './harness/documented';

const fixture = Fixture.use();

interface Session {
	id: string;
	created: boolean;
}

const findOrCreate = async (...names: string[]) => {
	const items = names.map((name) => ({ name }));
	const run = await fixture.run({ operation: 'findOrCreate', displayName: '={{ $json.name }}' }, { items });
	return jsonOf(run) as Session[];
};

const reads = () => fixture.shown(({ method }) => method === 'GET').map(({ path }) => path);

it('finds a session of exactly this name and creates none', async () => {
	fixture.graph.addSession({ displayName: 'Incident 47110' });
	const { id, createdDateTime, lastModifiedDateTime } = fixture.graph.addSession({
		displayName: 'Incident 4711',
	});
	expect(await findOrCreate('Incident 4711')).toEqual([
		{ id, createdDateTime, lastModifiedDateTime, displayName: 'Incident 4711', created: false },
	]);
	expect(fixture.made().sessions).toBe(0);
});

it('creates one where there is none, and says so', async () => {
	expect(await findOrCreate('Incident 4711')).toEqual([
		{
			id: GUID,
			createdDateTime: DATE,
			lastModifiedDateTime: DATE,
			displayName: 'Incident 4711',
			created: true,
		},
	]);
});

it('asks with a filter, and reads all sessions where the service takes none, which is learned once a run', async () => {
	await findOrCreate('A', 'B');
	expect(reads()).toEqual([
		"/default/sessions?$filter=displayName eq 'A'",
		'/default/sessions',
		'/default/sessions',
		'/default/sessions',
	]);
});

it('reads no more than the filter finds where the service takes it; quotes are doubled', async () => {
	fixture.graph.switches.filter = 'basic';
	const displayName = "O'Brien's & Söhne";
	const { id } = fixture.graph.addSession({ displayName });
	expect(await findOrCreate(displayName)).toMatchObject([{ id, created: false }]);
	expect(reads()).toEqual(["/default/sessions?$filter=displayName eq 'O''Brien''s & Söhne'"]);
});

it('finds again what it created under a name that is longer than an address may be, without a filter', async () => {
	fixture.graph.switches.filter = 'basic';
	const name = 'ä'.repeat(400);
	const [first] = await findOrCreate(name);
	expect(first?.created).toBe(true);
	expect(await findOrCreate(name)).toMatchObject([{ ...first, created: false }]);
	expect(reads().filter((path) => path.includes('filter'))).toEqual([]);
});

it('finds what a service stored with U+FFFD in the place of half a character', async () => {
	const { id } = fixture.graph.addSession({ displayName: 'Incident \ufffd 4711' });
	expect(await findOrCreate('Incident \udea8 4711')).toMatchObject([{ created: false, id }]);
});

it('reads all sessions where a filter is answered with 414', async () => {
	fixture.graph.addFault({ match: { path: /filter/ }, effect: effects.graphError(414), count: 9 });
	expect(await findOrCreate('Incident 4711')).toMatchObject([{ created: true }]);
});

it('takes the newest of several, but of those made within a minute the oldest', async () => {
	const add = (time: string) =>
		fixture.graph.addSession({ displayName: 'Incident 4711', createdDateTime: `2026-10-01T${time}Z` });
	add('08:00:00');
	add('12:00:00.2');
	const chosen = add('12:00:00.1234567');
	add('12:00:59');
	expect(await findOrCreate('Incident 4711')).toMatchObject([{ id: chosen.id }]);
});

it('creates one for twenty items of the same name', async () => {
	const sessions = await findOrCreate(...Array<string>(20).fill('Incident 4711'));
	expect(new Set(sessions.map(({ id }) => id)).size).toBe(1);
	expect(sessions.map(({ created }) => created)).toEqual([true, ...Array<boolean>(19).fill(false)]);
	expect(fixture.made().sessions).toBe(1);
});
