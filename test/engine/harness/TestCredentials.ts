import {
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	type ICredentials,
	type INodeProperties,
} from 'n8n-workflow';
import { nodeTypesOf } from './builtPackage';
import { standInCredentials } from './standInCredentials';
import { standInNodes } from './standInNodes';

/**
 * Where a class computes one of these in a hidden field, a stored value does not count.
 * Source: n8n 2.41, `oauth/dcr-managed-fields.js`.
 */
const PINNED_FIELDS = [
	'useDynamicClientRegistration',
	'authUrl',
	'accessTokenUrl',
	'grantType',
	'authentication',
	'usePkce',
];

/** Data of credentials by ID, as n8n's database would hold it: what the user filled in, and the token. */
export type StoredCredentials = Map<string, ICredentialDataDecryptedObject>;

/**
 * What n8n's server does for credentials, on a map in place of a database: defaults and expressions of hidden fields
 * are filled in, `preAuthentication` of the credential class runs, tokens are stored. Every read returns a copy, as a
 * database would; a lost update of a token shows.
 */
export class TestCredentials extends ICredentialsHelper {
	/** How often a token was stored. */
	tokensStored = 0;

	private readonly types: ReadonlyMap<string, ICredentialType>;
	/** What was resolved before, by type and stored data: n8n resolves for every request, and nothing else plays a part. */
	private readonly resolved = new Map<string, ICredentialDataDecryptedObject>();

	constructor(
		types: ReadonlyMap<string, ICredentialType>,
		readonly stored: StoredCredentials,
	) {
		super();
		this.types = new Map([...standInCredentials, ...types]);
	}

	getParentTypes(name: string): string[] {
		return this.types.get(name)?.extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		const stored = this.stored.get(details.id ?? '');
		if (!stored) throw new Error(`Credential with ID "${details.id}" does not exist for type "${type}".`);
		return this.resolve(type, structuredClone(stored));
	}

	/**
	 * Fills in defaults and expressions, and leaves out what is not shown.
	 * Source: n8n 2.41, `credentials-helper.js` (`applyDefaultsAndOverwrites`).
	 */
	resolve(
		type: string,
		{ oauthTokenData, ...data }: ICredentialDataDecryptedObject,
	): ICredentialDataDecryptedObject {
		const key = JSON.stringify([type, data]);
		const resolved = this.resolved.get(key) ?? this.evaluate(type, data);
		this.resolved.set(key, resolved);
		return { ...structuredClone(resolved), ...(oauthTokenData !== undefined && { oauthTokenData }) };
	}

	private evaluate(type: string, data: ICredentialDataDecryptedObject): ICredentialDataDecryptedObject {
		const properties = this.getCredentialsProperties(type);
		const isHidden = (name: string) =>
			properties.some((property) => property.name === name && property.type === 'hidden');
		const filledIn = Object.fromEntries(
			Object.entries(data).filter(([name]) => !(PINNED_FIELDS.includes(name) && isHidden(name))),
		);
		const fields = NodeHelpers.getNodeParameters(
			properties,
			filledIn as INodeParameters,
			true,
			false,
			null,
			null,
		) as ICredentialDataDecryptedObject;
		delete fields.oauthTokenData;
		const node: INode = {
			id: 'credential',
			name: 'Credential',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const workflow = new Workflow({
			nodes: [node],
			connections: {},
			active: false,
			nodeTypes: nodeTypesOf(standInNodes),
		});
		return workflow.expression.getComplexParameterValue(
			node,
			fields as INodeParameters,
			'internal',
			{},
			undefined,
			undefined,
			fields,
		) as ICredentialDataDecryptedObject;
	}

	async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		const stored = this.stored.get(details.id ?? '');
		if (!stored) throw new Error(`No credential ${details.id}`);
		this.tokensStored += 1;
		stored.oauthTokenData = structuredClone(data.oauthTokenData) as IDataObject;
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.types.get(typeName);
		const data = await type?.preAuthentication?.call(helpers, credentials);
		return data as ICredentialDataDecryptedObject | undefined;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		return await this.runPreAuthentication(helpers, credentials, typeName);
	}

	async authenticate(
		_credentials: ICredentialDataDecryptedObject,
		_typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		return requestOptions as IHttpRequestOptions;
	}

	async updateCredentials(): Promise<void> {}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('Not part of the harness');
	}

	/** @throws Error for a type that nobody has */
	typeOf(name: string): ICredentialType {
		const type = this.types.get(name);
		if (!type) throw new Error(`No credential type ${name}`);
		return type;
	}

	/** Those of the types that it extends, replaced or followed by its own. */
	getCredentialsProperties(type: string): INodeProperties[] {
		const known = this.typeOf(type);
		const properties: INodeProperties[] = [];
		for (const parent of known.extends ?? []) {
			NodeHelpers.mergeNodeProperties(properties, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(properties, known.properties);
		return properties;
	}
}
