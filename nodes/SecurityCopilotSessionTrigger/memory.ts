import type { IDataObject } from 'n8n-workflow';
import type { Watched, WatchState } from '../copilot/events/observe';

/**
 * What a state belongs to. A state of another scope says nothing about this one: what is already there would look new.
 *
 * @param connectionId of the credential: another one may see other sessions
 */
export function scopeOf(watched: Watched, connectionId: string): string {
	const { event, workspaceId } = watched;
	const further = event === 'answerReady' ? [watched.sessionId ?? null, watched.lookBackMs] : [];
	return JSON.stringify([event, connectionId, workspaceId, ...further]);
}

/** Where the node's static data holds it: one property, so that it is replaced as a whole. */
const PROPERTY = 'watch';

/** @returns undefined where there is none for this scope, or none that can be read */
export function recall(staticData: IDataObject, scope: string): WatchState | undefined {
	const stored = staticData[PROPERTY] as ({ scope?: unknown } & WatchState) | undefined;
	if (typeof stored !== 'object' || stored === null || stored.scope !== scope || !isState(stored))
		return undefined;
	const { window, newestSession } = stored;
	return { window, newestSession };
}

/** To be called once everything has been read: what is remembered must not be ahead of what is handed on. */
export function remember(staticData: IDataObject, scope: string, state: WatchState): void {
	staticData[PROPERTY] = { scope, ...state } as unknown as IDataObject;
}

/** A version of this package before or after this one may have stored something else. */
function isState({ window, newestSession }: Partial<WatchState>): boolean {
	if (typeof newestSession !== 'string' || typeof window !== 'object' || window === null) return false;
	const { floor, newest, seen } = window;
	return typeof floor === 'string' && typeof newest === 'string' && typeof seen === 'object' && seen !== null;
}
