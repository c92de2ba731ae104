import type { ICredentialDataDecryptedObject, INode, IRun } from 'n8n-workflow';
import { startEmulator, type Emulator, type RecordedRequest } from '../../emulator';
import { Engine, type RunOptions } from './Engine';
import { leaksIn } from './leaks';
import { logged } from './log';
import { OutgoingRequests } from './OutgoingRequests';
import { connect, credentialFor } from './signIn';
import { CREDENTIAL_ID, sessionWorkflow, type NodeParameters } from './sessionWorkflow';
import { VirtualClock } from './VirtualClock';

/** What a test may change about a run of the node. */
export interface NodeRun extends RunOptions {
	/** Of the node, for example `onError`. */
	settings?: Partial<INode>;
}

/**
 * An emulator, n8n's engine and a credential for the tests of one file. Before each test the emulator is as at the
 * start and the user has just signed in; waits take no time.
 */
export class TestBench {
	emulator!: Emulator;
	engine!: Engine;
	clock!: VirtualClock;
	private readonly outgoing = new OutgoingRequests();

	/** Registers itself with jest; call it once, at the top of a file. */
	static set(): TestBench {
		const bench = new TestBench();
		beforeAll(async () => {
			bench.emulator = await startEmulator();
			bench.engine = await Engine.start(new Map());
		});
		beforeEach(async () => {
			bench.clock = new VirtualClock();
			bench.clock.install();
			bench.emulator.reset();
			await bench.signIn();
			bench.outgoing.start();
			logged.length = 0;
		});
		afterEach(() => {
			bench.outgoing.stop();
			bench.clock.uninstall();
		});
		afterAll(async () => await bench.emulator.stop());
		return bench;
	}

	/** The credential as n8n's database holds it: what the user filled in, and the token. */
	get credential(): ICredentialDataDecryptedObject {
		return this.engine.credentials.stored.get(CREDENTIAL_ID)!;
	}

	/** Fills in the credential anew, without a token. @param fields that differ from the usual ones */
	fillIn(fields: ICredentialDataDecryptedObject = {}): void {
		this.engine.credentials.stored.set(CREDENTIAL_ID, credentialFor(this.emulator, fields));
		this.engine.credentials.tokensStored = 0;
	}

	/** Fills in the credential anew and presses Connect. */
	async signIn(fields: ICredentialDataDecryptedObject = {}): Promise<void> {
		this.fillIn(fields);
		await connect(this.engine.credentials, CREDENTIAL_ID, this.emulator);
	}

	/** Runs a workflow of a trigger and our node. */
	async run(parameters: NodeParameters, { settings, ...options }: NodeRun = {}): Promise<IRun> {
		return await this.engine.run(sessionWorkflow(parameters, settings), options);
	}

	/** What Graph received, parts of batches included. */
	get sent(): RecordedRequest[] {
		return this.emulator.graph.requests;
	}

	/** Methods and addresses of what Graph received. */
	get sentLines(): string[] {
		return this.sent.map(({ method, url }) => `${method} ${url}`);
	}

	/** Where n8n's engine and the node sent requests to, one entry each. */
	get contacted(): string[] {
		return this.outgoing.origins;
	}

	/** Requests for tokens since the user signed in. */
	get tokenRequests(): RecordedRequest[] {
		return this.emulator.entra.requests.filter(({ url, body }) => {
			const { grant_type: grantType } = (body ?? {}) as { grant_type?: unknown };
			return url.endsWith('/token') && grantType !== 'authorization_code';
		});
	}

	/** Lines that n8n has logged since the user signed in, at the level `debug`. */
	get logged(): readonly string[] {
		return logged;
	}

	/** Which secrets of the credential and which tokens show in a value, however deep; none is what should be. */
	leaksIn(value: unknown): string[] {
		return leaksIn(value, this.emulator, this.credential);
	}
}
