/** What a proxy can do to a connection without understanding what goes over it. */
export const connectionFaults = {
	/** TCP reset as soon as the connection stands; nothing reaches the target. */
	reset: () => ({ kind: 'reset' as const }),
	/** The connection ends with the first bytes of the client, those of a TLS handshake. */
	breakHandshake: (by: 'end' | 'reset' = 'reset') => ({ kind: 'breakHandshake' as const, by }),
	/** TCP reset once so many bytes of the request have come; a client that is still sending sees EPIPE or ECONNRESET. */
	resetDuringRequest: (after = 64 * 1024) => ({ kind: 'resetDuringRequest' as const, after }),
	/** The request is carried out; TCP reset when the target begins to answer. */
	resetAfterRequest: () => ({ kind: 'resetAfterRequest' as const }),
	/** The answer stops after so many bytes, 0 before its headers, and the connection stays open. */
	stall: (after = 0) => ({ kind: 'stall' as const, after }),
	/** So many bytes of the answer, its headers too, every `interval` real milliseconds. */
	drip: (bytes = 1, interval = 50) => ({ kind: 'drip' as const, bytes, interval }),
	/** The connection ends after so many bytes of the answer, its headers included. */
	cut: (after: number, by: 'end' | 'reset' = 'end') => ({ kind: 'cut' as const, after, by }),
	/** The proxy says at once that it will send nothing, and still takes and forwards the request. */
	halfClose: () => ({ kind: 'halfClose' as const }),
	/** Whole answers pass; the connection is reset when the client uses it again after so many requests. */
	resetOnNextUse: (after = 1) => ({ kind: 'resetOnNextUse' as const, after }),
};

export type ConnectionFault = ReturnType<(typeof connectionFaults)[keyof typeof connectionFaults]>;
