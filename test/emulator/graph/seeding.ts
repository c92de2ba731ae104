import { toTimestamp, type Clock, type Moment } from '../clock';
import type { Identifiers } from '../identifiers';
import type { EvaluationResult, EvaluationScript } from './evaluationScript';
import type { ScriptRegistry } from './ScriptRegistry';
import { DEFAULT_WORKSPACE_ID } from './seed';
import { newEvaluation, type Plugin, type Prompt, type Session, type Store, type Workspace } from './store';

export interface SessionSeed extends Partial<Omit<Session, 'prompts'>> {
	/** GUID or `default`. */
	workspaceId?: string;
}

export interface PromptSeed extends Partial<Omit<Prompt, 'evaluations'>> {
	sessionId: string;
}

export interface EvaluationSeed {
	promptId: string;
	id?: string;
	/** Default: now. */
	createdDateTime?: string;
	/** Default: the script its prompt matches. */
	script?: EvaluationScript;
	/** In place of a script: a state that stays. */
	state?: string;
	result?: Partial<EvaluationResult> | null;
}

export interface PluginSeed extends Partial<Plugin> {
	workspaceId?: string;
	name: string;
}

/** Puts things into the store as if they had been made before; nothing here costs or is recorded. */
export class Seeding {
	constructor(
		private readonly store: Store,
		private readonly clock: Clock,
		private readonly identifiers: Identifiers,
		private readonly scripts: ScriptRegistry,
	) {}

	addWorkspace({ displayName = 'Workspace' }: { displayName?: string } = {}): Workspace {
		const id = this.identifiers.guid();
		const workspace: Workspace = { id, displayName, isDefault: false, plugins: [], sessions: [] };
		this.store.workspaces.push(workspace);
		return workspace;
	}

	/** @throws Error for an unknown workspace */
	addSession({ workspaceId = DEFAULT_WORKSPACE_ID, ...seed }: SessionSeed = {}): Session {
		const createdDateTime = seed.createdDateTime ?? this.clock.timestamp();
		const session: Session = {
			id: this.identifiers.guid(),
			lastModifiedDateTime: createdDateTime,
			displayName: 'Session',
			...seed,
			createdDateTime,
			prompts: [],
		};
		this.workspace(workspaceId).sessions.push(session);
		return session;
	}

	/** @throws Error for an unknown session */
	addPrompt({ sessionId, ...seed }: PromptSeed): Prompt {
		const session = this.store.allSessions().find(({ id }) => id === sessionId);
		if (!session) throw new Error(`No session ${sessionId}.`);
		const createdDateTime = seed.createdDateTime ?? this.clock.timestamp();
		const prompt: Prompt = {
			id: this.identifiers.guid(),
			type: 'prompt',
			lastModifiedDateTime: createdDateTime,
			content: 'who am I',
			...seed,
			createdDateTime,
			evaluations: [],
		};
		session.prompts.push(prompt);
		return prompt;
	}

	/** @returns the id. @throws Error for an unknown prompt */
	addEvaluation({
		promptId,
		id = this.identifiers.guid(),
		createdDateTime,
		script,
		state,
		result,
	}: EvaluationSeed): string {
		const prompt = this.store
			.allSessions()
			.flatMap(({ prompts }) => prompts)
			.find((known) => known.id === promptId);
		if (!prompt) throw new Error(`No prompt ${promptId}.`);
		const fixed = state === undefined ? undefined : [{ state, result }];
		const created = createdDateTime === undefined ? this.clock.moment() : momentOf(createdDateTime);
		prompt.evaluations.push(newEvaluation(id, created, script ?? fixed ?? this.scripts.scriptFor(prompt)));
		return id;
	}

	/** @throws Error for an unknown workspace */
	addPlugin({ workspaceId = DEFAULT_WORKSPACE_ID, ...seed }: PluginSeed): Plugin {
		const plugin: Plugin = {
			displayName: seed.name,
			description: null,
			category: 'plugin',
			catalogScope: 'workspace',
			previewState: 'ga',
			isEnabled: true,
			authorization: null,
			settings: [],
			supportedAuthTypes: 'none',
			...seed,
		};
		this.workspace(workspaceId).plugins.push(plugin);
		return plugin;
	}

	private workspace(key: string): Workspace {
		const workspace = this.store.findWorkspace(key);
		if (!workspace) throw new Error(`No workspace ${key}.`);
		return workspace;
	}
}

/** Reads a timestamp with up to seven fractional digits. */
function momentOf(timestamp: string): Moment {
	const digits = /\.(\d{1,7})/.exec(timestamp)?.[1]?.padEnd(7, '0') ?? '0000000';
	const moment = { milliseconds: Date.parse(timestamp), ticks: Number(digits.slice(3)) };
	if (Number.isNaN(moment.milliseconds)) throw new Error(`Not a timestamp: ${timestamp}.`);
	return { ...moment, milliseconds: Date.parse(`${toTimestamp({ ...moment, ticks: 0 })}`) };
}
