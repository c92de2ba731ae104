import type { Effect } from '../../../emulator';

/** Is there from the beginning. */
export const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

/** What comes out, and the methods of the requests that it took. */
type Expected = [outcome: string, requests: string];

export interface FaultCase {
	/** Number and name in the list of faults. */
	fault: string;
	effects: Effect[];
	/** Reading a session. */
	get: Expected;
	/** Creating one, where the fault strikes before it exists. */
	create?: Expected;
	/** Creating one, where the fault hides that it exists. Not for what refuses a request. */
	created?: Expected;
	/** Longest time that passes, in seconds; default: three retries without being told how long. */
	withinSeconds?: number;
	/** Shortest time that passes, in seconds. */
	afterSeconds?: number;
}

export const always = (effect: Effect): Effect[] => Array<Effect>(30).fill(effect);

export const inHttp = (seconds: number): string =>
	new Date(Date.UTC(2026, 10, 2, 3, 0, seconds)).toUTCString();

export const LOST = 'sessionOutcomeUnknown';

/** Passes after one retry; a POST is sent again too, because it was refused before work. */
export const refusedOnce: Pick<FaultCase, 'get' | 'create'> = {
	get: ['result', 'GET GET'],
	create: ['result', 'POST POST'],
};

/** Passes after one retry; what became of a POST is looked up. */
export const openOnce: Pick<FaultCase, 'get' | 'create' | 'created'> = {
	get: ['result', 'GET GET'],
	create: [LOST, 'POST GET GET GET'],
	created: ['result', 'POST GET'],
};

/** Ends at once. */
export const refusedFor = (outcome: string): Pick<FaultCase, 'get' | 'create'> => ({
	get: [outcome, 'GET'],
	create: [outcome, 'POST'],
});
