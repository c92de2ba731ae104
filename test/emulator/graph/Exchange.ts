import type { Clock } from '../clock';
import type { AccessTokens } from '../entra/tokens';
import { throttledBody } from '../faults/effects';
import { FaultRules } from '../faults/FaultRules';
import { ProtocolRules } from '../faults/ProtocolRules';
import { Throttling } from '../faults/Throttling';
import type { WireFault } from '../faults/wire';
import type { ReceivedRequest } from '../http/listener';
import { recordOf, type RecordedRequest } from '../http/record';
import type { Identifiers } from '../identifiers';
import type { Switches } from '../switches';
import type { GraphAnswer } from './answer';
import { isBatch } from './batch';
import { commonHeaders, GraphError, graphErrorBody, type ExchangeIds } from './errors';

/** Carries a request out; throws GraphError to refuse it. */
export type Performer = (request: ReceivedRequest, record: RecordedRequest) => GraphAnswer;

/** What a part of a batch belongs to. */
export interface PartOf {
	envelope: RecordedRequest;
	id: string;
}

/** An answer and the damage it suffers on its way. */
export interface Reply {
	answer: GraphAnswer;
	wire?: WireFault;
}

/**
 * What surrounds every request, alone or in a batch: record, judgement, throttling, faults, headers. Order matters:
 * a throttled request takes no effect, and a fault may come before or after the effect.
 */
export class Exchange {
	readonly requests: RecordedRequest[] = [];
	readonly faults = new FaultRules();
	readonly throttling = new Throttling();
	private readonly protocolRules = new ProtocolRules();

	constructor(
		private readonly tokens: AccessTokens,
		private readonly clock: Clock,
		private readonly identifiers: Identifiers,
		private readonly switches: Switches,
	) {}

	reply(request: ReceivedRequest, perform: Performer, part?: PartOf): Reply {
		const record = recordOf(request, request.arrival.time, (header) => this.tokens.labelOf(header));
		this.requests.push(record);
		// A part is as early as the envelope it came in, whatever its neighbours were answered.
		const brokenWait = part ? undefined : this.protocolRules.judge(record, request.arrival);
		if (part) Object.assign(record, { batchPart: true, partId: part.id });
		if (part?.envelope.early) record.early = true;

		const requestId = this.identifiers.guid();
		const clientRequestId = request.headers['client-request-id'] ?? requestId;
		const ids: ExchangeIds = { requestId, clientRequestId, time: this.clock.now() };
		const reply = this.penalty(brokenWait, record, ids) ?? this.faulty(request, record, ids, perform);
		const { answer, wire } = reply;
		answer.headers = { ...commonHeaders(ids), ...answer.headers };
		if (!wire || !['reset', 'closeBeforeHeaders', 'hang'].includes(wire.kind)) {
			record.status = answer.status;
			record.answer = answer.body;
			record.requestId = [answer.headers['request-id']].flat()[0];
			const challenge = answer.headers['www-authenticate'];
			if (challenge !== undefined) record.challenge = String(challenge);
			this.protocolRules.remember(record, answer, request.arrival, this.clock.now());
		}
		return reply;
	}

	/** Takes note that an answer has left: only from now on its client can know what it says. */
	delivered({ arrival }: ReceivedRequest): void {
		this.protocolRules.delivered(arrival, this.clock.now());
	}

	reset(): void {
		this.requests.length = 0;
		this.faults.reset();
		this.throttling.set(undefined);
		this.protocolRules.reset();
	}

	/** Dev Proxy's RetryAfterPlugin: a client that comes early waits the full time again. */
	private penalty(
		broken: { seconds: number } | undefined,
		record: RecordedRequest,
		ids: ExchangeIds,
	): Reply | undefined {
		if (!broken || this.switches.retryPenalty === 'off') return undefined;
		record.fault = 'retry penalty';
		return { answer: throttled(Math.ceil(broken.seconds), ids) };
	}

	private faulty(
		request: ReceivedRequest,
		record: RecordedRequest,
		ids: ExchangeIds,
		perform: Performer,
	): Reply {
		// Page "JSON batching": limits count the parts, not the envelope.
		const retryAfter = isBatch(request) ? undefined : this.throttling.count(record);
		if (retryAfter !== undefined) {
			record.fault = 'throttled';
			return { answer: throttled(retryAfter, ids) };
		}
		const strike = this.faults.strike(record);
		if (!strike) return { answer: this.attempt(request, record, ids, perform) };
		record.fault = strike.name;
		const { effect, moment } = strike;
		const original =
			moment === 'before' && !effectNeedsOriginal(effect.moment)
				? undefined
				: this.attempt(request, record, ids, perform);
		const answer = effect.answer?.(original, ids) ?? original ?? { status: 0, headers: {} };
		return { answer, wire: effect.wire };
	}

	private attempt(
		request: ReceivedRequest,
		record: RecordedRequest,
		ids: ExchangeIds,
		perform: Performer,
	): GraphAnswer {
		try {
			return perform(request, record);
		} catch (error) {
			if (!(error instanceof GraphError)) throw error;
			// A header holds no other characters, and a reason may quote what the client wrote.
			const reason = error.reason && { 'x-emulator-reason': error.reason.replace(/[^\x20-\x7e]/g, '?') };
			return {
				status: error.status,
				headers: { 'content-type': 'application/json', ...reason, ...error.headers },
				body: graphErrorBody(error, ids),
			};
		}
	}
}

/** An effect on the answer itself needs one, so it cannot come before. */
const effectNeedsOriginal = (moment: string): boolean => moment === 'during';

const throttled = (retryAfter: number, ids: ExchangeIds): GraphAnswer => ({
	status: 429,
	headers: { 'content-type': 'application/json', 'retry-after': String(retryAfter) },
	body: throttledBody(ids),
});
