import { effects } from '../../../emulator';
import { refusedFor, type FaultCase } from './FaultCase';

export const refusals: FaultCase[] = [
	{
		fault: 'F-27 404',
		effects: [effects.graphError(404)],
		get: ['sessionNotFound', 'GET'],
		create: ['workspaceNotFound', 'POST'],
	},
	...(
		[
			[402, 'licenceMissing'],
			[405, 'requestNotSupported'],
			[406, 'requestNotSupported'],
			[407, 'proxyAuthentication'],
			[409, 'conflict'],
			[410, 'badRequest'],
			[412, 'requestNotSupported'],
			[413, 'badRequest'],
			[415, 'requestNotSupported'],
			[422, 'badRequest'],
			[423, 'conflict'],
			[451, 'badRequest'],
		] as const
	).map(([status, outcome]): FaultCase => ({
		fault: `F-32 ${status}`,
		effects: [effects.graphError(status)],
		...refusedFor(outcome),
	})),
	{
		fault: 'F-31 400 for a field',
		effects: [
			effects.graphError(400, { message: 'Parsing OData Select and Expand failed: no such property' }),
		],
		...refusedFor('invalidSelect'),
	},
	{ fault: 'F-33 400', effects: [effects.graphError(400)], ...refusedFor('badRequest') },
];
