import fc from 'fast-check';

import { withoutAnnotations, type GraphEntity } from '../../../nodes/graph/entity';

const ANNOTATIONS = [
	'@odata.context',
	'@odata.nextLink',
	'@odata.type',
	'@ODATA.etag',
	'@microsoft.graph.tips',
	'displayName@odata.type',
	'items@odata.count',
];

/** Any JSON, with annotations and dates anywhere in it. */
const json = fc.letrec((again) => ({
	value: fc.oneof(
		{ depthSize: 'small' },
		fc.jsonValue({ maxDepth: 1 }),
		fc.constantFrom('0001-01-01T00:00:00Z', '2025-10-22T20:10:54.4940649Z'),
		fc.array(again('value')),
		fc.dictionary(
			fc.oneof(
				fc.constantFrom(...ANNOTATIONS),
				fc.constantFrom('id', 'createdDateTime', '__proto__', 'a@b'),
				fc.string(),
			),
			again('value'),
		),
	),
})).value as fc.Arbitrary<GraphEntity>;

/** Names of properties at any depth. */
const namesIn = (value: unknown): string[] =>
	typeof value === 'object' && value !== null
		? Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
		: [];

describe('withoutAnnotations', () => {
	it('leaves out annotations at any depth and keeps the order of the rest', () => {
		const entity = {
			'@odata.context': 'x',
			'@microsoft.graph.tips': 'y',
			id: 'a',
			'displayName@odata.type': 'String',
			displayName: null,
			result: { '@odata.type': '#t', content: 'c', list: [{ '@odata.id': 'i', name: 'n' }, 1, null] },
		};
		const kept = withoutAnnotations(entity);
		expect(kept).toEqual({
			id: 'a',
			displayName: null,
			result: { content: 'c', list: [{ name: 'n' }, 1, null] },
		});
		expect(Object.keys(kept)).toEqual(['id', 'displayName', 'result']);
	});

	it.each<[string, GraphEntity, GraphEntity]>([
		['a date that is not yet', { completedDateTime: '0001-01-01T00:00:00Z' }, { completedDateTime: null }],
		['one with a fraction', { aDateTime: '0001-01-01T00:00:00.0000000Z' }, { aDateTime: null }],
		['one without a time zone', { aDateTime: '0001-01-01T00:00:00' }, { aDateTime: null }],
	])('turns %s into null', (_what, entity, kept) => expect(withoutAnnotations(entity)).toEqual(kept));

	it('keeps another date, that date as a text of its own, and an address of mail', () => {
		const entity = {
			completedDateTime: '2025-01-01T00:00:00Z',
			content: '0001-01-01T00:00:00Z',
			'adele@contoso.com': 1,
		};
		expect(withoutAnnotations<GraphEntity>(entity)).toEqual(entity);
	});

	it('leaves no annotation and takes nothing else', () => {
		const isAnnotation = (name: string) => /@(odata|microsoft\.graph)\./i.test(name);
		fc.assert(
			fc.property(json, (value) => {
				const names = namesIn(withoutAnnotations(value));
				expect(names.filter(isAnnotation)).toEqual([]);
				const withoutAnnotated = (inner: unknown): string[] =>
					typeof inner === 'object' && inner !== null
						? Object.entries(inner)
								.filter(([name]) => !isAnnotation(name))
								.flatMap(([name, deeper]) => [name, ...withoutAnnotated(deeper)])
						: [];
				expect(names).toEqual(withoutAnnotated(value));
			}),
		);
	});

	it('gives a copy that has none, and leaves what it was given', () => {
		fc.assert(
			fc.property(json, (value) => {
				const before = JSON.stringify(value);
				const once = withoutAnnotations(value);
				expect(withoutAnnotations(once)).toEqual(once);
				expect(JSON.stringify(value)).toBe(before);
			}),
		);
	});

	it('keeps a hostile name as data', () => {
		const kept = withoutAnnotations(JSON.parse('{"__proto__":{"isAdmin":true}}') as GraphEntity);
		expect(Object.keys(kept)).toEqual(['__proto__']);
		expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
		expect((kept as { isAdmin?: boolean }).isAdmin).toBeUndefined();
	});
});
