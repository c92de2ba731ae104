import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { Engine } from '../harness/Engine';
import { jsonOf } from '../harness/results';
import { sessionWorkflow, type NodeParameters } from '../harness/sessionWorkflow';

/**
 * One worker of a queue-mode n8n: a process of its own with n8n's engine and our node, which shares nothing with the
 * others but the server. Takes its orders from the process that has forked it.
 */

export interface Credentials {
	kind: 'credentials';
	data: ICredentialDataDecryptedObject;
}

export interface Order {
	kind: 'order';
	parameters: NodeParameters;
	/** Milliseconds to let pass first. */
	delayMs: number;
}

export type Report = { kind: 'ready' } | { kind: 'done'; outputs: unknown[] };

const report = (message: Report): void => void process.send?.(message);

async function start(data: ICredentialDataDecryptedObject): Promise<void> {
	const engine = await Engine.start(new Map([['credential', data]]));
	process.on('message', (message: Credentials | Order) => {
		if (message.kind === 'order') void obey(engine, message);
	});
	report({ kind: 'ready' });
}

async function obey(engine: Engine, { parameters, delayMs }: Order): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, delayMs));
	const run = await engine.run(sessionWorkflow(parameters, { onError: 'continueRegularOutput' }));
	report({ kind: 'done', outputs: jsonOf(run) });
}

process.once('message', (message: Credentials) => void start(message.data));
process.once('disconnect', () => process.exit(0));
