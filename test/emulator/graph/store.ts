import type { Moment } from '../clock';
import type { EvaluationScript } from './evaluationScript';

export type Role = 'contributor' | 'none';

export interface Workspace {
	id: string;
	displayName: string | null;
	/** Reachable as `default` too. */
	isDefault: boolean;
	plugins: Plugin[];
	sessions: Session[];
	/** Of everybody in it; default: as the switch `roles` says. */
	role?: Role;
}

/** Page "plugin resource type". A plugin has no id; its key is its name. */
export interface Plugin {
	name: string;
	displayName: string | null;
	description: string | null;
	category: string;
	catalogScope: string;
	previewState: string;
	isEnabled: boolean;
	authorization: { authType: string } | null;
	settings: object[];
	supportedAuthTypes: string;
}

/** Page "session resource type". */
export interface Session {
	id: string;
	createdDateTime: string;
	lastModifiedDateTime: string;
	displayName: string | null;
	prompts: Prompt[];
}

/** Page "prompt resource type". */
export interface Prompt {
	id: string;
	type: string;
	createdDateTime: string;
	lastModifiedDateTime: string;
	content: string | null;
	evaluations: Evaluation[];
}

/** Page "evaluation resource type"; what it shows follows from its script and the time. */
export interface Evaluation {
	id: string;
	created: Moment;
	script: EvaluationScript;
	/** How often it was read on its own. */
	polls: number;
	/** When each step of the script was first seen, by index; for steps that count polls. */
	reached: Map<number, Moment>;
}

/** An evaluation that nobody has read yet. */
export const newEvaluation = (id: string, created: Moment, script: EvaluationScript): Evaluation => ({
	id,
	created,
	script,
	polls: 0,
	reached: new Map(),
});

/** Everything Graph holds. */
export class Store {
	workspaces: Workspace[] = [];

	/** Finds a workspace by GUID or by the alias `default` (documented). */
	findWorkspace(key: string): Workspace | undefined {
		return this.workspaces.find(({ id, isDefault }) => id === key || (isDefault && key === 'default'));
	}

	get defaultWorkspace(): Workspace {
		const workspace = this.workspaces.find(({ isDefault }) => isDefault);
		if (!workspace) throw new Error('The emulator has no default workspace.');
		return workspace;
	}

	allSessions(): Session[] {
		return this.workspaces.flatMap(({ sessions }) => sessions);
	}
}
