/**
 * Types of the Security Copilot API as published: names of properties, their types, which may be null, and the members of
 * the enumerations. Source: Microsoft Graph beta `$metadata`, namespace microsoft.graph.security.securityCopilot
 * (github.com/microsoftgraph/msgraph-metadata, schemas/beta-Prod.csdl, as of 2026-07-31).
 *
 * A `?` behind a type: may be null. `[]`: a collection. Types without a name below are OData's primitive ones.
 */
const TYPES: Record<string, Record<string, string>> = {
	workspace: { id: 'String', displayName: 'String?' },
	plugin: {
		name: 'String',
		displayName: 'String?',
		description: 'String?',
		category: 'pluginCategory',
		catalogScope: 'pluginCatalogScope',
		previewState: 'previewState',
		isEnabled: 'Boolean',
		authorization: 'pluginAuth?',
		settings: 'pluginSetting[]',
		supportedAuthTypes: 'pluginAuthTypes',
	},
	pluginAuth: { authType: 'pluginAuthTypes' },
	pluginSetting: {
		name: 'String?',
		label: 'String?',
		description: 'String?',
		hintText: 'String?',
		defaultValue: 'String?',
		value: 'String?',
		settingValue: 'pluginSettingType',
		displayType: 'pluginSettingDisplayType',
		isRequired: 'Boolean',
		acceptableValues: 'String[]',
	},
	session: {
		id: 'String',
		createdDateTime: 'DateTimeOffset',
		lastModifiedDateTime: 'DateTimeOffset',
		displayName: 'String?',
	},
	prompt: {
		id: 'String',
		type: 'promptType',
		createdDateTime: 'DateTimeOffset',
		lastModifiedDateTime: 'DateTimeOffset',
		skillName: 'String?',
		content: 'String?',
		inputs: 'Dictionary?',
		skillInputDescriptors: 'skillInputDescriptor[]',
	},
	evaluation: {
		id: 'String',
		createdDateTime: 'DateTimeOffset',
		runStartDateTime: 'DateTimeOffset',
		completedDateTime: 'DateTimeOffset',
		lastModifiedDateTime: 'DateTimeOffset',
		state: 'evaluationState',
		executionCount: 'Int64',
		isCancelled: 'Boolean',
		result: 'evaluationResult?',
	},
	evaluationResult: { content: 'String?', type: 'evaluationResultType', previewState: 'previewState' },
};

/** Without `unknownFutureValue`, which no service sends (page "Evolvable enums"). */
const MEMBERS: Record<string, string> = {
	evaluationResultType: 'unknown success error needAdditionalClaims rejected timedOut capacityExceeded',
	evaluationState: 'unknown created running completed cancelled pending deferred waitingForInput',
	pluginAuthTypes:
		'none basic aPIKey oAuthAuthorizationCodeFlow oAuthClientCredentialsFlow aad serviceHttp aadDelegated oAuthPasswordGrantFlow',
	pluginCatalogScope: 'none user workspace tenant global geoGlobal userWorkspace',
	pluginCategory: 'hidden microsoft microsoftConnectors other web testing plugin',
	pluginSettingDisplayType: 'none textbox checkbox dropdown',
	pluginSettingType: 'string bool array enum secretString',
	// Named pluginPreviewStates and skillPreviewState there, with the same members.
	previewState: 'ga public private',
	promptType: 'unknown context prompt skill feedback',
};

/** Documented answers leave this out, although the metadata has it. */
const LEFT_OUT = ['supportedAuthTypes'];

const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{0,6}[1-9])?Z$/;

const PRIMITIVES: Record<string, (value: unknown) => boolean> = {
	String: (value) => typeof value === 'string',
	Boolean: (value) => typeof value === 'boolean',
	Int64: (value) => Number.isSafeInteger(value),
	DateTimeOffset: (value) => typeof value === 'string' && DATE.test(value),
	Dictionary: (value) => typeof value === 'object',
};

/** Everything that is wrong with an entity or complex value; empty where it fits its published type. */
export function problemsOf(value: Record<string, unknown>, typeName: string, path = typeName): string[] {
	const declared = TYPES[typeName]!;
	const undeclared = Object.keys(value)
		.filter((name) => !name.startsWith('@') && !(name in declared))
		.map((name) => `${path}/${name} is not declared`);
	const wrong = Object.entries(declared).flatMap(([name, type]) => {
		if (name in value) return valueProblems(value[name], type, `${path}/${name}`);
		return LEFT_OUT.includes(name) ? [] : [`${path}/${name} is missing`];
	});
	return [...undeclared, ...wrong];
}

function valueProblems(value: unknown, type: string, path: string): string[] {
	if (type.endsWith('?')) return value === null ? [] : valueProblems(value, type.slice(0, -1), path);
	if (type.endsWith('[]')) {
		if (!Array.isArray(value)) return [`${path} is no array`];
		return value.flatMap((item, index) => valueProblems(item, type.slice(0, -2), `${path}[${index}]`));
	}
	if (type in TYPES) return problemsOf(value as Record<string, unknown>, type, path);
	const isFine = PRIMITIVES[type] ?? ((member) => MEMBERS[type]!.split(' ').includes(String(member)));
	return isFine(value) ? [] : [`${path} is no ${type}: ${JSON.stringify(value)}`];
}
