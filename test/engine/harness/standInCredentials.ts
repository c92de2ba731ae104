import type { ICredentialType, INodeProperties } from 'n8n-workflow';

const shownWith = (show: Record<string, unknown[]>): Pick<INodeProperties, 'displayOptions'> => ({
	displayOptions: { show: { useDynamicClientRegistration: [false], ...show } as never },
});

const field = (
	name: string,
	type: INodeProperties['type'],
	value: INodeProperties['default'] = '',
	more: Partial<INodeProperties> = shownWith({}),
): INodeProperties => ({ displayName: name, name, type, default: value, ...more });

const byCode = shownWith({ grantType: ['authorizationCode', 'pkce'] });

/**
 * Names, types, defaults and conditions of n8n's `oAuth2Api`, from which our credential inherits. It is part of
 * n8n-nodes-base, which stays out of the main install.
 * Source: n8n-nodes-base 2.41, `credentials/OAuth2Api.credentials.js`.
 */
const oAuth2Api: ICredentialType = {
	name: 'oAuth2Api',
	displayName: 'OAuth2 API',
	properties: [
		field('useDynamicClientRegistration', 'hidden', false, {}),
		field('grantType', 'options', 'authorizationCode'),
		field('serverUrl', 'string', '', shownWith({ useDynamicClientRegistration: [true] })),
		field('authUrl', 'string', '', byCode),
		field('accessTokenUrl', 'string'),
		field('clientId', 'string'),
		field('clientCredentialType', 'hidden', 'clientSecret', {}),
		field('clientSecret', 'string'),
		field('privateKey', 'hidden', '', {}),
		field('certificate', 'hidden', '', {}),
		field('scope', 'string'),
		field('authQueryParameters', 'string', '', byCode),
		field('authentication', 'options', 'header'),
		field(
			'sendAdditionalBodyProperties',
			'boolean',
			false,
			shownWith({ grantType: ['clientCredentials'], authentication: ['body'] }),
		),
		field(
			'additionalBodyProperties',
			'json',
			'',
			shownWith({
				grantType: ['clientCredentials'],
				authentication: ['body'],
				sendAdditionalBodyProperties: [true],
			}),
		),
		field('ignoreSSLIssues', 'boolean', false, { doNotInherit: true }),
		field('tokenExpiredStatusCode', 'number', 401, { doNotInherit: true }),
		// n8n's server puts this one behind those of the class (`credentials-helper.js`, `getCredentialsProperties`).
		field('oauthTokenData', 'json', {} as never, {}),
	],
};

export const standInCredentials: ReadonlyMap<string, ICredentialType> = new Map([['oAuth2Api', oAuth2Api]]);
