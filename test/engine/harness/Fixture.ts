import type { ICredentialDataDecryptedObject, INode, INodeType, IRun } from 'n8n-workflow';
import { startEmulator, type Emulator, type RecordedRequest } from '../../emulator';
import { loadBuiltPackage, type BuiltPackage } from './builtPackage';
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

/** A request without what differs from run to run. */
export interface ShownRequest {
	method: string;
	/** Behind `/beta/security/securityCopilot/workspaces`. */
	path: string;
	body?: unknown;
}

const everyRequest = (): boolean => true;

/**
 * An emulator, n8n's engine, a connected credential and a virtual clock for the tests of one file. Before each test the
 * emulator is as at the start and the user has just signed in; waits take no time.
 */
export class Fixture {
	emulator!: Emulator;
	engine!: Engine;
	clock!: VirtualClock;
	private readonly outgoing = new OutgoingRequests();

	/**
	 * Registers itself with jest; call it once, at the top of a file.
	 *
	 * @param nodesOf further node types by full name
	 */
	static use(
		nodesOf: (builtPackage: BuiltPackage) => ReadonlyMap<string, INodeType> = () => new Map(),
	): Fixture {
		const fixture = new Fixture();
		beforeAll(async () => {
			fixture.emulator = await startEmulator();
			fixture.engine = await Engine.start(new Map(), nodesOf(await loadBuiltPackage()));
		});
		beforeEach(async () => {
			fixture.clock = new VirtualClock();
			fixture.clock.install();
			await fixture.reset();
		});
		afterEach(() => {
			fixture.outgoing.stop();
			fixture.clock.uninstall();
		});
		afterAll(async () => await fixture.emulator.stop());
		return fixture;
	}

	get graph(): Emulator['graph'] {
		return this.emulator.graph;
	}

	/** Data, faults, records and sign-in as at the start. @param fields of the credential that differ */
	async reset(fields: ICredentialDataDecryptedObject = {}): Promise<void> {
		this.outgoing.stop();
		this.emulator.reset();
		await this.signIn(fields);
		this.outgoing.start();
		logged.length = 0;
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

	/** Fills in the credential anew and presses Connect. No time passes meanwhile. */
	async signIn(fields: ICredentialDataDecryptedObject = {}): Promise<void> {
		this.fillIn(fields);
		await this.clock.standStill(
			async () => await connect(this.engine.credentials, CREDENTIAL_ID, this.emulator),
		);
	}

	/** Runs a workflow of a trigger and our node. */
	async run(parameters: NodeParameters, { settings, ...options }: NodeRun = {}): Promise<IRun> {
		return await this.engine.run(sessionWorkflow(parameters, settings), options);
	}

	/** What Graph received, batches and their parts included. */
	get sent(): RecordedRequest[] {
		return this.graph.requests;
	}

	/** Methods and addresses of what Graph received. */
	get sentLines(): string[] {
		return this.sent.map(({ method, url }) => `${method} ${url}`);
	}

	/** What Graph received, parts of a batch in place of their envelope. */
	requests(isWanted: (request: RecordedRequest) => boolean = everyRequest): RecordedRequest[] {
		return this.sent.filter((request) => !request.url.endsWith('/$batch') && isWanted(request));
	}

	/** The same, shown so that a test can be read. */
	shown(isWanted?: (request: RecordedRequest) => boolean): ShownRequest[] {
		return this.requests(isWanted).map(({ method, url, body }) => ({
			method,
			path: decodeURIComponent(url.replace(/^\/beta\/security\/securityCopilot\/workspaces/, '')),
			...(body !== undefined && { body }),
		}));
	}

	/** What POSTs have created, by kind. */
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
