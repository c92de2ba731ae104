/**
 * What a proxy can do to a connection without understanding what goes over it. The numbers are those of the list of faults
 * in test/README.md.
 */
export const connectionFaults = {
	/** TCP reset as soon as the connection stands; nothing reaches the target (F-66, and F-68 with TLS). */
	reset: () => ({ kind: 'reset' as const }),
	/** The connection ends with the first bytes of the client, those of a TLS handshake (F-68). */
	breakHandshake: (by: 'end' | 'reset' = 'reset') => ({ kind: 'breakHandshake' as const, by }),
	/** TCP reset once so many bytes of the request have come; a client that is still sending sees EPIPE or ECONNRESET (F-66). */
	resetDuringRequest: (after = 64 * 1024) => ({ kind: 'resetDuringRequest' as const, after }),
	/** The request is carried out; TCP reset when the target begins to answer (F-54, F-66). */
	resetAfterRequest: () => ({ kind: 'resetAfterRequest' as const }),
	/** The answer stops after so many bytes, 0 before its headers, and the connection stays open (F-69). */
	stall: (after = 0) => ({ kind: 'stall' as const, after }),
	/** So many bytes of the answer, its headers too, every `interval` real milliseconds (F-70). */
	drip: (bytes = 1, interval = 50) => ({ kind: 'drip' as const, bytes, interval }),
	/** The connection ends after so many bytes of the answer, its headers included (F-35). */
	cut: (after: number, by: 'end' | 'reset' = 'end') => ({ kind: 'cut' as const, after, by }),
	/** The proxy says at once that it will send nothing, and still takes and forwards the request (F-66). */
	halfClose: () => ({ kind: 'halfClose' as const }),
	/** Whole answers pass; the connection is reset when the client uses it again after so many requests (F-67). */
	resetOnNextUse: (after = 1) => ({ kind: 'resetOnNextUse' as const, after }),
};

export type ConnectionFault = ReturnType<(typeof connectionFaults)[keyof typeof connectionFaults]>;
