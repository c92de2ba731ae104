import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import type { Watched } from '../copilot/events/observe';
import { sessionPath, sessionsPath } from '../graph/paths';
import { InvalidParameterError } from '../shared/InvalidParameterError';
import { asWholeNumber, ItemParameters } from '../shared/ItemParameters';
import { readSessionId, sessionField } from '../shared/listSearch/session';
import { readWorkspaceId, workspaceField } from '../shared/listSearch/workspace';

const HOUR_MS = 3_600_000;

/** Hours: sessions are rarely asked anything after a day. */
const USUAL_LOOK_BACK = 24;

/** Hours: a year. */
const LONGEST_LOOK_BACK = 8_760;

const onlyForAnswers = { show: { event: ['answerReady'] } };

/** What the editor shows of the trigger; n8n adds the times of polling. */
export const triggerFields: INodeProperties[] = [
	{
		displayName:
			'The first poll after activation takes what there is as known. What happens after it starts the workflow.',
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
			{
				name: 'Answer Ready',
				value: 'answerReady',
				description:
					'When a prompt has got its answer. Each poll reads the prompts and evaluations of all sessions within the look-back, up to 20 lists in one request.',
			},
			{
				name: 'Session Created',
				value: 'sessionCreated',
				description: 'When a session is created. Each poll reads the newest sessions.',
			},
			{
				name: 'Session Renamed',
				value: 'sessionRenamed',
				description:
					'When the name of a session changes; of several changes between two polls, the last. Each poll reads all sessions of the workspace.',
			},
		],
		default: 'answerReady',
		description: 'What starts the workflow. Polling costs requests, but no compute units.',
	},
	workspaceField,
	{
		...sessionField,
		required: false,
		displayOptions: onlyForAnswers,
		description:
			'Only answers in this session. Left empty, answers in all sessions that are within the look-back.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: onlyForAnswers,
		options: [
			{
				displayName: 'Look Back',
				name: 'lookBack',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: LONGEST_LOOK_BACK },
				default: USUAL_LOOK_BACK,
				description:
					'Answers are noticed in sessions that are up to this many hours older than the newest session. Each further session costs requests at each poll. Without effect where one session is chosen.',
			},
		],
	},
];

/**
 * What the parameters ask to look out for.
 *
 * @throws InvalidParameterError, InvalidIdError
 */
export function readWatched(context: IPollFunctions): Watched {
	const parameters = parametersOf(context);
	const event = parameters.text('event');
	const workspaceId = readWorkspaceId(parameters);
	sessionsPath(workspaceId);
	switch (event) {
		case 'sessionCreated':
		case 'sessionRenamed':
			return { event, workspaceId };
		case 'answerReady': {
			const { lookBack = USUAL_LOOK_BACK } = parameters.options();
			const lookBackMs = asWholeNumber('lookBack', lookBack, 1, LONGEST_LOOK_BACK) * HOUR_MS;
			const sessionId = readOptionalSessionId(parameters);
			if (sessionId !== undefined) sessionPath({ workspaceId, sessionId });
			return { event, workspaceId, sessionId, lookBackMs };
		}
		default:
			throw new InvalidParameterError('event', 'is not one of answerReady, sessionCreated, sessionRenamed');
	}
}

function readOptionalSessionId(parameters: ItemParameters): string | undefined {
	return parameters.locator('sessionId').value === '' ? undefined : readSessionId(parameters);
}

/** A trigger has no items: its parameters are those of a first item without data. */
function parametersOf(context: IPollFunctions): ItemParameters {
	return new ItemParameters(
		{
			getNodeParameter: (name, _itemIndex, fallback) => context.getNodeParameter(name, fallback),
		},
		0,
	);
}
