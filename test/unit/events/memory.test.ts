import type { Watched, WatchState } from '../../../nodes/copilot/events/observe';
import { recall, remember, scopeOf } from '../../../nodes/SecurityCopilotSessionTrigger/memory';

const created: Watched = { event: 'sessionCreated', workspaceId: 'default' };
const answered: Watched = { event: 'answerReady', workspaceId: 'default', lookBackMs: 1 };
const state: WatchState = {
	window: { floorMs: 1, seen: { id: 2 } },
	newestSessionMs: 3,
};

describe('memory between polls', () => {
	it('gives back what it was given, also through JSON', () => {
		const staticData = {};
		remember(staticData, 'scope', state);
		expect(recall(staticData, 'scope')).toEqual(state);
		expect(recall(JSON.parse(JSON.stringify(staticData)), 'scope')).toEqual(state);
	});

	it.each<[string, Watched, string]>([
		['event', { ...created, event: 'sessionRenamed' }, 'credential'],
		['workspace', { ...created, workspaceId: 'other' }, 'credential'],
		['credential', created, 'other'],
	])('knows nothing of another %s', (_name, watched, connectionId) => {
		const staticData = {};
		remember(staticData, scopeOf(created, 'credential'), state);
		expect(recall(staticData, scopeOf(created, 'credential'))).toEqual(state);
		expect(recall(staticData, scopeOf(watched, connectionId))).toBeUndefined();
	});

	it('tells sessions, look-backs and skipped names apart', () => {
		const scopes = [
			answered,
			{ ...answered, lookBackMs: 2 },
			{ ...answered, sessionId: 'a' },
			{ ...answered, sessionId: 'b' },
			{ ...answered, skipSessionsNamed: 'b' },
		].map((watched) => scopeOf(watched, 'credential'));
		expect(new Set(scopes).size).toBe(5);
	});

	it('begins anew with what it cannot read', () => {
		for (const watch of [undefined, null, 'scope', {}, { scope: 'other', state }])
			expect(recall({ watch }, 'scope')).toBeUndefined();
	});
});
