import fc from 'fast-check';

import { byCreation, timestampOrder } from '../../../nodes/graph/timestamp';

/** Ticks of 100 ns since year 1, as .NET counts; and how Graph writes them: no zeros at the end. */
const instant = fc
	.tuple(
		fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 0, 1) }),
		fc.integer({ min: 0, max: 9_999 }),
	)
	.map(([milliseconds, ticks]) => {
		const [head, fraction] = new Date(milliseconds).toISOString().slice(0, -1).split('.') as [string, string];
		const digits = `${fraction}${String(ticks).padStart(4, '0')}`.replace(/0+$/, '');
		return {
			order: BigInt(milliseconds) * 10_000n + BigInt(ticks),
			text: `${head}${digits && `.${digits}`}Z`,
		};
	});

const sign = (one: bigint | string, other: bigint | string) => (one < other ? -1 : one > other ? 1 : 0);

describe('timestampOrder', () => {
	it('puts timestamps in the order of time, to the last of their digits', () => {
		fc.assert(
			fc.property(instant, instant, (one, other) => {
				expect(sign(timestampOrder(one.text), timestampOrder(other.text))).toBe(sign(one.order, other.order));
			}),
		);
	});

	it('tells apart what a Date cannot', () => {
		const [one, other] = ['2025-10-22T20:10:54.4940649Z', '2025-10-22T20:10:54.494065Z'];
		expect(Date.parse(one)).toBe(Date.parse(other));
		expect(timestampOrder(one) < timestampOrder(other)).toBe(true);
	});

	it('is the same for all that ISO 8601 allows', () => {
		const same = [
			['2025-10-22T20:10:54Z', '2025-10-22T20:10:54.000000000Z'],
			['2025-10-22T20:10:54.4900Z', '2025-10-22T20:10:54.49Z'],
			['2025-10-22t20:10:54z', '2025-10-22T20:10:54Z'],
			['2025-10-22T20:10:54.49+00:00', '2025-10-22T20:10:54.49Z'],
			['2025-10-23T01:40:54.4940649+05:30', '2025-10-22T20:10:54.4940649Z'],
			['2025-10-22T12:10:54-0800', '2025-10-22T20:10:54Z'],
			['2025-10-22T22:10:54+02', '2025-10-22T20:10:54Z'],
			['2025-10-22T20:10Z', '2025-10-22T20:10:00Z'],
		];
		expect(same.map(([text]) => timestampOrder(text))).toEqual(
			same.map(([, usual]) => timestampOrder(usual)),
		);
	});

	it('puts "not yet" before everything', () => {
		expect(timestampOrder('0001-01-01T00:00:00Z') < timestampOrder('2025-01-01T00:00:00Z')).toBe(true);
	});

	it('of anything else is empty', () => {
		const dates = ['2025-10-22', '2025-10-22T20:10:54', '2025-10-22T25:10:54Z', '2025-13-22T20:10:54+00:00'];
		for (const value of [undefined, null, '', 7, {}, 'yesterday', ...dates])
			expect(timestampOrder(value)).toBe('');
	});
});

describe('byCreation', () => {
	const object = fc.record({
		createdDateTime: fc.oneof(
			instant.map(({ text }) => text),
			fc.constantFrom('2025-01-01T00:00:00Z', undefined, null),
		),
		id: fc.oneof(fc.uuid(), fc.constantFrom('a', 'b')),
	});

	it('puts the oldest first, and the smaller ID where the time is the same', () => {
		fc.assert(
			fc.property(fc.array(object), (objects) => {
				const keys = [...objects]
					.sort(byCreation)
					.map(({ createdDateTime, id }) => [timestampOrder(createdDateTime), id]);
				for (const [index, [time, id]] of keys.entries()) {
					const [nextTime, nextId] = keys[index + 1] ?? ['~', '~'];
					expect(time! < nextTime! || (time === nextTime && id! <= nextId!)).toBe(true);
				}
			}),
		);
	});

	it('is an order: the same from both sides', () => {
		fc.assert(
			fc.property(object, object, (one, other) => {
				expect(byCreation(one, other) + byCreation(other, one)).toBe(0);
				expect(byCreation(one, one)).toBe(0);
			}),
		);
	});
});
