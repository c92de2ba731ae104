/** What a proxy can do to a connection without understanding what goes over it. */
export type ConnectionFault =
	/** TCP reset as soon as the connection stands; nothing reaches the target. */
	| { kind: 'reset' }
	/** The connection ends with the first bytes of the client, those of a TLS handshake, in good order or with a reset. */
	| { kind: 'breakHandshake'; by: 'end' | 'reset' }
	/** TCP reset once so many bytes of the request have come; the rest never reaches the target. */
	| { kind: 'resetDuringRequest'; after: number }
	/** The request arrives and is carried out; TCP reset when the target begins to answer. */
	| { kind: 'resetAfterRequest' }
	/** The answer stops after so many bytes, and the connection stays open. */
	| { kind: 'stall'; after: number }
	/** So many bytes of the answer, its headers too, every `interval` real milliseconds. */
	| { kind: 'drip'; bytes: number; interval: number }
	/** The connection ends after so many bytes of the answer, in good order or with a reset. */
	| { kind: 'cut'; after: number; by: 'end' | 'reset' }
	/** The proxy says at once that it will send nothing, and still takes and forwards the request. */
	| { kind: 'halfClose' }
	/** Whole answers pass; the connection is reset when the client uses it again after so many requests. */
	| { kind: 'resetOnNextUse'; after: number };

/** Ready-made faults of connections. The numbers are those of the fault list this emulator was built after. */
export const connectionFaults = {
	/** F-66, and F-68 where TLS is spoken: before the handshake. */
	reset: (): ConnectionFault => ({ kind: 'reset' }),
	/** F-68: for a proxy that speaks TLS. */
	breakHandshake: (by: 'end' | 'reset' = 'reset'): ConnectionFault => ({ kind: 'breakHandshake', by }),
	/** F-66: a client that is still sending sees EPIPE or ECONNRESET. @param after bytes of the request */
	resetDuringRequest: (after = 64 * 1024): ConnectionFault => ({ kind: 'resetDuringRequest', after }),
	/** F-54, F-66. */
	resetAfterRequest: (): ConnectionFault => ({ kind: 'resetAfterRequest' }),
	/** F-69. @param after bytes of the answer that still come; 0, the default, stops before the headers */
	stall: (after = 0): ConnectionFault => ({ kind: 'stall', after }),
	/** F-70. @param interval real milliseconds */
	drip: (bytes = 1, interval = 50): ConnectionFault => ({ kind: 'drip', bytes, interval }),
	/** F-35. @param after bytes of the answer, its headers included */
	cut: (after: number, by: 'end' | 'reset' = 'end'): ConnectionFault => ({ kind: 'cut', after, by }),
	/** F-66. */
	halfClose: (): ConnectionFault => ({ kind: 'halfClose' }),
	/** F-67. @param after how many requests the connection serves */
	resetOnNextUse: (after = 1): ConnectionFault => ({ kind: 'resetOnNextUse', after }),
};
