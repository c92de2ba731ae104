import { strict as assert } from 'node:assert';

import { exampleWorkflow, withParameter } from '../n8n/workflows';
import { effects } from '../../emulator';
import { FIRST_SESSION, SECOND_SESSION, sessionLink } from '../../incidents';
import { until } from '../process/until';
import type { Fixture } from '../fixture/Fixture';
import { addAnsweredSession, assertNothingRefused } from './expectations';

interface Export {
	exportedDateTime: string;
	sessions: {
		id?: string;
		error?: string;
		markdown?: string;
		webUrl?: string;
		evidence?: object;
		prompts?: unknown[];
	}[];
}

/**
 * Started by n8n's own clock: the sessions of the last days arrive in one file; one that cannot be read says so in it, and
 * those that are older are not read at all.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { archive } = receivers;
	addAnsweredSession(emulator, FIRST_SESSION, 'What was copied?', '1,240 files.');
	addAnsweredSession(emulator, SECOND_SESSION, 'Who?', 'Kim.');
	emulator.graph.addFault({
		match: { path: new RegExp(`${SECOND_SESSION}$`) },
		effect: effects.graphError(403),
	});
	const example = await exampleWorkflow('nightly-export');
	const everySecond = { interval: [{ field: 'seconds', secondsInterval: 2 }] };
	const scheduled = withParameter(example, 'Every night at two', 'rule', everySecond);

	const workflow = await fixture.deploy(scheduled);

	const file = await until('a file has been stored', async () => archive.files[0]);
	await workflow.stop();
	assertNothingRefused(receivers);
	assert.match(file.path, /^\/security-copilot\/\d{4}-\d\d-\d\d\.json$/);
	const { exportedDateTime, sessions } = file.content as Export;
	assert.match(exportedDateTime, /Z$/);
	const [read, ...more] = sessions.filter(({ error }) => error === undefined);
	assert.equal(read?.id, FIRST_SESSION);
	assert.deepEqual(more, []);
	assert.equal(read?.webUrl, sessionLink(FIRST_SESSION));
	assert.ok(read?.evidence);
	assert.match(read?.markdown ?? '', /What was copied\?[^]*1,240 files\./);
	assert.equal(sessions.length, 2);
	assert.ok(sessions.some(({ error }) => error));
	const paths = emulator.graph.requests.map(({ url: requested }) => requested);
	assert.ok(!paths.some((path) => path.includes(emulator.sessionId)), 'An old session was read.');
	assert.deepEqual(emulator.graph.costs, []);
}
