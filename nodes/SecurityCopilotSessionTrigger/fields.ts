import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import type { Watched } from '../copilot/events/observe';
import { InvalidParameterError } from '../errors/InvalidParameterError';
import { asText, asWholeNumber, ItemParameters } from '../shared/ItemParameters';
import { readSessionId, readWorkspaceId, sessionField, workspaceField } from '../shared/locators';

const HOUR_MS = 3_600_000;

/** Hours: sessions are rarely asked anything after a day. */
const USUAL_LOOK_BACK = 24;

/** Hours: a year. */
const LONGEST_LOOK_BACK = 8_760;

const onlyForAnswers = { show: { event: ['answerReady'] } };

/** What the editor shows of the trigger; n8n adds the times of polling. */
export const triggerFields: INodeProperties[] = [
	{
		displayName: 'Only what happens after the activation starts the workflow.',
		name: 'firstPollNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Answer Ready', value: 'answerReady', description: 'A prompt has got its answer' },
			{ name: 'Session Created', value: 'sessionCreated', description: 'A session was created' },
			{ name: 'Session Renamed', value: 'sessionRenamed', description: 'The name of a session has changed' },
		],
		default: 'answerReady',
		description: 'What starts the workflow. Polling costs requests, but no compute units.',
	},
	{
		displayName:
			'A workflow that asks in the sessions it watches starts itself again with each answer, and pays each time. Let it ask in sessions of its own, with "n8n" in their names for example, and set the option Skip Sessions Named to n8n.',
		name: 'loopNotice',
		type: 'notice',
		default: '',
		displayOptions: onlyForAnswers,
	},
	workspaceField,
	{
		...sessionField,
		required: false,
		displayOptions: onlyForAnswers,
		hint: 'Leave it empty for all sessions',
		description:
			'Only answers in this session. Left empty, answers in all sessions that are within the look-back.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Look Back',
				name: 'lookBack',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: LONGEST_LOOK_BACK },
				default: USUAL_LOOK_BACK,
				displayOptions: { show: { '/event': ['answerReady'] } },
				description:
					'Watches sessions that are up to this many hours older than the newest one. Each further session costs requests at each poll. Without effect where one session is chosen.',
			},
			{
				displayName: 'Skip Sessions Named',
				name: 'skipSessionsNamed',
				type: 'string',
				default: '',
				placeholder: 'e.g. n8n',
				description:
					'Sessions whose name contains this text start nothing. Keeps a workflow from starting itself by what it asks.',
			},
		],
	},
];

/**
 * What the trigger watches, from its parameters.
 *
 * @throws InvalidParameterError
 */
export function readWatched(context: IPollFunctions): Watched {
	// A trigger has no items: its parameters are those of a first item.
	const getNodeParameter = (name: string, _itemIndex: number, fallback: unknown) =>
		context.getNodeParameter(name, fallback);
	const parameters = new ItemParameters({ getNodeParameter, getNode: () => context.getNode() }, 0);
	const event = parameters.text('event');
	const { lookBack = USUAL_LOOK_BACK, skipSessionsNamed = '' } = parameters.options();
	const common = {
		workspaceId: readWorkspaceId(parameters),
		skipSessionsNamed: asText('skipSessionsNamed', skipSessionsNamed).trim() || undefined,
	};
	switch (event) {
		case 'sessionCreated':
		case 'sessionRenamed':
			return { event, ...common };
		case 'answerReady': {
			const lookBackMs = asWholeNumber('lookBack', lookBack, 1, LONGEST_LOOK_BACK) * HOUR_MS;
			const sessionId = parameters.locator('sessionId') === '' ? undefined : readSessionId(parameters);
			return { event, ...common, sessionId, lookBackMs };
		}
		default:
			throw new InvalidParameterError('event', 'is not one of answerReady, sessionCreated, sessionRenamed');
	}
}
