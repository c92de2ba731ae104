import fc from 'fast-check';

import { GraphClient } from '../../../nodes/graph/client';
import { readList, type ListOptions } from '../../../nodes/graph/list';
import type { HttpRequest } from '../../../nodes/graph/http';
import { answer, BASE } from './scriptedNetwork';

const PATH = '/security/securityCopilot/workspaces/default/sessions';

/** A service with items by pages. */
function setUp(pages: Array<Array<number | string>>) {
	const sent: string[] = [];
	const preferences: Array<string | undefined> = [];
	const send = async ({ url, headers }: HttpRequest) => {
		preferences.push(headers.Prefer);
		sent.push(url.slice(`${BASE}/beta${PATH}`.length));
		const number = Number(/skiptoken=(\d+)/.exec(url)?.[1] ?? 0);
		const next = number + 1 < pages.length && {
			'@odata.nextLink': `${BASE}/beta${PATH}?$skiptoken=${number + 1}`,
		};
		return answer(200, { value: (pages[number] ?? []).map((id) => ({ id })), ...next });
	};
	const graph = new GraphClient(BASE, send, () => 0);
	const list = async (limit: number, options?: ListOptions) =>
		(await readList(graph, PATH, {}, limit, options)).map(({ id }) => id);
	return { list, sent, preferences };
}

describe('readList', () => {
	it('gives the first wanted items up to the limit and reads no page more than that takes', async () => {
		const isWanted = ({ id }: { id?: unknown }) => Number(id) % 3 > 0;
		const pages = fc.array(fc.array(fc.nat(), { maxLength: 5 }), { minLength: 1, maxLength: 8 });
		const limit = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(Number.POSITIVE_INFINITY));
		await fc.assert(
			fc.asyncProperty(pages, limit, async (content, wanted) => {
				const { list, sent } = setUp(content);
				const first = (count: number) =>
					content
						.slice(0, count)
						.flat()
						.filter((id) => isWanted({ id }));
				expect(await list(wanted, { isWanted })).toEqual(first(content.length).slice(0, wanted));
				const enough = content.findIndex((_page, index) => first(index + 1).length >= wanted);
				expect(sent).toHaveLength(enough < 0 ? content.length : enough + 1);
			}),
		);
	});

	it.each([
		[Number.POSITIVE_INFINITY, 999],
		[3, 100],
	])('asks for pages by what is wanted: a limit of %d for %i items a page', async (limit, size) => {
		const { list, preferences } = setUp([['a'], ['b'], ['c']]);
		await list(limit);
		expect(preferences).toEqual(Array(3).fill(`odata.maxpagesize=${size}`));
	});

	it('counts once what comes again, and reads on for the rest of the limit', async () => {
		const { list, sent } = setUp([['a', 'b'], ['b', 'c'], ['c', 'a', 'd'], ['e']]);
		expect(await list(4)).toEqual(['a', 'b', 'c', 'd']);
		expect(sent).toHaveLength(3);
	});

	it('is read in pages of the usual size where the service refuses so many', async () => {
		const asked: string[] = [];
		const message = "The limit of '1' for Top query has been exceeded.";
		const send = async ({ url }: HttpRequest) => {
			asked.push(url.slice(`${BASE}/beta${PATH}`.length));
			if (url.includes('$top')) return answer(400, { error: { code: 'BadRequest', message } });
			return answer(200, { value: ['a', 'b', 'c'].map((id) => ({ id })) });
		};
		const graph = new GraphClient(BASE, send, () => 0);
		expect(await readList(graph, PATH, {}, 2)).toEqual([{ id: 'a' }, { id: 'b' }]);
		expect(asked).toEqual(['?$top=2', '']);
	});

	it('is refused where something else is wrong with it, and tells what', async () => {
		let asked = 0;
		const send = async () => answer(400, { error: { code: `Wrong${(asked += 1)}`, message: 'filter' } });
		const graph = new GraphClient(BASE, send, () => 0);
		await expect(readList(graph, PATH, {}, 2)).rejects.toMatchObject({ details: { code: 'Wrong1' } });
		expect(asked).toBe(1);
	});

	it.each<[string, number, ListOptions | undefined, string]>([
		['a small number', 7, undefined, '?$top=7'],
		['the largest page', 100, undefined, '?$top=100'],
		['more than a page', 101, undefined, ''],
		['all', Number.POSITIVE_INFINITY, undefined, ''],
		['a number from a list without $top', 7, { takesTop: false }, ''],
		['a number of which some do not count', 7, { isWanted: () => true }, ''],
	])('asks for %s as "%s"', async (_what, limit, options, query) => {
		const { list, sent } = setUp([[1]]);
		await list(limit, options);
		expect(sent).toEqual([query]);
	});
});
