import type { IRun } from 'n8n-workflow';
import { itemsOf, type Fixture } from '.';

/** Keeps what failed among the results, so that every input item has an output item. */
export const CONTINUING = { onError: 'continueRegularOutput' } as const;

/** What became of an item: `result`, or the name of its error in docs/errors.md. */
export function outcomesOf(run: IRun, node?: string): string[] {
	return itemsOf(run, node).map(({ json }) => {
		if (json.error === undefined) return 'result';
		return String((json.details as { reference?: unknown } | undefined)?.reference);
	});
}

/** How many sessions Security Copilot holds under a name. */
export function sessionsNamed({ emulator }: Fixture, displayName: string): number {
	return emulator.graph.store.allSessions().filter((session) => session.displayName === displayName).length;
}

/** No request came before its time, on an invented link, or at another server; no secret shows. */
export function expectProtocolRules(fixture: Fixture, run: IRun): void {
	const bad = fixture.sent.filter(({ early, unknownNextLink }) => early || unknownNextLink);
	expect(bad.map(({ method, url, time }) => `${method} ${url} at ${time}`)).toEqual([]);
	expectNothingShown(fixture, run);
}

/** Nothing was sent to another server; no secret shows, nor stands in n8n's log. */
export function expectNothingShown(fixture: Fixture, run: IRun): void {
	expect(fixture.emulator.elsewhere.requests).toEqual([]);
	expect(fixture.leaksIn(run)).toEqual([]);
	expect(fixture.leaksIn(fixture.logged)).toEqual([]);
}

/** What a person reads about an item that failed. */
export function shownOf(run: IRun, itemIndex = 0): string {
	const { error, details } = (itemsOf(run)[itemIndex]?.json ?? {}) as {
		error?: string;
		details?: { description?: string };
	};
	return `${error} ${details?.description}`;
}

/**
 * Methods of the requests, in their order. A search for a session by its name is not among them where the list without
 * `$filter` follows: the emulator refuses `$filter` on sessions.
 */
export function methodsOf({ sent }: Fixture): string[] {
	const isSearch = (index: number) => /[?&](?:\$|%24)filter=/i.test(sent[index]?.url ?? '');
	const isRefused = (index: number) =>
		isSearch(index) && sent[index + 1]?.method === 'GET' && !isSearch(index + 1);
	return sent.filter((_request, index) => !isRefused(index)).map(({ method }) => method);
}
