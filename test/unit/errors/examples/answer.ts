import { UnexpectedAnswerError } from '../../../../nodes/graph/errors';
import { sameOriginLink } from '../../../../nodes/graph/origin';
import { example, thrownBy, type Example } from './example';

const GRAPH = 'https://graph.microsoft.com/beta/security/securityCopilot/workspaces';

export const answerExamples: Example[] = [
	example(
		'foreignLink',
		'another host',
		thrownBy(() => sameOriginLink('https://evil.example/', GRAPH)),
	),
	example('unexpectedAnswer', 'an unknown reason', new UnexpectedAnswerError('has no text named "id"')),
];
