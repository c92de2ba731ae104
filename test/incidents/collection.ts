import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { webhookItem } from './links';

/** A payload of a collection, and what a correct reader finds in it. */
interface CollectedExample {
	name: string;
	item: IDataObject;
	sessionIds: string[];
	workspaceId?: string;
}

interface Expected {
	payloads: Record<string, { sessionIds: string[]; logAnalyticsWorkspaceId?: string }>;
}

/**
 * Payloads that are kept elsewhere: the environment variable INCIDENT_PAYLOADS names a folder with `expected.json` and
 * the payloads in `payloads`. Without it there are none.
 */
export function collectedExamples(folder = process.env.INCIDENT_PAYLOADS): CollectedExample[] {
	if (folder === undefined || !existsSync(join(folder, 'expected.json'))) {
		console.info('INCIDENT_PAYLOADS names no collection of payloads: only our own are tested');
		return [];
	}
	const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'));
	const { payloads } = read('expected.json') as Expected;
	return Object.entries(payloads).map(([name, { sessionIds, logAnalyticsWorkspaceId }]) => ({
		name,
		item: webhookItem(read(join('payloads', name))),
		sessionIds,
		workspaceId: logAnalyticsWorkspaceId,
	}));
}
