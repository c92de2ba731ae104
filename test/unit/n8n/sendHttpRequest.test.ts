import { Readable } from 'node:stream';
import type { IHttpRequestOptions } from 'n8n-workflow';
import type { CredentialContext } from '../../../nodes/n8n/credential';
import { n8nSender } from '../../../nodes/n8n/sendHttpRequest';

/** n8n 1.123 knows no exceptions from `ignoreHttpStatusErrors`, and refreshes a token after a thrown 401 only. */
function oldN8n() {
	const tokens: string[] = [];
	let token = 'expired';
	const httpRequestWithAuthentication = async (_type: string, options: IHttpRequestOptions) => {
		if (token === 'expired' && !options.ignoreHttpStatusErrors) token = 'renewed';
		tokens.push(token);
		const body = Readable.from([Buffer.from('{}')]);
		return await Promise.resolve({ statusCode: token === 'expired' ? 401 : 200, headers: {}, body });
	};
	return { context: { helpers: { httpRequestWithAuthentication } } as unknown as CredentialContext, tokens };
}

it('lets an n8n that returned a 401 renew the token', async () => {
	const { context, tokens } = oldN8n();
	const send = n8nSender(context);
	const request = { method: 'GET', url: 'https://graph.example/beta', headers: {} } as const;
	expect(await send(request)).toMatchObject({ status: 200 });
	expect(tokens).toEqual(['expired', 'renewed']);
});
