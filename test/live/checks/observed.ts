import { pluginsPath } from '../../../nodes/graph/paths';
import type { GraphEntity } from '../../../nodes/graph/entity';
import { ASSUMPTIONS } from '../assumptions';
import type { Check } from '../check';
import { count, listOfNames, memberName } from '../names';
import { NothingThereError, type Tenant } from '../Tenant';

type Kind = 'session' | 'prompt' | 'evaluation' | 'plugin';

/** Everything that could be read, by kind. What cannot is left out here: it has a check of its own. */
async function readable(tenant: Tenant): Promise<Array<readonly [Kind, GraphEntity]>> {
	const sources: Array<readonly [Kind, () => Promise<GraphEntity[]>]> = [
		['session', async () => (await tenant.sessions()).items],
		['prompt', async () => (await tenant.session()).prompts.items],
		['evaluation', async () => (await tenant.evaluations()).list.items],
		['plugin', async () => (await tenant.list(pluginsPath(tenant.workspaceId))).items],
	];
	const entities: Array<readonly [Kind, GraphEntity]> = [];
	let failure: unknown;
	for (const [kind, read] of sources) {
		const items = await read().catch((error: unknown) => {
			failure ??= error;
			return [];
		});
		entities.push(...items.map((item) => [kind, item] as const));
	}
	if (entities.length > 0) return entities;
	throw failure ?? new NothingThereError('nothing could be read');
}

export const timestamps: Check = {
	name: 'timestamps',
	question: 'How are timestamps written, and how is "not yet"?',
	settles: [ASSUMPTIONS.timestamps],
	async ask(tenant) {
		const forms: string[] = [];
		const notYet: string[] = [];
		for (const [kind, entity] of await readable(tenant)) {
			for (const [name, value] of Object.entries(entity)) {
				if (!/DateTime$/.test(name)) continue;
				if (value === null || String(value).startsWith('0001-01-01')) {
					notYet.push(`${value === null ? 'null' : '0001-01-01'} in ${kind} ${memberName(name)}`);
				} else forms.push(formOf(value));
			}
		}
		return `${listOfNames(forms)} (${count(forms.length, 'timestamp')}); "not yet": ${listOfNames(notYet)}`;
	},
};

function formOf(value: unknown): string {
	const found = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(String(value));
	return found
		? `${found[1]?.length ?? 0} digits ${found[2] === 'Z' ? 'Z' : 'with an offset'}`
		: 'another form';
}

/** Declared members. Source: Graph's metadata (beta), namespace microsoft.graph.security.securityCopilot. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
	'prompt type': ['unknown', 'context', 'prompt', 'skill', 'feedback'],
	'evaluation state': [
		'unknown',
		'created',
		'running',
		'completed',
		'cancelled',
		'pending',
		'deferred',
		'waitingForInput',
	],
	'evaluation result': [
		'unknown',
		'success',
		'error',
		'needAdditionalClaims',
		'rejected',
		'timedOut',
		'capacityExceeded',
	],
	'plugin category': ['hidden', 'microsoft', 'microsoftConnectors', 'other', 'web', 'testing', 'plugin'],
	'plugin catalogScope': ['none', 'user', 'workspace', 'tenant', 'global', 'geoGlobal', 'userWorkspace'],
	'plugin previewState': ['ga', 'public', 'private'],
};

export const enumerations: Check = {
	name: 'enumerations',
	question: 'Which states, types and other members of enumerations are there, and are some undeclared?',
	settles: [ASSUMPTIONS.states],
	async ask(tenant) {
		const seen = new Map<string, Set<unknown>>();
		const note = (what: string, value: unknown) => {
			if (value !== undefined) seen.set(what, (seen.get(what) ?? new Set()).add(value));
		};
		for (const [kind, entity] of await readable(tenant)) {
			for (const property of ['type', 'state', 'category', 'catalogScope', 'previewState']) {
				note(`${kind} ${property}`, entity[property]);
			}
			note(`${kind} result`, (entity.result as { type?: unknown } | null | undefined)?.type);
		}
		return Object.entries(MEMBERS)
			.map(([what, declared]) => {
				const values = [...(seen.get(what) ?? [])];
				const strange = values.filter((value) => !declared.includes(String(value)));
				const note = strange.length > 0 ? ` (undeclared: ${listOfNames(strange.map(memberName))})` : '';
				return `${what}: ${listOfNames(values.map(memberName))}${note}`;
			})
			.join('; ');
	},
};
