import type { IRun } from 'n8n-workflow';
import { scripts, type GraphEmulator } from '../emulator';
import { jsonOf, type NodeParameters } from './harness';
import type { Fixture } from './harness/Fixture';

/** The session of Microsoft's example "Get session". */
export const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

/** What the questions of the tests are answered with. */
export function scriptAnswers(graph: GraphEmulator): void {
	graph.scriptEvaluations('first', scripts.answering('One.'));
	graph.scriptEvaluations('second', scripts.answering('Two.'));
	graph.scriptEvaluations('third', scripts.answering('Three.'));
	graph.scriptEvaluations('refused', scripts.endingIn('rejected', 'Not in scope.'));
}

export const ask = (more: NodeParameters = {}): NodeParameters => ({
	resource: 'session',
	operation: 'ask',
	prompt: 'the first question',
	...more,
});

export const inSession = (more: NodeParameters = {}): NodeParameters =>
	ask({ askIn: 'existingSession', sessionId: { mode: 'id', value: SESSION, __rl: true }, ...more });

export const named = (more: NodeParameters = {}): NodeParameters =>
	ask({ askIn: 'namedSession', displayName: 'Incident 4711', ...more });

/** Requests by method and the end of their path; looks at running evaluations are left out. */
export function steps(fixture: Fixture): string[] {
	return fixture
		.shown(({ method, url }) => !(method === 'GET' && /\/evaluations\/[^/]+$/.test(url)))
		.map(
			({ method, path }) => `${method} ${path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')}`,
		);
}

/** What comes out of one item. */
export interface Output {
	[name: string]: unknown;
	sessionId: string;
	promptId: string;
	evaluationId: string;
	turns?: Output[];
}

/** The output of the only item. */
export const only = (run: IRun): Output => {
	expect(jsonOf(run)).toHaveLength(1);
	return jsonOf(run)[0] as Output;
};

/** What a failed item says, with its details beside its error. */
export const failed = (run: IRun): Output => {
	const { details, ...output } = only(run);
	return { ...(details as Output), ...output };
};
