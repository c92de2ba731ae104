import { strict as assert } from 'node:assert';

import { exampleWorkflow } from '../n8n/workflows';
import { scripts } from '../../emulator';
import { HOSTILE_ANSWER, sentinelCases } from '../../incidents';
import type { Fixture } from '../fixture/Fixture';
import { assertNothingRefused, sessionsOf } from './expectations';
import { SECRET } from './sentinel';

/** One question for each entity of an incident in one session, and a summary: mailed, and paid once also when run again. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { mail } = receivers;
	const { body, incidentKey } = sentinelCases.created;
	emulator.graph.scriptEvaluations(/./, scripts.immediate('An answer.'));
	emulator.graph.scriptEvaluations(/LAPTOP-17/, scripts.immediate(HOSTILE_ANSWER));
	emulator.graph.scriptEvaluations(/manager/, scripts.immediate('**In short:** files were taken.'));
	const workflow = await fixture.deploy(await exampleWorkflow('entities-by-mail'));

	await workflow.run(body, SECRET);
	assertNothingRefused(receivers);
	const session = sessionsOf(emulator).find(({ displayName }) => displayName?.includes(incidentKey));
	const questions = session?.prompts.map(({ content }) => content ?? '') ?? [];
	assert.deepEqual(
		questions.map(
			(question) => /incident 815|kim@fabrikam\.com|LAPTOP-17|203\.0\.113\.9|manager/.exec(question)?.[0],
		),
		['incident 815', 'kim@fabrikam.com', 'LAPTOP-17', '203.0.113.9', 'manager'],
		'Not one question for each entity with a plain name.',
	);
	assert.equal(emulator.graph.costs.length, questions.length);
	const [first] = mail.mails;
	assert.equal(first?.to, 'soc-lead@contoso.com');
	assert.equal(first?.subject, 'Sentinel incident 815: what Security Copilot found');
	assert.match(
		first?.text ?? '',
		/^<div style="[^"]*"><p><strong>In short:<\/strong> files were taken\.<\/p>/,
	);

	await workflow.run(body, SECRET);
	assert.equal(emulator.graph.costs.length, questions.length, 'An answer was paid for again.');
	assert.equal(mail.mails.length, 2);
	assertNothingRefused(receivers);
}
