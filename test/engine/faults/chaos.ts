import fc from 'fast-check';
import {
	connectionFaults,
	effects,
	type ConnectionFault,
	type Effect,
	type Emulator,
	type Moment,
} from '../../emulator';

/** One fault that strikes one request. */
export interface ChaosFault {
	effect: (elsewhere: string) => Effect;
	moment: Moment;
	/** Strikes this request after the fault before it, counted from 1. */
	nth: number;
	method?: 'GET' | 'POST';
}

/** What strikes one run of the node. */
export interface Chaos {
	faults: ChaosFault[];
	/** Random answers of Graph. */
	random?: { seed: number; rate: number };
	/** Random faults of connections, by a proxy between node and Graph. */
	proxy?: { seed: number; rate: number };
}

/** With these a request may have taken effect. */
const openStatuses = fc.constantFrom(408, 500, 502, 503, 504, 509);

const refusals = fc.constantFrom(400, 401, 403, 404, 409, 412, 429, 501, 507);

const retryAfter = fc.constantFrom<undefined | number | string>(undefined, 0, 1, 3, 10, 3_600, '-1', 'soon');

const refusing: fc.Arbitrary<ChaosFault['effect']> = fc.oneof(
	refusals.map((status) => () => effects.graphError(status)),
	retryAfter.map((seconds) => () => effects.throttled(seconds)),
	fc.constantFrom<ChaosFault['effect']>(
		() => effects.expiredToken(),
		() => effects.unknownError(403),
		(elsewhere) => effects.redirect(307, `${elsewhere}/beta/security/securityCopilot/redirected`),
		(elsewhere) => effects.redirect(302, `${elsewhere}/beta/security/securityCopilot/redirected`),
	),
);

const leavingOpen: fc.Arbitrary<ChaosFault['effect']> = fc.oneof(
	fc.tuple(openStatuses, retryAfter).map(
		([status, seconds]) =>
			() =>
				effects.graphError(status, { retryAfter: seconds }),
	),
	fc.constantFrom<ChaosFault['effect']>(
		() => effects.html(200),
		() => effects.html(502),
		() => effects.answer(200, []),
		() => effects.answer(200, { value: 'none' }),
		() => effects.emptyBody(),
		() => effects.truncatedJson(),
		() => effects.wrongLength(),
		() => effects.brokenGzip(),
		() => effects.closeMidBody(),
		() => effects.closeBeforeHeaders(),
		() => effects.closeAfterAnswer(),
		() => effects.reset(),
		() => effects.change((body) => ({ ...body, id: undefined })),
		(elsewhere) =>
			effects.change((body) => ({
				...body,
				'@odata.nextLink': `${elsewhere}/beta/security/securityCopilot/next`,
			})),
	),
);

const where = {
	nth: fc.integer({ min: 1, max: 6 }),
	method: fc.option(fc.constantFrom('GET' as const, 'POST' as const), { nil: undefined }),
};

/** What refuses a request does so before it takes effect; that is what a refusal means. */
const chaosFault: fc.Arbitrary<ChaosFault> = fc.oneof(
	fc.record({ effect: refusing, moment: fc.constant<Moment>('before'), ...where }),
	fc.record({ effect: leavingOpen, moment: fc.constantFrom<Moment>('before', 'after'), ...where }),
);

const seed = fc.integer({ min: 1, max: 1_000_000 });
const rate = fc.constantFrom(0.1, 0.3, 0.5);

/** From nothing at all to much at once. */
export const chaos: fc.Arbitrary<Chaos> = fc.record(
	{
		faults: fc.array(chaosFault, { maxLength: 8 }),
		random: fc.record({ seed, rate }),
		proxy: fc.record({ seed, rate }),
	},
	{ requiredKeys: ['faults'] },
);

/** Those that a client notices at once, and those after which its request has been carried out. */
export const chaoticConnections = [
	connectionFaults.reset(),
	connectionFaults.resetAfterRequest(),
	connectionFaults.cut(0),
	connectionFaults.cut(150),
	connectionFaults.cut(600, 'reset'),
	connectionFaults.halfClose(),
	connectionFaults.resetOnNextUse(),
	connectionFaults.resetOnNextUse(2),
];

/** Adds faults to what Graph is asked from now on. */
export function inject({ graph, elsewhere }: Emulator, faults: readonly ChaosFault[]): void {
	for (const { effect, moment, nth, method } of faults) {
		const made = effect(elsewhere.origin);
		const inItself = made.moment === 'during' || made.wire !== undefined;
		graph.addFault({ effect: made, match: { nth, ...(method && { method }) }, ...(!inItself && { moment }) });
	}
}

/** What becomes of one connection after another, in this order; those that are undefined, and all later ones, work. */
export interface SocketChaos {
	faults: ChaosFault[];
	connections: Array<ConnectionFault | undefined>;
}

const bytes = fc.constantFrom(0, 1, 40, 200, 450, 700, 1_200);

/** Ends at once. */
const breaking: fc.Arbitrary<ConnectionFault> = fc.oneof(
	fc.constantFrom(
		connectionFaults.reset(),
		connectionFaults.resetAfterRequest(),
		connectionFaults.halfClose(),
		connectionFaults.resetDuringRequest(0),
	),
	fc
		.tuple(bytes, fc.constantFrom('end' as const, 'reset' as const))
		.map(([after, by]) => connectionFaults.cut(after, by)),
);

/** Keeps a client waiting: for ever, or for some milliseconds only. */
const delaying: fc.Arbitrary<ConnectionFault> = fc.oneof(
	bytes.map((after) => connectionFaults.stall(after)),
	fc.constantFrom(connectionFaults.drip(1, 40), connectionFaults.drip(100, 2)),
);

/** Certain, so that no run without a told wait proves anything. */
const throttling: fc.Arbitrary<ChaosFault> = fc
	.tuple(fc.constantFrom(15, 30), fc.integer({ min: 1, max: 8 }))
	.map(([seconds, nth]) => ({ effect: () => effects.throttled(seconds), moment: 'before', nth }));

/** Each that delays costs a second of real time, so they are few. */
export const socketChaos: fc.Arbitrary<SocketChaos> = fc.record({
	faults: fc
		.tuple(fc.array(chaosFault, { maxLength: 5 }), throttling, throttling)
		.map(([faults, ...throttles]) => [...throttles, ...faults]),
	connections: fc
		.tuple(
			fc.array(fc.option(breaking, { nil: undefined, freq: 2 }), { minLength: 4, maxLength: 30 }),
			fc.array(fc.tuple(fc.nat(29), delaying), { maxLength: 1 }),
		)
		.map(([connections, delays]) => {
			for (const [index, fault] of delays) connections[index % connections.length] = fault;
			return connections;
		}),
});
