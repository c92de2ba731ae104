import fc from 'fast-check';

import {
	containsFilter,
	equalsFilter,
	InvalidPropertyNameError,
	MAX_QUERY_LENGTH,
	queryString,
	QueryTooLongError,
} from '../../../nodes/graph/query';
import { parseFilter } from '../../emulator/graph/query/filter';

const anyText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: 'grapheme' }),
	fc
		.array(fc.constantFrom("'", "''", '"', ' ', ' or ', '%27', ')', '\\', '&$top=1', '#', '+', 'a'))
		.map((parts) => parts.join('')),
);

describe('queryString', () => {
	it.each([
		['nothing to ask', {}, ''],
		['an empty selection', { select: [] }, ''],
		[
			'a selection, as Graph writes it',
			{ select: ['createdDateTime', 'displayName'] },
			'?$select=createdDateTime,displayName',
		],
		['a property named twice', { select: ['id', 'id'] }, '?$select=id'],
		['a property beyond ASCII', { select: ['größe'] }, '?$select=gr%C3%B6%C3%9Fe'],
		['a blank filter', { filter: ' \n' }, ''],
		['a filter', { filter: " name eq 'a b' " }, "?$filter=name%20eq%20'a%20b'"],
		['a number of items', { top: 7 }, '?$top=7'],
		[
			'all of it, in one order',
			{ top: 1, filter: 'a eq 1', select: ['id'] },
			'?$select=id&$filter=a%20eq%201&$top=1',
		],
	])('of %s', (_what, query, text) => {
		expect(queryString(query)).toBe(text);
	});

	it('gives the filter back unchanged to a server that decodes it', () => {
		fc.assert(
			fc.property(anyText, (filter) => {
				const parameters = new URLSearchParams(queryString({ filter, top: 1 }));
				expect(parameters.get('$filter') ?? '').toBe(filter.trim().toWellFormed());
				expect(parameters.get('$top')).toBe('1');
			}),
		);
	});

	it('is none where it would be longer than an address may be', () => {
		const filter = (length: number) => 'x'.repeat(length - '?$filter='.length);
		expect(queryString({ filter: filter(MAX_QUERY_LENGTH) })).toHaveLength(MAX_QUERY_LENGTH);
		expect(() => queryString({ filter: filter(MAX_QUERY_LENGTH + 1) })).toThrow(QueryTooLongError);
	});

	it('never changes host or path of an address and adds no other option', () => {
		fc.assert(
			fc.property(anyText, (filter) => {
				const url = new URL(`https://graph.microsoft.com/beta/x${queryString({ filter, select: ['id'] })}`);
				expect([url.host, url.pathname, url.hash]).toEqual(['graph.microsoft.com', '/beta/x', '']);
				expect([...url.searchParams.keys()]).toEqual(
					filter.trim() === '' ? ['$select'] : ['$select', '$filter'],
				);
			}),
		);
	});

	it('refuses what is no property name', () => {
		const marks = ['a b', 'a,b', 'a/b', 'a&b', 'a=b', '$top', '*', 'a.b', 'a(b)', 'a\u202eb'];
		for (const name of ['', ' ', '1a', 'a'.repeat(129), ...marks]) {
			expect(() => queryString({ select: ['id', name] })).toThrow(InvalidPropertyNameError);
		}
	});

	it('takes no property name that would be more than one', () => {
		fc.assert(
			fc.property(anyText, (name) => {
				let text = '';
				try {
					text = queryString({ select: [name] });
				} catch {
					fc.pre(false);
				}
				expect(new URLSearchParams(text).get('$select')).toBe(name);
				expect(name).not.toMatch(/[\s,&=#/?$()']/);
			}),
			{ maxSkipsPerRun: 10_000 },
		);
	});
});

describe('Filters', () => {
	it('hold one comparison with exactly the text that was given, as OData reads it', () => {
		fc.assert(
			fc.property(fc.constantFrom('name', 'displayName'), anyText, (property, value) => {
				expect(parseFilter(equalsFilter(property, value))).toEqual({ operator: 'eq', property, value });
				expect(parseFilter(containsFilter(property, value))).toEqual({
					operator: 'contains',
					property,
					value,
				});
			}),
		);
	});

	it('double quotes', () => {
		expect(equalsFilter('displayName', "Tom's")).toBe("displayName eq 'Tom''s'");
		expect(containsFilter('name', "' or '")).toBe("contains(name,''' or ''')");
	});
});
