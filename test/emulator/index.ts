import { Clock } from './clock';
import { processCertificate, type ClientCertificate } from './entra/certificate';
import { directoryWith } from './entra/directory';
import { EntraEmulator } from './entra/EntraEmulator';
import { processSigningKey } from './entra/signing';
import { AccessTokens } from './entra/tokens';
import { GraphEmulator } from './graph/GraphEmulator';
import { DEFAULT_WORKSPACE_ID, EXAMPLE_SESSION_ID } from './graph/seed';
import { openElsewhere, type Elsewhere } from './http/elsewhere';
import { openListener, type Listener, type ListenerOptions } from './http/listener';
import { Identifiers } from './identifiers';
import type { Switches } from './switches';

export { entraErrors } from './entra/errors';
export { batchEffects } from './faults/batchEffects';
export { effects, type Effect, type Moment } from './faults/effects';
export type { Fault, FaultMatch, FaultRule } from './faults/FaultRules';
export type { ThrottleRule } from './faults/Throttling';
export type { EntraEmulator } from './entra/EntraEmulator';
export type {
	EvaluationResult,
	EvaluationScript,
	EvaluationStep,
	ScriptFactory,
} from './graph/evaluationScript';
export type { GraphEmulator } from './graph/GraphEmulator';
export type { Cost } from './graph/operations';
export { scripts } from './graph/scripts';
export type { RecordedRequest } from './http/record';
export { connectionFaults, type ConnectionFault } from './proxy/connectionFaults';
export { startFaultProxy, type FaultProxy, type FaultProxyOptions } from './proxy/FaultProxy';
export { defaultSwitches, type Switches } from './switches';

export interface EmulatorOptions {
	/** 0, the default, takes a free port. */
	graphPort?: number;
	entraPort?: number;
	/** Milliseconds since the epoch. Default: `Date.now`, read at each call, so that a faked Date works. */
	now?: () => number;
	switches?: Partial<Switches>;
	/** Real milliseconds before each Graph answer. */
	latency?: number;
}

/** A running pair of servers on 127.0.0.1. */
export interface Emulator {
	/** `http://127.0.0.1:<port>`; put `/beta` behind it. */
	graphApiBaseUrl: string;
	authorityHost: string;
	tenantId: string;
	clientId: string;
	clientSecret: string;
	/** Registered for `clientId`. */
	certificate: ClientCertificate;
	user: { username: string; password: string };
	/** GUID of the default workspace, which is `default` too. */
	workspaceId: string;
	/** The session of the get-session example. */
	sessionId: string;
	graph: GraphEmulator;
	entra: EntraEmulator;
	/** A server on another origin; a client must never send it a token. */
	elsewhere: Elsewhere;
	/** Moves the emulator's time. @param milliseconds how far */
	advance(milliseconds: number): void;
	/** Back to the state after the start: data, switches, records, tokens, time. */
	reset(): void;
	/** Closes all servers and cuts all connections. */
	stop(): Promise<void>;
}

/**
 * Starts Microsoft Graph (Security Copilot, beta) and Microsoft Entra as two servers on loopback.
 * @throws the error of `listen`, for example EADDRINUSE
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
	const { graphPort = 0, entraPort = 0, switches = {}, latency = 0 } = options;
	const [certificate, key] = await Promise.all([processCertificate(), processSigningKey()]);
	const clock = new Clock(options.now ?? (() => Date.now()));
	const identifiers = new Identifiers(1);
	const tokens = new AccessTokens(key, clock, identifiers);
	const directory = directoryWith(certificate);
	const entra = new EntraEmulator(directory, tokens, key, clock, identifiers);
	const graph = new GraphEmulator(tokens, clock, identifiers, switches, latency);

	const opened: { close(): Promise<void> }[] = [];
	const stop = async () => void (await Promise.all(opened.map((listener) => listener.close())));
	const open = async (port: number, onRequest: ListenerOptions['onRequest']): Promise<Listener> => {
		const listener = await openListener({ port, now: () => clock.now(), onRequest });
		opened.push(listener);
		return listener;
	};
	let listeners: [Listener, Listener, Elsewhere];
	try {
		listeners = [
			await open(graphPort, (request, response) => graph.handle(request, response)),
			await open(entraPort, (request, response) => entra.handle(request, response)),
			await openElsewhere(clock, tokens),
		];
	} catch (error) {
		// A second port that is taken must not leave the first one open.
		await stop();
		throw error;
	}
	const [graphListener, entraListener, elsewhere] = listeners;
	opened.push(elsewhere);
	graph.listener = graphListener;
	entra.authorityHost = entraListener.origin;

	const { application, tenant, user } = directory;
	return {
		graphApiBaseUrl: graphListener.origin,
		authorityHost: entraListener.origin,
		tenantId: tenant.id,
		clientId: application.clientId,
		clientSecret: application.secrets[0]!.value,
		certificate,
		user: { username: user.username, password: user.password },
		workspaceId: DEFAULT_WORKSPACE_ID,
		sessionId: EXAMPLE_SESSION_ID,
		graph,
		entra,
		elsewhere,
		advance: (milliseconds) => clock.advance(milliseconds),
		reset: () => {
			clock.reset();
			identifiers.reset();
			graph.reset();
			entra.reset();
			elsewhere.requests.length = 0;
		},
		stop,
	};
}
