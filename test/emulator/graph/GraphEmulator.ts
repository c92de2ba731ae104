import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import type { Clock } from '../clock';
import type { AccessTokens } from '../entra/tokens';
import type { Fault, FaultRule } from '../faults/FaultRules';
import { RandomFaults, type RandomFaultOptions } from '../faults/randomFaults';
import type { ThrottleRule } from '../faults/Throttling';
import { deliver } from '../http/deliver';
import type { Listener, ReceivedRequest } from '../http/listener';
import type { RecordedRequest } from '../http/record';
import type { Identifiers } from '../identifiers';
import { defaultSwitches, type Switches } from '../switches';
import type { GraphAnswer } from './answer';
import { isBatch, partRequest, readBatch, runBatch } from './batch';
import { graphErrors } from './errors';
import type { EvaluationScript, ScriptFactory } from './evaluationScript';
import { Exchange } from './Exchange';
import type { Cost } from './operations';
import { perform } from './perform';
import { Pages } from './query/pages';
import { ScriptRegistry, type PromptPattern } from './ScriptRegistry';
import { seedWorkspaces } from './seed';
import { Seeding } from './seeding';
import { Store, type Role } from './store';

/** The stand-in of Microsoft Graph: `/beta/security/securityCopilot` and `/beta/$batch`. */
export class GraphEmulator {
	/** May be changed at any time; `reset` brings the first values back. */
	readonly switches: Switches;
	/** Everything that would have cost compute units. */
	readonly costs: Cost[] = [];
	readonly store = new Store();
	readonly pages: Pages;
	readonly scripts = new ScriptRegistry();
	/** Set when the listener is open. */
	listener: Listener | undefined;
	private readonly exchange: Exchange;
	private readonly seeding: Seeding;

	constructor(
		readonly tokens: AccessTokens,
		readonly clock: Clock,
		readonly identifiers: Identifiers,
		private readonly initialSwitches: Partial<Switches>,
		/** Real milliseconds before each answer. */
		private readonly latency: number,
	) {
		this.switches = { ...defaultSwitches, ...initialSwitches };
		this.pages = new Pages(identifiers);
		this.exchange = new Exchange(tokens, clock, identifiers, this.switches);
		this.seeding = new Seeding(this.store, clock, identifiers, this.scripts);
		this.store.workspaces = seedWorkspaces();
	}

	/** Every request so far, parts of a batch after their envelope. */
	get requests(): RecordedRequest[] {
		return this.exchange.requests;
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

	/** Sets everybody's role in one workspace. @throws Error for an unknown workspace */
	setRole(workspaceId: string, role: Role): void {
		const workspace = this.store.findWorkspace(workspaceId);
		if (!workspace) throw new Error(`No workspace ${workspaceId}.`);
		workspace.role = role;
	}

	/** Adds a fault; the first rule that strikes wins. */
	addFault(rule: FaultRule): Fault {
		return this.exchange.faults.add(rule);
	}

	/** Lets requests fail at random, the same way for the same seed. Undefined ends it. */
	failAtRandom(options: RandomFaultOptions | undefined): void {
		this.exchange.faults.random = options && new RandomFaults(options);
	}

	/** Limits requests per token, in place of the limit before. */
	addThrottle(rule: ThrottleRule): void {
		this.exchange.throttling.set(rule);
	}

	/** Takes the limit away. */
	removeThrottles(): void {
		this.exchange.throttling.set(undefined);
	}

	/** All workspaces with everything in them, as plain data; how often an evaluation was read is no part of it. */
	dump(): unknown {
		const isData = (name: string): boolean => !['polls', 'reached'].includes(name);
		return JSON.parse(
			JSON.stringify(this.store.workspaces, (name, value: unknown) => (isData(name) ? value : undefined)),
		);
	}

	reset(): void {
		this.costs.length = 0;
		this.scripts.reset();
		this.pages.reset();
		this.exchange.reset();
		this.store.workspaces = seedWorkspaces();
		Object.assign(this.switches, defaultSwitches, this.initialSwitches);
	}

	/** Answers one request of the listener. */
	async handle(request: ReceivedRequest, response: ServerResponse): Promise<void> {
		if (this.latency > 0) await wait(this.latency);
		const { answer, wire } = this.exchange.reply(request, (received, record) =>
			isBatch(received) ? this.batch(received, record) : perform(received, this),
		);
		response.once('finish', () => this.exchange.delivered(request));
		deliver(answer, request.headers['accept-encoding'], response, wire);
	}

	/** Parts go the way of single requests; connection faults cannot strike them. */
	private batch(request: ReceivedRequest, envelope: RecordedRequest): GraphAnswer {
		if (this.switches.batch === 'off') throw graphErrors.batchOff();
		const body = runBatch(
			readBatch(request.body),
			(part) =>
				this.exchange.reply(partRequest(part, request), (received) => perform(received, this), {
					envelope,
					id: part.id,
				}).answer,
			this.identifiers,
		);
		return { status: 200, headers: { 'content-type': 'application/json' }, body };
	}
}
