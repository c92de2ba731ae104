import { batchAddress, batchRequest, batchResponses } from '../../../nodes/graph/batch';
import { identified } from '../../../nodes/graph/headers';
import { jsonOf } from '../../../nodes/graph/http';
import { sessionsPath, workspacesPath } from '../../../nodes/graph/paths';
import { ASSUMPTIONS } from '../assumptions';
import type { Check } from '../check';
import { codeName, listOfNames } from '../names';
import { outcomeOf, requireSuccess, succeeded } from './outcome';

/** Answers after which the nodes send single requests. */
const REFUSED = new Set([400, 403, 404, 405, 501]);

export const batch: Check = {
	name: 'batch',
	question: 'Is `$batch` accepted for reads, and which headers have its parts?',
	settles: [ASSUMPTIONS.batch, ASSUMPTIONS.answerIds],
	async ask(tenant) {
		// Where nothing can be read at all, a refusal says nothing about batches.
		await tenant.sessions();
		const { baseUrl, version } = tenant.address;
		const reads = [
			tenant.request(workspacesPath()),
			tenant.request(sessionsPath(tenant.workspaceId), { select: ['id'], top: 1 }),
		];
		const sent = reads.map((read) => ({ ...read, headers: identified(read) }));
		const envelope = await tenant.send(batchRequest(sent, batchAddress(baseUrl, version)));
		if (!REFUSED.has(envelope.status)) requireSuccess(tenant, envelope);
		if (!succeeded(envelope)) return `no: ${outcomeOf(envelope)}`;
		const parts = batchResponses(jsonOf(envelope), sent);
		if (!parts) return `${envelope.status}, but the answer is none of a batch`;
		const came = parts.filter((part) => part !== undefined);
		const headers = came.flatMap((part) => Object.keys(part.headers));
		const has = (name: string) =>
			`${name}: ${came.filter((part) => name in part.headers).length} of ${reads.length}`;
		return [
			`envelope ${envelope.status}, parts ${came.map(outcomeOf).join(' and ') || 'none'}`,
			has('request-id'),
			has('retry-after'),
			`headers of parts: ${listOfNames(headers.map(codeName))}`,
		].join('; ');
	},
};
