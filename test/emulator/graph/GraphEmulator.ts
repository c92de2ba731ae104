import type { ServerResponse } from 'node:http';

import type { Clock } from '../clock';
import type { AccessTokens } from '../entra/tokens';
import { deliver } from '../http/deliver';
import type { ReceivedRequest } from '../http/listener';
import { recordOf, type RecordedRequest } from '../http/record';
import type { Identifiers } from '../identifiers';
import { defaultSwitches, type Switches } from '../switches';
import type { GraphAnswer } from './answer';
import { readBatch, runBatch, type BatchPart } from './batch';
import { GraphError, graphErrorBody, graphErrors, type ExchangeIds } from './errors';
import type { EvaluationScript, ScriptFactory } from './evaluationScript';
import { commonHeaders } from './headers';
import type { Cost } from './operations';
import { Pages } from './query/pages';
import { perform } from './perform';
import { ScriptRegistry, type PromptPattern } from './ScriptRegistry';
import { seedWorkspaces } from './seed';
import { Seeding } from './seeding';
import { Store, type Role } from './store';

/** The stand-in of Microsoft Graph: `/beta/security/securityCopilot` and `/beta/$batch`. */
export class GraphEmulator {
	readonly requests: RecordedRequest[] = [];
	readonly switches: Switches;
	/** Everything that would have cost compute units. */
	readonly costs: Cost[] = [];
	readonly store = new Store();
	readonly pages: Pages;
	private readonly scripts = new ScriptRegistry();
	private readonly seeding: Seeding;

	constructor(
		private readonly tokens: AccessTokens,
		readonly clock: Clock,
		readonly identifiers: Identifiers,
		private readonly initialSwitches: Partial<Switches>,
	) {
		this.switches = { ...defaultSwitches, ...initialSwitches };
		this.pages = new Pages(identifiers);
		this.seeding = new Seeding(this.store, clock, identifiers, this.scripts);
		this.store.workspaces = seedWorkspaces();
	}

	readonly addWorkspace: Seeding['addWorkspace'] = (seed) => this.seeding.addWorkspace(seed);
	readonly addSession: Seeding['addSession'] = (seed) => this.seeding.addSession(seed);
	readonly addPrompt: Seeding['addPrompt'] = (seed) => this.seeding.addPrompt(seed);
	readonly addEvaluation: Seeding['addEvaluation'] = (seed) => this.seeding.addEvaluation(seed);
	readonly addPlugin: Seeding['addPlugin'] = (seed) => this.seeding.addPlugin(seed);

	/** Gives the prompts that match a script; the latest call that matches wins. */
	scriptEvaluations(pattern: PromptPattern, script: EvaluationScript | ScriptFactory): void {
		this.scripts.add(pattern, script);
	}

	/** Sets a role in one workspace. @param username default: everybody */
	setRole(workspaceId: string, role: Role, username = '*'): void {
		const workspace = this.store.findWorkspace(workspaceId);
		if (!workspace) throw new Error(`No workspace ${workspaceId}.`);
		workspace.roles.set(username, role);
	}

	/** All state as plain data. */
	dump(): unknown {
		return structuredClone(this.store.workspaces);
	}

	reset(): void {
		this.requests.length = 0;
		this.costs.length = 0;
		this.scripts.reset();
		this.pages.reset();
		this.store.workspaces = seedWorkspaces();
		Object.assign(this.switches, defaultSwitches, this.initialSwitches);
	}

	/** Answers one request of the listener. */
	handle(request: ReceivedRequest, response: ServerResponse): void {
		const record = this.record(request);
		const answer = this.answer(request, record);
		deliver(answer, request.headers['accept-encoding'], response);
	}

	private record(request: ReceivedRequest): RecordedRequest {
		const record = recordOf(request, this.clock.now(), (header) => this.tokens.labelOf(header));
		this.requests.push(record);
		return record;
	}

	private answer(request: ReceivedRequest, record: RecordedRequest): GraphAnswer {
		const requestId = this.identifiers.guid();
		const ids: ExchangeIds = {
			requestId,
			clientRequestId: request.headers['client-request-id'] ?? requestId,
			time: this.clock.now(),
		};
		const answer = this.attempt(request, ids);
		answer.headers = { ...commonHeaders(ids), ...answer.headers };
		record.status = answer.status;
		record.answer = answer.body;
		return answer;
	}

	private attempt(request: ReceivedRequest, ids: ExchangeIds): GraphAnswer {
		try {
			if (isBatch(request)) return this.batch(request);
			return perform(request, this.tokens, this.scripts, this);
		} catch (error) {
			if (!(error instanceof GraphError)) throw error;
			const body = error.body === undefined ? graphErrorBody(error, ids, this.switches) : error.body;
			const reason = error.reason && { 'x-emulator-reason': error.reason };
			const headers = { 'content-type': 'application/json', ...reason, ...error.headers };
			return { status: error.status, headers, body };
		}
	}

	private batch(request: ReceivedRequest): GraphAnswer {
		if (this.switches.batch === 'off') throw graphErrors.batchOff();
		let envelope: unknown;
		try {
			envelope = JSON.parse(request.body.toString('utf8'));
		} catch {
			throw graphErrors.unreadableBody('the batch is no JSON');
		}
		const parts = readBatch(envelope);
		const body = runBatch(parts, (part) => this.part(part, request), this.identifiers);
		return { status: 200, headers: { 'content-type': 'application/json' }, body };
	}

	/** A part goes the way of a single request; the token of the envelope counts for it. */
	private part({ method, url, headers = {}, body }: BatchPart, envelope: ReceivedRequest): GraphAnswer {
		const own = Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
		);
		const { authorization, host } = envelope.headers;
		const request: ReceivedRequest = {
			method: method.toUpperCase(),
			url: `/beta/${url.replace(/^\//, '')}`,
			headers: { ...own, ...(host && { host }), ...(authorization && { authorization }) },
			body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
		};
		const record = this.record(request);
		record.batchPart = true;
		return this.answer(request, record);
	}
}

const isBatch = ({ method, url }: ReceivedRequest): boolean =>
	method === 'POST' && /^\/beta\/(\$|%24)batch\/?$/i.test(url);
