import type { GraphEntity } from '../../../nodes/graph/entity';
import { httpResponse, type HttpRequest, type HttpResponse } from '../../../nodes/graph/http';

const TICKS_PER_MS = 10_000n;

/**
 * As Graph writes it: seven digits at most, zeros at the end left out.
 *
 * @param ticks of 100 ns since the epoch
 * @param offset of the local time that is written, such as `+02:00`
 */
export function graphTimestamp(ticks: bigint, offset = 'Z'): string {
	const offsetMs = Date.parse('2026-01-01T00:00Z') - Date.parse(`2026-01-01T00:00${offset}`) || 0;
	const iso = new Date(Number(ticks / TICKS_PER_MS) + offsetMs).toISOString();
	const fraction = `${iso.slice(20, 23)}${String(ticks % TICKS_PER_MS).padStart(4, '0')}`.replace(/0+$/, '');
	return `${iso.slice(0, 19)}${fraction && `.${fraction}`}${offset}`;
}

interface Shown {
	id: string;
	/** In no list, and not found, before this time. */
	shownFrom: bigint;
}

export interface ModelEvaluation extends Shown {
	completed: bigint;
	resultType: string;
}

export interface ModelPrompt extends Shown {
	evaluations: ModelEvaluation[];
}

export interface ModelSession extends Shown {
	created: bigint;
	modified: bigint;
	prompts: ModelPrompt[];
}

export interface ServiceHabits {
	pageSize: number;
	order: 'newestFirst' | 'oldestFirst' | 'byId' | 'byModification';
	/** Whether answers carry the time. */
	sendsDate: boolean;
	/** Of its dates; default `Z`. */
	offset?: string;
}

/**
 * A model of the service behind GraphClient, as unhelpful as its documentation allows: pages are cut from the list as
 * it is at that moment, so that they shift when something comes while they are read; things show up late.
 */
export class ServiceModel {
	sessions: ModelSession[] = [];
	/** Before each answer; may fail the request by giving a status. */
	beforeAnswer: (request: HttpRequest) => Promise<number | undefined> = async () => undefined;
	/** Path and query of every request. */
	requested: string[] = [];
	private nextId = 1;

	constructor(
		readonly habits: ServiceHabits,
		public now: bigint = BigInt(Date.UTC(2026, 10, 2, 3)) * TICKS_PER_MS,
	) {}

	get nowMs(): number {
		return Number(this.now / TICKS_PER_MS);
	}

	pass(milliseconds: number): void {
		this.now += BigInt(Math.round(milliseconds * 10_000));
	}

	/** @param created default: now. @param lagMs how much later than that it shows up */
	createSession(lagMs = 0, created = this.now): ModelSession {
		const session = {
			id: this.id(),
			created,
			modified: created,
			prompts: [],
			shownFrom: this.after(lagMs),
		};
		this.sessions.push(session);
		return session;
	}

	/** Asks: a prompt and its evaluation. @param runMs from now to its completion */
	ask(session: ModelSession, runMs: number, lagMs = 0, resultType = 'success'): ModelEvaluation {
		const completed = this.after(runMs);
		const evaluation = { id: this.id(), completed, resultType, shownFrom: completed + this.ticks(lagMs) };
		session.prompts.push({ id: this.id(), evaluations: [evaluation], shownFrom: this.now });
		return evaluation;
	}

	isShown = ({ shownFrom }: Shown): boolean => shownFrom <= this.now;

	readonly send = async ({ method, url, headers }: HttpRequest): Promise<HttpResponse> => {
		this.requested.push(decodeURIComponent(url.slice(url.indexOf('/sessions'))));
		const status = await this.beforeAnswer({ method, url, headers });
		const body = status === undefined ? this.answer(new URL(url)) : undefined;
		return httpResponse(
			status ?? (body ? 200 : 404),
			this.habits.sendsDate ? { date: new Date(this.nowMs).toUTCString() } : {},
			JSON.stringify(body ?? { error: { code: 'Model', message: 'Ordered' } }),
		);
	};

	private answer(url: URL): object | undefined {
		const [collection, sessionId, prompts, promptId, evaluations, evaluationId] = url.pathname
			.split('/')
			.slice(6);
		if (collection !== 'sessions') return undefined;
		if (sessionId === undefined)
			return this.page(
				url,
				this.sessionsInOrder().map((session) => this.sessionEntity(session)),
			);
		const session = this.sessions.filter(this.isShown).find(({ id }) => id === sessionId);
		if (!session || prompts === undefined) return session && this.sessionEntity(session);
		if (promptId === undefined) return this.page(url, session.prompts.filter(this.isShown).map(promptEntity));
		const prompt = session.prompts.filter(this.isShown).find(({ id }) => id === promptId);
		if (!prompt || evaluations === undefined) return prompt && promptEntity(prompt);
		const entities = prompt.evaluations.map((evaluation) => this.evaluationEntity(evaluation));
		if (evaluationId === undefined) return this.page(url, entities);
		return entities.find(({ id }) => id === evaluationId);
	}

	private page(url: URL, items: object[]): object {
		const start = Number(url.searchParams.get('$skiptoken') ?? 0);
		const end = start + this.habits.pageSize;
		const next = new URL(url);
		next.searchParams.set('$skiptoken', String(end));
		return {
			value: items.slice(start, end),
			...(items.length > end && { '@odata.nextLink': next.toString() }),
		};
	}

	private sessionsInOrder(): ModelSession[] {
		const rank: Record<ServiceHabits['order'], (session: ModelSession) => bigint | string> = {
			newestFirst: ({ created }) => -created,
			oldestFirst: ({ created }) => created,
			byId: ({ id }) => id,
			byModification: ({ modified }) => -modified,
		};
		const rankOf = rank[this.habits.order];
		return this.sessions.filter(this.isShown).sort((one, other) => (rankOf(one) < rankOf(other) ? -1 : 1));
	}

	private sessionEntity({ id, created, modified }: ModelSession): object {
		return {
			id,
			createdDateTime: graphTimestamp(created, this.habits.offset),
			lastModifiedDateTime: graphTimestamp(modified, this.habits.offset),
			displayName: `Session ${id}`,
		};
	}

	/** An evaluation that does not show its completion yet shows that it runs. */
	private evaluationEntity(evaluation: ModelEvaluation): GraphEntity {
		const { id, completed, resultType } = evaluation;
		if (!this.isShown(evaluation)) {
			return { id, state: 'running', completedDateTime: '0001-01-01T00:00:00Z', result: null };
		}
		return {
			id,
			state: 'completed',
			completedDateTime: graphTimestamp(completed, this.habits.offset),
			result: { type: resultType, content: resultType === 'success' ? `Answer ${id}` : null },
		};
	}

	/** Looks random, so that the order by ID has nothing to do with the order of creation. */
	private id(): string {
		const number = this.nextId++;
		return `${((number * 7919) % 9973).toString().padStart(4, '0')}-${number}`;
	}

	private after(milliseconds: number): bigint {
		return this.now + this.ticks(milliseconds);
	}

	private ticks(milliseconds: number): bigint {
		return BigInt(milliseconds) * TICKS_PER_MS;
	}
}

function promptEntity({ id }: ModelPrompt): object {
	return { id, type: 'prompt', content: `Prompt ${id}` };
}
