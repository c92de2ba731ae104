import { documentedRun } from './scripts';
import type { EvaluationScript, ScriptFactory } from './evaluationScript';
import type { Prompt } from './store';

/** Which prompts follow a script: those whose text contains or matches it. */
export type PromptPattern = string | RegExp;

interface Entry {
	pattern: PromptPattern;
	script: EvaluationScript | ScriptFactory;
}

/** Evaluation scripts by prompt; the latest that matches wins. */
export class ScriptRegistry {
	private entries: Entry[] = [];

	add(pattern: PromptPattern, script: EvaluationScript | ScriptFactory): void {
		this.entries.unshift({ pattern, script });
	}

	scriptFor(prompt: Prompt): EvaluationScript {
		const content = prompt.content ?? '';
		const matches = ({ pattern }: Entry) =>
			typeof pattern === 'string' ? content.includes(pattern) : pattern.test(content);
		const script = this.entries.find(matches)?.script ?? documentedRun;
		return typeof script === 'function' ? script(prompt, prompt.evaluations.length) : script;
	}

	reset(): void {
		this.entries = [];
	}
}
