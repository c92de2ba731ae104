import { NOT_YET, toTimestamp, type Clock, type Moment } from '../clock';
import type { Switches } from '../switches';
import type { Evaluation, Prompt } from './store';

/** Page "evaluationResult resource type". `type` is a free string, so that unlisted words can be produced. */
export interface EvaluationResult {
	content: string | null;
	type: string;
	previewState: string;
}

/**
 * One step of an evaluation. It is reached when both of its conditions hold and the steps before it were reached;
 * without conditions it is reached at once.
 */
export interface EvaluationStep {
	/** Milliseconds of emulator time since the evaluation was created. */
	after?: number;
	/** How many times the evaluation was read on its own before. */
	afterPolls?: number;
	/** Default: as in the step before. */
	state?: string;
	/** Default: what belongs to the state; missing parts become `type: success`, `previewState: private`. */
	result?: Partial<EvaluationResult> | null;
	/** The evaluation cannot be found in this step (replication lag, or gone). */
	notFound?: boolean;
	/** Exact dates, for replaying documented examples. */
	runStartDateTime?: string;
	lastModifiedDateTime?: string;
	completedDateTime?: string;
}

export type EvaluationScript = EvaluationStep[];

/** Makes the script of a prompt. @param index how many evaluations the prompt had before */
export type ScriptFactory = (prompt: Pick<Prompt, 'id' | 'content'>, index: number) => EvaluationScript;

/** The answer while a run is on, as in the list-evaluations example (documented). */
const PLACEHOLDER: EvaluationResult = { content: null, type: 'unknown', previewState: 'ga' };
const TERMINAL = ['completed', 'cancelled'];

/** What an evaluation shows, without its id. Property order as in the examples. */
export interface EvaluationSnapshot {
	createdDateTime: string;
	runStartDateTime: string;
	completedDateTime: string;
	lastModifiedDateTime: string;
	state: string;
	executionCount: number;
	isCancelled: boolean;
	result: EvaluationResult | null;
}

/** Computes what an evaluation shows now; undefined when its script hides it. No timers are involved. */
export function snapshot(
	evaluation: Evaluation,
	clock: Clock,
	{ evaluationTimeScale }: Switches,
): EvaluationSnapshot | undefined {
	const createdDateTime = toTimestamp(evaluation.created);
	const shown: EvaluationSnapshot = {
		createdDateTime,
		runStartDateTime: NOT_YET,
		completedDateTime: NOT_YET,
		lastModifiedDateTime: createdDateTime,
		state: 'created',
		executionCount: 0,
		isCancelled: false,
		result: null,
	};
	let hidden = false;
	const elapsed = clock.now() - evaluation.created.milliseconds;
	for (const [index, step] of evaluation.script.entries()) {
		const after = (step.after ?? 0) * evaluationTimeScale;
		if (after > elapsed || (step.afterPolls ?? 0) > evaluation.polls) break;
		const reached = toTimestamp(reachedAt(evaluation, index, step, after, clock));
		hidden = step.notFound ?? false;
		apply(step, reached, shown);
	}
	return hidden ? undefined : shown;
}

const isTerminal = (state: string): boolean => TERMINAL.includes(state);

function apply(step: EvaluationStep, reached: string, shown: EvaluationSnapshot): void {
	shown.state = step.state ?? shown.state;
	shown.result = resultOf(step, shown.state);
	shown.isCancelled = shown.state === 'cancelled';
	if (shown.state !== 'created' || step.lastModifiedDateTime) {
		shown.lastModifiedDateTime = step.lastModifiedDateTime ?? reached;
	}
	const started = ['running', ...TERMINAL].includes(shown.state);
	if (step.runStartDateTime) shown.runStartDateTime = step.runStartDateTime;
	else if (started && shown.runStartDateTime === NOT_YET) shown.runStartDateTime = reached;
	shown.completedDateTime = isTerminal(shown.state) ? (step.completedDateTime ?? reached) : NOT_YET;
}

function resultOf({ result }: EvaluationStep, state: string): EvaluationResult | null {
	if (result === null || (!result && state === 'created')) return null;
	if (result || state === 'completed')
		return { content: null, type: 'success', previewState: 'private', ...result };
	return PLACEHOLDER;
}

function reachedAt(
	{ created, reached }: Evaluation,
	index: number,
	{ afterPolls }: EvaluationStep,
	after: number,
	clock: Clock,
): Moment {
	if (!afterPolls) return { milliseconds: Math.floor(created.milliseconds + after), ticks: created.ticks };
	const known = reached.get(index) ?? clock.moment();
	reached.set(index, known);
	return known;
}
