import { afterFailedLook, type FailedLook } from '../../../nodes/copilot/failedLook';
import {
	ConnectionError,
	RetriesExhaustedError,
	GraphResponseError,
	SignInError,
	UnexpectedAnswerError,
} from '../../../nodes/graph/errors';
import { BODY_TOO_LARGE } from '../../../nodes/graph/http';

const END = 600_000;
const look = (error: Error, more: Partial<FailedLook> = {}): FailedLook => ({
	error,
	ageMs: 30_000,
	lostLooks: 0,
	endMs: END,
	...more,
});
const answer = (status: number) => new GraphResponseError(status, {}, 'GET', '/beta/path');
const request = { method: 'GET' as const, url: 'https://graph.microsoft.com/beta/path', headers: {} };
const gaveUp = (retryAt?: number) => new RetriesExhaustedError({ why: 'retriesUsedUp', retryAt }, request, 4);

describe('after a failed look', () => {
	it('goes on after a passing failure, however often it comes', () => {
		expect(afterFailedLook(look(gaveUp(), { lostLooks: 3 }))).toEqual({ kind: 'lookAgain', isLost: false });
	});

	it.each([
		['a body that broke on the way', new ConnectionError('ECONNRESET', 'graph', false)],
		['a token endpoint that cannot be reached', new SignInError('unreachable')],
	])('goes on after %s, however often it comes', (_what, error) => {
		expect(afterFailedLook(look(error, { lostLooks: 3 }))).toEqual({ kind: 'lookAgain', isLost: false });
	});

	it('goes on when the server wants to be asked again, but not before', () => {
		expect(afterFailedLook(look(gaveUp(END - 1)))).toEqual({
			kind: 'lookAgain',
			isLost: false,
			notBefore: END - 1,
		});
	});

	it('ends when the server wants no look before the wait is over', () => {
		expect(afterFailedLook(look(gaveUp(END + 1)))).toEqual({ kind: 'end' });
	});

	it.each([
		['404', answer(404)],
		['403', answer(403)],
		['an answer that cannot be read', new UnexpectedAnswerError('is empty')],
	])('goes on three times after %s, then gives up', (_what, error) => {
		const after = (lostLooks: number) => afterFailedLook(look(error, { lostLooks }));
		expect([0, 1, 2].map(after)).toEqual(Array(3).fill({ kind: 'lookAgain', isLost: true }));
		expect(after(3)).toEqual({ kind: 'giveUp' });
	});

	it('does not count 404 in the ten seconds after the creation', () => {
		expect(afterFailedLook(look(answer(404), { ageMs: 10_000 }))).toEqual({
			kind: 'lookAgain',
			isLost: false,
		});
		expect(afterFailedLook(look(answer(404), { ageMs: 10_001 }))).toMatchObject({ isLost: true });
	});

	it.each([
		['401', answer(401)],
		['400', answer(400)],
		['410', answer(410)],
		['a sign-in that is over', new SignInError('reconnect')],
		['a sign-in that is refused', new SignInError('refused')],
		['a credential that is not connected', new SignInError('notConnected')],
		['an answer that is too large', new ConnectionError(BODY_TOO_LARGE, 'graph', false)],
		['a certificate that nobody trusts', new ConnectionError('CERT_HAS_EXPIRED', 'graph', true)],
		['anything unknown', new Error('?')],
	])('gives up at once after %s', (_what, error) => {
		expect(afterFailedLook(look(error))).toEqual({ kind: 'giveUp' });
	});
});
