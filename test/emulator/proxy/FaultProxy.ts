import { connect, createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls';

import { Sequence } from '../faults/Sequence';
import { listen } from '../http/server';
import { Identifiers } from '../identifiers';
import { serverCertificate, type CertificateDefect, type CertificateIssuer } from './certificate';
import type { ConnectionFault } from './connectionFaults';
import { breakConnection, relay } from './relay';

export interface FaultProxyOptions {
	/** Origin to stand in front of, for example an emulator's `graphApiBaseUrl`. */
	target: string;
	/** Speaks TLS to clients, with this certificate, and plain TCP to the target. */
	certificate?: CertificateDefect;
	/** Of that certificate; default: itself. */
	issuer?: CertificateIssuer;
}

export interface ConnectionRule {
	/** A list is worked off one by one, a connection each. */
	fault: ConnectionFault | ConnectionFault[];
	/** Strikes from the nth connection on, counted from 1 since the rule was added. */
	nth?: number;
	/** How many connections; default: one per fault. */
	count?: number;
}

export interface RandomConnectionFaults {
	seed: number;
	/** Share of connections that are struck, 0 to 1. */
	rate?: number;
	faults: readonly ConnectionFault[];
}

/** A connection that a client opened. With TLS it counts from its first byte on, whatever becomes of the handshake. */
export interface ProxiedConnection {
	/** Kind of the fault that was applied. */
	readonly fault: ConnectionFault['kind'] | undefined;
	/** Bytes that were sent to the client so far. */
	readonly sent: number;
	readonly closed: boolean;
}

/**
 * A TCP proxy that understands nothing of HTTP. It does to connections what a server cannot do to its own: it lets a
 * request arrive and loses the answer, counts what a client takes, and closes a connection as it is used again.
 */
export interface FaultProxy {
	/** Takes the place of the target's origin. */
	origin: string;
	/** PEM, with TLS: what clients that are to trust the proxy take for an authority. */
	authority: string | undefined;
	/** All so far, in the order they were opened. Refused ones never reach the proxy. */
	connections: readonly ProxiedConnection[];
	/** The first rule that strikes wins. */
	addFault(rule: ConnectionRule): Pick<Sequence<ConnectionFault>, 'applied' | 'remaining' | 'remove'>;
	/** Strikes connections at random when no rule does, the same way for the same seed. Undefined ends it. */
	failAtRandom(options: RandomConnectionFaults | undefined): void;
	/** Closes the port, so that connections are refused; those that stand go on. */
	refuseConnections(): void;
	acceptConnections(): Promise<void>;
	/** Closes the port and cuts all connections. */
	stop(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1. */
export async function startFaultProxy({
	target,
	certificate,
	issuer,
}: FaultProxyOptions): Promise<FaultProxy> {
	const { hostname, port, protocol } = new URL(target);
	const pems = certificate && (await serverCertificate(certificate, issuer));
	const secureContext = pems && createSecureContext(pems);
	const connections: ProxiedConnection[] = [];
	const sockets = new Set<Socket>();
	const rules: Sequence<ConnectionFault>[] = [];
	let random: (() => ConnectionFault | undefined) | undefined;

	const strike = (): ConnectionFault | undefined => {
		for (const rule of rules) {
			const fault = rule.next();
			if (fault) return fault;
		}
		return random?.();
	};
	const track = (socket: Socket): Socket => {
		sockets.add(socket);
		return socket.once('close', () => sockets.delete(socket));
	};
	const connectTarget = () => track(connect({ host: hostname, port: Number(port), allowHalfOpen: true }));
	const onConnection = (client: Socket) => {
		track(client);
		const fault = strike();
		connections.push(watch(client, fault));
		if (breakConnection(client, fault)) return;
		if (!secureContext) {
			relay(client, connectTarget, fault);
			return;
		}
		speakTls(client, secureContext, (secured) => relay(secured, connectTarget, fault));
	};
	const server = createServer({ allowHalfOpen: true }, onConnection);
	const ownPort = await listen(server);

	return {
		origin: `${pems ? 'https:' : protocol}//127.0.0.1:${ownPort}`,
		authority: pems?.authority,
		connections,
		addFault: ({ fault, nth, count }) => {
			const rule = new Sequence(fault, nth, count);
			rules.push(rule);
			return rule;
		},
		failAtRandom: (options) => {
			random = options && atRandom(options);
		},
		refuseConnections: () => void server.close(),
		acceptConnections: async () => {
			if (!server.listening) await listen(server, ownPort);
		},
		stop: async () => {
			server.close();
			const closed = [...sockets].map(
				async (socket) => await new Promise((resolve) => socket.once('close', resolve).destroy()),
			);
			await Promise.all(closed);
		},
	};
}

/** @param then called when a client has accepted the certificate */
function speakTls(client: Socket, secureContext: SecureContext, then: (secured: Socket) => void): void {
	const secured = new TLSSocket(client, { isServer: true, secureContext });
	const refused = () => client.destroy();
	secured.on('error', refused);
	// A client that refuses the certificate leaves within the handshake, which shows only where something is read.
	secured.once('end', refused).resume();
	secured.once('secure', () => {
		secured.off('end', refused);
		then(secured);
	});
}

function watch(client: Socket, fault: ConnectionFault | undefined): ProxiedConnection {
	return {
		fault: fault?.kind,
		get sent() {
			return client.bytesWritten;
		},
		get closed() {
			return client.closed;
		},
	};
}

function atRandom({ seed, rate = 0.5, faults }: RandomConnectionFaults): () => ConnectionFault | undefined {
	const choices = new Identifiers(seed);
	return () =>
		choices.fraction() < rate ? faults[Math.floor(choices.fraction() * faults.length)] : undefined;
}
