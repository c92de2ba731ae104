import './log';
import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import { ErrorReporter } from 'n8n-core';
import { LoggerProxy, UnexpectedError } from 'n8n-workflow';
import { logged } from './log';

beforeEach(() => void (logged.length = 0));

describe("n8n's log", () => {
	it.each<[string, () => void]>([
		['a node', () => Container.get(Logger).debug('a word', { more: { of: 'it' } })],
		[
			'a part of n8n',
			() =>
				Container.get(Logger)
					.scoped('scaling')
					.debug('a word', { more: { of: 'it' } }),
		],
		["n8n's engine", () => LoggerProxy.debug('a word', { more: { of: 'it' } })],
	])('holds what %s writes, with all that belongs to it', (_who, write) => {
		write();
		expect(logged.map((line) => JSON.parse(line))).toEqual([
			expect.objectContaining({
				level: 'debug',
				message: 'a word',
				metadata: expect.objectContaining({ more: { of: 'it' } }),
			}),
		]);
	});

	it('holds what becomes of an error and its cause', () => {
		Container.get(Logger).warn('It failed', { error: new Error('outside', { cause: new Error('inside') }) });
		const [{ message, metadata }] = logged.map((line) => JSON.parse(line));
		expect(message).toBe('It failed');
		expect(metadata.error).toMatchObject({ message: 'outside', cause: { message: 'inside' } });
	});

	it('holds the errors that are reported', () => {
		const cause = new UnexpectedError('inside', { extra: { what: 'it is about' } });
		Container.get(ErrorReporter).error(new UnexpectedError('outside', { cause }));
		expect(logged.join('\n')).toMatch(/outside[^]*inside[^]*it is about/);
	});

	it('is not printed', () => {
		const writes = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write'));
		for (const level of ['debug', 'info', 'warn', 'error'] as const) Container.get(Logger)[level]('a word');
		for (const write of writes) expect(write).not.toHaveBeenCalled();
		expect(logged).toHaveLength(4);
		jest.restoreAllMocks();
	});
});
