import type { IDataObject, INode, IRun } from 'n8n-workflow';
import { startEmulator, type Emulator, type EmulatorOptions, type RecordedRequest } from '../../emulator';
import { Engine, type RunOptions } from './Engine';
import { sessionWorkflow, type NodeParameters } from './sessionWorkflow';
import { connect, credentialFor } from './signIn';
import { VirtualClock } from './VirtualClock';

const CREDENTIAL = 'credential';

/** A request without what differs from run to run. */
export interface ShownRequest {
	method: string;
	/** Behind `/beta/security/securityCopilot/workspaces`. */
	path: string;
	body?: unknown;
}

/**
 * An emulator, n8n's engine with a connected credential, and a clock that jumps: everything that a test of the
 * session node needs. Nobody waits for real.
 */
export class Stage {
	private constructor(
		readonly clock: VirtualClock,
		readonly emulator: Emulator,
		readonly engine: Engine,
	) {}

	static async open(options: EmulatorOptions = {}): Promise<Stage> {
		const emulator = await startEmulator(options);
		const engine = await Engine.start(new Map([[CREDENTIAL, credentialFor(emulator)]]));
		const stage = new Stage(new VirtualClock(), emulator, engine);
		stage.clock.install();
		return stage;
	}

	/** A new beginning: data, faults, records and sign-in. @param fields of the credential that differ */
	async reset(fields: IDataObject = {}): Promise<void> {
		this.emulator.reset();
		this.engine.credentials.stored.set(CREDENTIAL, credentialFor(this.emulator, fields as never));
		await connect(this.engine.credentials, CREDENTIAL, this.emulator);
	}

	async close(): Promise<void> {
		this.clock.uninstall();
		await this.emulator.stop();
	}

	get graph(): Emulator['graph'] {
		return this.emulator.graph;
	}

	/** Runs the node. @param settings of the node, for example `onError` */
	async run(
		parameters: NodeParameters,
		options: RunOptions = {},
		settings: Partial<INode> = {},
	): Promise<IRun> {
		return await this.engine.run(sessionWorkflow(parameters, settings), options);
	}

	/** What was sent to Security Copilot, in its order; parts of a batch in place of their envelope. */
	requests(isWanted: (request: RecordedRequest) => boolean = () => true): RecordedRequest[] {
		return this.graph.requests.filter((request) => !request.url.endsWith('/$batch') && isWanted(request));
	}

	/** The same, shown so that a test can be read. */
	shown(isWanted?: (request: RecordedRequest) => boolean): ShownRequest[] {
		return this.requests(isWanted).map(({ method, url, body }) => ({
			method,
			path: decodeURIComponent(url.replace(/^\/beta\/security\/securityCopilot\/workspaces/, '')),
			...(body !== undefined && { body }),
		}));
	}

	/** Everything that Security Copilot holds beyond what it began with, by kind. */
	made(): { sessions: number; prompts: number; evaluations: number } {
		const posts = (end: RegExp) =>
			this.requests(({ method, url, fault }) => method === 'POST' && fault === undefined && end.test(url))
				.length;
		return {
			sessions: posts(/\/sessions$/),
			prompts: posts(/\/prompts$/),
			evaluations: posts(/\/evaluations$/),
		};
	}
}
