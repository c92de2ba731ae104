import type { IDataObject } from 'n8n-workflow';
import type { Watched, WatchState } from '../copilot/events/observe';

/**
 * What a state belongs to. The state of another scope is not used: with it, existing objects would look new.
 *
 * @param connectionId of the credential: another one may see other sessions
 */
export function scopeOf(watched: Watched, connectionId: string): string {
	return JSON.stringify([connectionId, watched]);
}

/** Key in the node's static data: one property, so that it is replaced as a whole. */
const PROPERTY = 'watch';

/** @returns undefined where there is none for this scope, or one of another version of this package */
export function recall(staticData: IDataObject, scope: string): WatchState | undefined {
	const stored = staticData[PROPERTY] as (Partial<WatchState> & { scope?: unknown }) | null | undefined;
	const { window, newestSessionMs } = stored ?? {};
	const isReadable =
		stored?.scope === scope &&
		typeof newestSessionMs === 'number' &&
		typeof window?.floorMs === 'number' &&
		typeof (window.seen ?? '') === 'object';
	return isReadable ? { window, newestSessionMs } : undefined;
}

/** Called after everything was read: the memory must not be ahead of the output. */
export function remember(staticData: IDataObject, scope: string, state: WatchState): void {
	staticData[PROPERTY] = { scope, ...state } as unknown as IDataObject;
}
