import { effects } from '../../../emulator';
import { always, LOST, type FaultCase } from './FaultCase';

export const brokenAnswers: FaultCase[] = [
	...(
		[
			['F-34 200 or 201 with nothing', effects.emptyBody()],
			['F-34 204', effects.emptyBody(204)],
			['F-34 202 with nothing', effects.emptyBody(202)],
			['F-35 half of the JSON', effects.truncatedJson()],
			['F-35 a Content-Length too long', effects.wrongLength(100)],
			['F-35 a Content-Length too short', effects.wrongLength(-10)],
			['F-35 closed within the body', effects.closeMidBody()],
			['F-36 a page with 200', effects.html(200)],
			['F-38 broken gzip', effects.brokenGzip()],
		] as const
	).map(([fault, effect]): FaultCase => ({
		fault,
		effects: [effect],
		get: ['result', 'GET GET'],
		created: ['result', 'POST GET'],
		...(fault.startsWith('F-36') && { create: [LOST, 'POST GET GET GET'], created: ['result', 'POST GET'] }),
	})),
	...(
		[
			['F-34 200 with nothing, always', effects.emptyBody(200), 'emptyAnswer'],
			['F-35 half of the JSON, always', effects.truncatedJson(), 'notJson'],
			['F-36 a page with 200, always', effects.html(200), 'notJson'],
		] as const
	).map(([fault, effect, outcome]): FaultCase => ({
		fault,
		effects: always(effect),
		get: [outcome, 'GET GET'],
		created: [LOST, 'POST GET GET'],
	})),
	{
		fault: 'F-35 a byte order mark',
		effects: [effects.byteOrderMark()],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
	{
		fault: 'F-37 another content type',
		effects: [effects.contentType('text/plain')],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
	{
		fault: 'F-38 an unknown encoding',
		effects: [effects.unknownEncoding()],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
	{
		fault: 'F-39 no ID',
		effects: [effects.change((body) => ({ ...body, id: undefined }))],
		get: ['result', 'GET'],
		created: ['result', 'POST GET'],
	},
	{
		fault: 'F-39 a list for an object',
		effects: [effects.change((body) => [body])],
		get: ['result', 'GET GET'],
		created: ['result', 'POST GET'],
	},
	{
		fault: 'F-39 a list for an object, always',
		effects: always(effects.change((body) => [body])),
		get: ['unexpectedAnswer', 'GET GET'],
		created: [LOST, 'POST GET GET'],
	},
	{
		fault: 'F-41 more, in another order',
		effects: [
			effects.change((body) => ({ '@odata.etag': 'x', later: 1, ...body, '@microsoft.graph.tips': 'tip' })),
		],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
	{
		fault: 'F-44 odd dates',
		effects: [
			effects.change((body) => ({
				...body,
				createdDateTime: '0001-01-01T00:00:00Z',
				lastModifiedDateTime: 'soon',
			})),
		],
		get: ['result', 'GET'],
		created: ['result', 'POST'],
	},
];
