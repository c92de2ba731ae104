import { documentedRun } from './scripts';
import type { EvaluationScript, ScriptFactory } from './evaluationScript';
import type { Prompt } from './store';

/** Decides which script a new evaluation follows. */
export type PromptPattern = string | RegExp | ((prompt: Pick<Prompt, 'id' | 'content'>) => boolean);

/** Evaluation scripts by prompt; the latest that matches wins. */
export class ScriptRegistry {
	private entries: { pattern: PromptPattern; script: EvaluationScript | ScriptFactory }[] = [];

	add(pattern: PromptPattern, script: EvaluationScript | ScriptFactory): void {
		this.entries.unshift({ pattern, script });
	}

	scriptFor(prompt: Prompt): EvaluationScript {
		if (prompt.script) return prompt.script;
		const found = this.entries.find(({ pattern }) => matches(pattern, prompt))?.script ?? documentedRun;
		return typeof found === 'function' ? found(prompt, prompt.evaluations.length) : found;
	}

	reset(): void {
		this.entries = [];
	}
}

function matches(pattern: PromptPattern, prompt: Prompt): boolean {
	if (typeof pattern === 'function') return pattern(prompt);
	const content = prompt.content ?? '';
	return typeof pattern === 'string'
		? content.includes(pattern) || prompt.id === pattern
		: pattern.test(content);
}
