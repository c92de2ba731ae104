import fc from 'fast-check';

import {
	evaluationPath,
	evaluationsPath,
	InvalidIdError,
	pathSegment,
	pluginsPath,
	promptPath,
	promptsPath,
	sessionPath,
	sessionsPath,
	workspacesPath,
} from '../../../nodes/graph/paths';

const ROOT = '/security/securityCopilot/workspaces';

/** Any text, and texts that try to be more than one segment of a path. */
const anyId = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: 'grapheme' }),
	fc.uuid(),
	fc
		.array(fc.constantFrom(' ', '\n', '\u202e', ...'a . .. / \\ %2f %2e ? # @ : ; $ ( ) st= st:'.split(' ')))
		.map((parts) => parts.join('')),
);

/** @returns undefined where the ID is refused */
function pathOrRefusal(build: () => string): string | undefined {
	try {
		return build();
	} catch (error) {
		expect(error).toBeInstanceOf(InvalidIdError);
		return undefined;
	}
}

describe('The paths', () => {
	const key = { workspaceId: 'default', sessionId: 's', promptId: 'p', evaluationId: 'e' };

	it.each([
		[workspacesPath(), ''],
		[pluginsPath('default'), '/default/plugins'],
		[sessionsPath('default'), '/default/sessions'],
		[sessionPath(key), '/default/sessions/s'],
		[promptsPath(key), '/default/sessions/s/prompts'],
		[promptPath(key), '/default/sessions/s/prompts/p'],
		[evaluationsPath(key), '/default/sessions/s/prompts/p/evaluations'],
		[evaluationPath(key), '/default/sessions/s/prompts/p/evaluations/e'],
	])('are those of the documentation: %s', (path, below) => {
		expect(path).toBe(ROOT + below);
	});

	it('keep every ID in its place: none changes host, path or query', () => {
		fc.assert(
			fc.property(anyId, anyId, anyId, anyId, (workspaceId, sessionId, promptId, evaluationId) => {
				const ids = [workspaceId, sessionId, promptId, evaluationId];
				const path = pathOrRefusal(() => evaluationPath({ workspaceId, sessionId, promptId, evaluationId }));
				fc.pre(path !== undefined);
				const url = new URL(`https://graph.microsoft.com/beta${path}`);
				expect(url.href).toBe(`https://graph.microsoft.com/beta${path}`);
				expect([url.host, url.search, url.hash]).toEqual(['graph.microsoft.com', '', '']);
				const segments = url.pathname.split('/');
				expect(
					segments.filter((_segment, index) => [5, 7, 9, 11].includes(index)).map(decodeURIComponent),
				).toEqual(ids);
				expect(segments.filter((_segment, index) => ![5, 7, 9, 11].includes(index))).toEqual([
					'',
					'beta',
					'security',
					'securityCopilot',
					'workspaces',
					'sessions',
					'prompts',
					'evaluations',
				]);
			}),
			// Most texts are refused.
			{ numRuns: 200, maxSkipsPerRun: 10_000 },
		);
	});

	it('refuse or keep, and throw nothing else', () => {
		fc.assert(
			fc.property(anyId, (id) => {
				const segment = pathOrRefusal(() => pathSegment('session ID', id));
				expect(segment === undefined || decodeURIComponent(segment) === id).toBe(true);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('accept every GUID and every plain name', () => {
		const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
		fc.assert(
			fc.property(fc.oneof(fc.uuid(), name), (id) => {
				expect(pathSegment('workspace ID', id)).toBe(id);
			}),
		);
	});
});

describe('An ID that is refused', () => {
	const unfit = (id: string): [string, string] => [id, 'contains a slash, a space or a character'];

	it.each([
		['', 'is empty'],
		['a'.repeat(257), 'is longer than 256 characters'],
		...['a/b', 'a\\b', '.', '...', 'a..b', '$count', 'a?b', 'a#b', '%41', 'delta()', 'a(', 'a)'].map(unfit),
		...['a b', 'a\u00a0b', 'a\u2029b', 'a\tb', 'a\u0000b', 'a\u007fb', 'a\u200bb', 'a\u202eb'].map(unfit),
		...['a\ud800b', 'a\ue000b'].map(unfit),
		['st=secret', 'carries a sharing token'],
		['a:st:secret', 'carries a sharing token'],
	])('%j %s', (id, reason) => {
		const build = () => pathSegment('session ID', id);
		expect(build).toThrow(InvalidIdError);
		expect(build).toThrow(`The session ID ${reason}`);
	});

	it('is not repeated in the message', () => {
		expect(() => pathSegment('prompt ID', 'secret/value')).toThrow(/^(?!.*secret)/);
	});
});

it.each(['ECDFB9B3-58F5-457F-A18C-4A477890B252', 'first=1', 'best:one'])(
	'No sharing token is seen in %s',
	(id) => {
		expect(pathSegment('session ID', id)).toBe(encodeURIComponent(id));
	},
);
