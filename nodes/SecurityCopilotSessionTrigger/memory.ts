import type { IDataObject } from 'n8n-workflow';
import type { Watched, WatchState } from '../copilot/events/observe';

/** Raised with each change of `WatchState`, so that a state of another version of this package is not used. */
const FORM = 1;

/**
 * What a state belongs to. The state of another scope is not used: with it, existing objects would look new.
 *
 * @param connectionId of the credential: another one may see other sessions
 */
export function scopeOf(watched: Watched, connectionId: string): string {
	return JSON.stringify([FORM, connectionId, watched]);
}

/** Key in the node's static data: one property, so that it is replaced as a whole. */
const PROPERTY = 'watch';

/** @returns undefined where there is none for this scope */
export function recall(staticData: IDataObject, scope: string): WatchState | undefined {
	const stored = staticData[PROPERTY] as { scope?: unknown; state?: WatchState } | null | undefined;
	return stored?.scope === scope ? stored.state : undefined;
}

/** Called after everything was read: the memory must not be ahead of the output. */
export function remember(staticData: IDataObject, scope: string, state: WatchState): void {
	staticData[PROPERTY] = { scope, state } as unknown as IDataObject;
}
