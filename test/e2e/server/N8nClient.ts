import { CREDENTIAL_BLANKING_VALUE } from 'n8n-workflow';

import type { Run } from '../n8n/runData';
import type { Workflow } from '../n8n/workflows';
import { RestClient } from './RestClient';

/** Of a throw-away n8n. */
export const OWNER = {
	email: 'owner@contoso.com',
	firstName: 'Ada',
	lastName: 'Owner',
	password: 'Correct-Horse-7',
};

export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

/** What the owner of an n8n does in the editor and over the public API. */
export class N8nClient {
	constructor(readonly rest: RestClient) {}

	/** Makes the owner of a fresh n8n, logs in, and gets a key of the public API with all its scopes. */
	static async setUp(url: string, signal: AbortSignal): Promise<N8nClient> {
		const rest = new RestClient(url, signal);
		const { email, password } = OWNER;
		// An n8n that has its owner answers 400.
		await rest.send('POST', '/rest/owner/setup', OWNER);
		await rest.json('POST', '/rest/login', { emailOrLdapLoginId: email, password });
		const { data: scopes } = await rest.json<{ data: string[] }>('GET', '/rest/api-keys/scopes');
		const { data: key } = await rest.json<{ data: { rawApiKey: string } }>('POST', '/rest/api-keys', {
			label: `End-to-end tests ${Date.now()}`,
			expiresAt: null,
			scopes,
		});
		rest.useApiKey(key.rawApiKey);
		return new N8nClient(rest);
	}

	/** Changes the credential of that name and type, or creates it. @returns its id */
	async saveCredential(name: string, type: string, data: Record<string, unknown>): Promise<string> {
		interface Listed {
			data: { id: string; name: string; type: string }[];
		}
		const { data: all } = await this.rest.json<Listed>('GET', '/rest/credentials');
		const known = all.find((one) => one.name === name && one.type === type);
		if (!known) return await this.createCredential(name, type, data);
		await this.rest.json('PATCH', `/rest/credentials/${known.id}`, { name, type, data });
		return known.id;
	}

	/** @returns its id */
	async createCredential(name: string, type: string, data: Record<string, unknown>): Promise<string> {
		// The public API takes only what the editor offers: not the addresses of stand-ins, and no tokens.
		const body = { name, type, data };
		return (await this.rest.json<{ data: { id: string } }>('POST', '/rest/credentials', body)).data.id;
	}

	/** @returns the fields of a credential as the editor gets them: secrets are blanked */
	async credentialData(id: string): Promise<Record<string, unknown>> {
		const { data } = await this.rest.json<{ data: { data: Record<string, unknown> } }>(
			'GET',
			`/rest/credentials/${id}?includeData=true`,
		);
		return data.data;
	}

	/** The test that the editor runs after saving a credential. */
	async testCredential(id: string, name: string, type: string): Promise<CredentialTestResult> {
		const stored = await this.credentialData(id);
		// A blanked secret is replaced by the stored one. The tokens come as `true`, which n8n 2.41 would take for the tokens.
		const data =
			stored['oauthTokenData'] === true ? { ...stored, oauthTokenData: CREDENTIAL_BLANKING_VALUE } : stored;
		const answer = await this.rest.json<{ data: CredentialTestResult }>('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
		return answer.data;
	}

	/** @returns its id, which n8n chooses */
	async createWorkflow({ name, nodes, connections, settings = {} }: Workflow): Promise<string> {
		const body = { name, nodes, connections, settings };
		return (await this.rest.json<{ id: string }>('POST', '/api/v1/workflows', body)).id;
	}

	/** Of all workflows: their ids by their names. */
	async workflowNames(): Promise<Map<string, string>> {
		interface Listed {
			data: { id: string; name: string }[];
		}
		const { data } = await this.rest.json<Listed>('GET', '/api/v1/workflows?limit=250');
		return new Map(data.map(({ id, name }) => [name, id]));
	}

	async activateWorkflow(id: string): Promise<void> {
		await this.rest.json('POST', `/api/v1/workflows/${id}/activate`);
	}

	async deactivateWorkflow(id: string): Promise<void> {
		await this.rest.json('POST', `/api/v1/workflows/${id}/deactivate`);
	}

	/** The runs of a workflow, newest first; some may not have ended yet. */
	async runsOf(workflowId: string): Promise<Run[]> {
		return await this.latestRuns({ workflowId, limit: '100' });
	}

	/** The newest runs of all workflows, newest first; some may not have ended yet. */
	async latestRuns(options: Record<string, string> = { limit: '20' }): Promise<Run[]> {
		const query = new URLSearchParams({ includeData: 'true', ...options });
		const { data } = await this.rest.json<{ data: Run[] }>('GET', `/api/v1/executions?${query}`);
		return data;
	}
}
