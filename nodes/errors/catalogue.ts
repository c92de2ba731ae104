import { TEMPORARY_NUMBERS } from '../entra/signInRefusal';
import type { Values } from './fill';

/** One row of the catalogue: read by the code, and printed in docs/errors.md. Placeholders stand in braces. */
export interface Entry {
	/** When it appears, for readers of the table. */
	when: string;
	/**
	 * Numbers of Microsoft Entra that lead to it. Microsoft warns that numbers may change: an unknown one is shown as it is.
	 *
	 * Source, unless a line names another: learn.microsoft.com, "Microsoft Entra authentication and authorization error codes".
	 */
	numbers?: readonly number[];
	/** What happened: one sentence without a full stop. */
	message: string;
	/**
	 * Whether it makes sense to try again, without a full stop. Shown in the message with the IDs of what exists: in queue
	 * mode n8n hands nothing but the message to a model.
	 */
	again?: string;
	/** What to do about it: whole sentences. */
	advice: string;
}

const APP_REGISTRATION = 'the app registration in the Microsoft Entra admin center';

/** No access token. */
export const signInEntries = {
	credentialNotConnected: {
		when: 'The credential was saved but never connected; n8n itself says "Unable to sign without access token"',
		message: 'Nobody has connected {credential} yet',
		advice: 'Open {credential}, connect it, and sign in with the account that may use Security Copilot.',
	},
	clientSecretExpired: {
		when: 'The client secret has passed its end date',
		numbers: [7000222],
		message: 'The client secret of {credential} has expired ({code})',
		advice: `Create a new secret under Certificates & secrets of ${APP_REGISTRATION}, copy its value (not its ID) into {credential}, and reconnect.`,
	},
	clientSecretWrong: {
		when: 'The client secret is not the one of the app, or there is none',
		numbers: [7000215, 7000218, 70002, 700025],
		message: 'Microsoft Entra did not accept the client secret of {credential} ({code})',
		advice: `Copy the value of the secret, not its ID: the value is shown only once, when the secret is created under Certificates & secrets of ${APP_REGISTRATION}. Check that Client ID and secret belong to the same app, and that n8n's redirect URL stands there under the platform Web. Signing in with a certificate needs n8n 2.30 or later.`,
	},
	certificateNotAccepted: {
		when: 'The certificate, or the assertion that it signs, is not accepted or out of its time',
		// 7000213: AzureAD/microsoft-authentication-library-for-dotnet, issue 3909. 7000214: AzureAD/microsoft-identity-web,
		// issue 2834. 1000502: its pull request 2840.
		numbers: [700027, 7000213, 7000214, 700030, 700021, 700023, 700024, 50012, 50013, 1000502],
		message: 'Microsoft Entra did not accept the certificate of {credential} ({code})',
		advice: `Upload the certificate under Certificates & secrets of ${APP_REGISTRATION}. Check that it is in its period of validity, that Private Key (RSA) and Certificate belong together, that Client ID is the ID of that app, and that the clock of the n8n server is right.`,
	},
	appNotFound: {
		when: 'There is no such tenant in the global cloud, it has no app with this Client ID, the app is disabled, or it is for one tenant and sign-in for any',
		// 900439: devblogs.microsoft.com, "Azure Government endpoint enforcement".
		numbers: [700016, 7000112, 90002, 50059, 50128, 50194, 9001023, 90038, 900432, 900439],
		message: 'Client ID and Directory (Tenant) ID of {credential} name no app ({code})',
		advice: `Copy Client ID and Directory (tenant) ID from the overview of ${APP_REGISTRATION}: both must come from the same page. An app for one tenant cannot sign in with organizations. If they are right, ask an administrator whether the app is enabled under Enterprise applications.`,
	},
	consentRequired: {
		when: 'Nobody has consented to the permissions, or only an administrator may',
		numbers: [65001, 65004, 65005, 650056, 650057, 90094, 90095, 90099],
		message: 'Nobody has consented to the permissions that {credential} asks for ({code})',
		advice: `Add {permissions} ({permissionKind}, Microsoft Graph) under API permissions of ${APP_REGISTRATION}. Connect {credential} again to consent, or ask an administrator to select Grant admin consent there.`,
	},
	scopeNotValid: {
		when: 'A scope is misspelled, unknown, missing, or not for this kind of sign-in',
		// 650053: learn.microsoft.com, Power Query "Access denied". 1002012: "OAuth 2.0 client credentials flow".
		numbers: [70011, 28002, 650053, 1002012, 900144, 500011, 650052],
		message: 'Microsoft Entra does not accept the scopes of {credential} ({code})',
		advice:
			'Turn off Custom Scopes, or correct Enabled Scopes: each permission in full, as https://graph.microsoft.com/SecurityCopilotWorkspaces.Read.All, separated by spaces, of one service only. An app asks for https://graph.microsoft.com/.default alone.',
	},
	conditionalAccessBlocked: {
		when: 'Conditional Access or another policy blocks the sign-in',
		numbers: [53003, 53000, 53001, 53002, 53004, 53011, 50005, 50097, 50158, 500021, 500212],
		message: 'A policy keeps {credential} from signing in ({code})',
		advice:
			'Show the number and the facts below to your administrator, who finds the policy in the sign-in logs of Microsoft Entra. Policies for devices and locations also apply to the server that runs n8n.',
	},
	accountUnusable: {
		when: 'The account is locked, disabled, not in the tenant, or not assigned to the app',
		numbers: [50053, 50055, 50057, 50126, 50144, 50020, 50034, 51004, 50105],
		message: 'The account of {credential} cannot sign in ({code})',
		advice:
			'Ask an administrator whether the account is locked, disabled or without a valid password, belongs to the tenant, and is assigned to the app under Enterprise applications. Then connect {credential} again with a work or school account.',
	},
	credentialNeedsReconnect: {
		when: 'The refresh token has expired or was revoked, a policy limits how long it lasts or asks for multifactor authentication, or n8n could not renew the token and does not say why: it drops what Microsoft Entra says of an invalid_grant',
		numbers: [
			...[700082, 70008, 700084, 70043, 50173, 50132, 50133, 50089, 50058, 700020, 70000],
			...[50076, 50079, 50072, 50074, 50078],
		],
		message: 'The sign-in of {credential} has ended',
		advice:
			'Open {credential} and connect it again. The sign-in logs of Microsoft Entra hold the AADSTS number. If this comes back after about an hour, Enabled Scopes lacks offline_access; if it comes back later, ask your administrator for an account that the sign-in policies leave out.',
	},
	signInUnreachable: {
		when: 'No answer from the sign-in service, or it is temporarily unavailable, or received too many requests',
		numbers: TEMPORARY_NUMBERS,
		message: 'n8n got no token from Microsoft Entra at present',
		advice:
			'Run the workflow again in some minutes. If it goes on, check Authority Host of {credential} and that the n8n server may reach https://login.microsoftonline.com, through its proxy if it has one.',
	},
	signInRefused: {
		when: 'Any other number of Microsoft Entra',
		message: 'Microsoft Entra issued no token for {credential} ({code})',
		advice:
			'Microsoft explains the number at https://login.microsoftonline.com/error?code={number}. Correct the app registration or the credential, and connect it again.',
	},
} as const satisfies Record<string, Entry>;

/** Answers of Graph that are no success, in the order of their causes: token, access, path, content, service. */
const graphEntries = {
	tokenExpired: {
		when: '401 or 403; the text says that the token is expired',
		message: 'Microsoft Graph says that the access token of {credential} has expired',
		advice:
			'Open {credential} and connect it again. If this comes back after about an hour, Enabled Scopes lacks offline_access.',
	},
	claimsChallenge: {
		when: '401 or 403 with a claims challenge (continuous access evaluation), or an evaluation that ended with the result type needAdditionalClaims',
		message: 'A policy or a change to the account asks the user of {credential} to sign in again',
		again: 'Do not try again before that',
		advice:
			'Open {credential} and connect it again: a changed password, a revoked session or a new policy ends a sign-in at once. If it comes back, ask your administrator which Conditional Access policy applies, to the data that a prompt needs too, and whether the outgoing address of the n8n server is an allowed location.',
	},
	tokenRefused: {
		when: '401 for any other reason, such as a token for another service or cloud',
		message: 'Microsoft Graph did not accept the access token of {credential}',
		advice:
			'Turn off Custom Scopes, or begin each permission in Enabled Scopes with https://graph.microsoft.com/. Check that Graph Endpoint, Authority Host and Directory (Tenant) ID belong to the same cloud, and that no proxy removes the Authorization header. Then connect {credential} again.',
	},
	appOnlyRefused: {
		when: '401, 403 or 412 while the credential signs in as the app',
		message: 'n8n could not {operation} as an app without a user',
		advice:
			'Set Sign In As of {credential} to User (Delegated): that is the way that Security Copilot supports. Microsoft documents the application permission {permission}, but hides it in the Entra portal; if your tenant has it, check that an administrator has consented.',
	},
	missingPermission: {
		when: '403 with the code Authorization_RequestDenied, or a text that names missing scopes',
		message: 'n8n could not {operation}: the access token lacks {permission}',
		advice:
			'Add the {permissionKind} permission {permission} under API permissions of the app registration and grant consent; this operation needs {permissions}. Set Access of {credential} to match, then connect it again: a token keeps the permissions that it was issued with.',
	},
	accessDenied: {
		when: '403 for any other reason, an empty body included',
		message: 'n8n could not {operation}: Microsoft Graph denied access',
		advice:
			'Check in this order: the {permissionKind} permission {permission} (connect {credential} again after a change); the role Copilot contributor of the user in {workspace}, because a role in Microsoft Entra is not enough; that the workspace has capacity and the tenant is onboarded to Security Copilot; roles in the products that a prompt touches, such as Microsoft Sentinel Reader.',
	},
	workspaceNotFound: {
		when: '404; the request names a workspace',
		message: 'Security Copilot did not find {workspace}',
		advice:
			'Set Workspace to default, or choose one From List. The workspaceId of a Microsoft Sentinel incident is a Log Analytics workspace, which is something else. If default is not found either, check that the tenant is onboarded to Security Copilot, that the workspace has capacity, and that the user has the role Copilot contributor.',
	},
	notFound: {
		when: '404; the request names a session, a prompt or an evaluation',
		message: 'Security Copilot did not find {object} in {workspace}',
		advice:
			'Check the IDs; Workspace and Session can be chosen From List. An ID is found in its own workspace and session only. Microsoft Graph may hide what the user must not see: a missing role Copilot contributor, a workspace without capacity, or a tenant that is not onboarded can look like this too.',
	},
	createdNotVisible: {
		when: '404 for something that this run has just created',
		message: 'Security Copilot does not show yet what this run created',
		advice:
			'Run a Get operation with these IDs in a minute instead of creating again. If it finds nothing, the session was deleted, or access to it was withdrawn.',
	},
	securityCopilotNotFound: {
		when: '404 or 400; Microsoft Graph does not know the path. The code OrganizationFromTenantGuidNotFound; it does not know the tenant',
		message:
			'This Microsoft Graph endpoint or tenant has no Security Copilot, or not the part that n8n asked for',
		advice:
			'Set Graph Endpoint of {credential} to https://graph.microsoft.com: Microsoft offers this API in the global cloud only. Check that Directory (Tenant) ID is the tenant that an administrator has onboarded at https://securitycopilot.microsoft.com. Update this package: the beta API may have changed.',
	},
	invalidQuery: {
		when: '400; the filter is not understood, or a field of Select Fields does not exist',
		message: 'Microsoft Graph did not understand {name}',
		advice:
			"Filter: text values stand in single quotes, a quote inside is doubled, for example name eq 'Entra'; Microsoft documents operators for plugins only: name, displayName and isEnabled. Select Fields: choose fields from the list, or leave it empty to get all.",
	},
	unknownError: {
		when: '400 or 500 with "UnknownError" and an empty message, as this API is known to send it',
		message: 'n8n could not {operation}, and Microsoft Graph does not say why',
		advice:
			'Check in this order: the role Copilot contributor of the user; that {workspace} exists and has capacity; that the tenant is onboarded to Security Copilot. Microsoft support can look the request-id up.',
	},
	conflict: {
		when: '409 or 423; something else changes or runs at the same time',
		message: 'Another change or evaluation is in progress, so n8n could not {operation}',
		advice:
			'Wait until it has finished and run the operation again. Let one workflow at a time work in one session.',
	},
	badRequest: {
		when: 'Any other 4xx',
		message: 'Microsoft Graph did not accept the request to {operation}',
		advice:
			'Read the sentence of Microsoft Graph below and correct that parameter. IDs are GUIDs; a session can be chosen From List or named by its link. If no parameter is wrong, update this package: the beta API may have changed.',
	},
	evaluationCapacityExceeded: {
		when: 'The evaluation ended with the result type capacityExceeded, or the answer to a request says so',
		message: 'Security Copilot has no compute units left',
		again: 'Do not try again before there are units',
		// Source: learn.microsoft.com, "Security compute units and capacity".
		advice:
			'Provisioned units come back at the next full hour, and the capacity owner can add some, which takes about 30 minutes to apply. Units that Microsoft 365 E5 includes are counted per month and tenant: when they are used up, they may come back next month only. A workspace without capacity of its own has none.',
	},
	throttled: {
		when: '429, after n8n has waited and tried again, or where the wait is longer than what is left',
		message: 'Microsoft Graph received too many requests',
		again: 'Try again after {time}',
		advice:
			'Run the workflow again then, with fewer items at a time or fewer workflows in parallel. Nothing was started by a request that was refused.',
	},
	graphUnavailable: {
		when: '408 and 5xx',
		message: 'Microsoft Graph could not {operation} at present',
		advice:
			'Run the workflow again in some minutes. If it goes on, look at the service health in the Microsoft 365 admin center.',
	},
} as const satisfies Record<string, Entry>;

/**
 * No answer, or one that cannot be used. Node's codes stay out of the messages: n8n replaces a message that holds one by
 * its own.
 */
const connectionEntries = {
	connectionRefused: {
		when: 'The server, or the proxy, is not found, refuses connections, is out of reach, or does not speak TLS',
		message: 'n8n could not connect to {host}',
		advice:
			'If that is a proxy, check the proxy settings of n8n (HTTPS_PROXY), else Graph Endpoint of {credential} with its port. Check the name resolution (DNS) of the n8n server, and that a firewall lets it pass.',
	},
	connectionBroken: {
		when: 'The connection broke off, nothing came in time, or any other reason for no answer',
		message: 'n8n received no complete answer from {host}',
		advice:
			'Run the workflow again. If it goes on, look for a firewall or proxy between n8n and the internet that cuts connections, and check the proxy settings of n8n (HTTPS_PROXY).',
	},
	tlsNotTrusted: {
		when: 'The TLS certificate is self-signed, of an unknown authority, expired, or for another name',
		message: 'n8n does not trust the TLS certificate of {host}',
		advice:
			'A proxy that inspects traffic signs with its own authority: give it to the n8n server with NODE_EXTRA_CA_CERTS. Check the clock of the n8n server, and Graph Endpoint of {credential}. Do not switch certificate checks off: tokens would travel unprotected.',
	},
	answerTooLarge: {
		when: 'The answer is larger than this node accepts',
		message: 'The answer of {host} is too large',
		advice: 'Ask for less: lower Limit, or choose a few fields in Select Fields.',
	},
	notJson: {
		when: 'The body is no JSON: a sign-in page, the page of a proxy or firewall, or a text; or 407 of a proxy',
		message: 'The answer was not JSON from Microsoft Graph',
		advice:
			'A proxy or a sign-in page between n8n and the internet may have answered: the answer {reason}. Check Graph Endpoint of {credential} and the proxy settings of n8n (HTTPS_PROXY), with user name and password if the proxy asks for them.',
	},
	incompleteList: {
		when: 'The pages of a list run in a circle or never end, or 400 or 410 to the link of a next page',
		message: 'n8n could not read the list of Microsoft Graph to its end',
		advice:
			'The answer {reason}. Run the operation again from the first page: what was read so far is not the whole list. If it goes on, turn Return All off and set a Limit.',
	},
	foreignLink: {
		when: 'A redirect, or a link of an answer to another host; none is followed with a token',
		message: 'An answer pointed n8n to an address that must not receive the access token',
		advice:
			'The answer {reason}. Nothing was sent there. Check Graph Endpoint of {credential}, and whether a proxy redirects to its sign-in page.',
	},
	unexpectedAnswer: {
		when: 'Any other answer that is not what Microsoft Graph documents, such as an empty body or another status',
		message: 'Microsoft Graph answered the request to {operation} in an unexpected form',
		advice:
			'The answer {reason}. If the operation creates something, look whether it exists before you run it again. The beta API may have changed: update this package, and report the facts below if it is up to date.',
	},
} as const satisfies Record<string, Entry>;

/** Evaluations without an answer, and runs that ended before their outcome was known. None is run again by itself. */
const evaluationEntries = {
	evaluationError: {
		when: 'The evaluation completed with the result type error',
		message: 'Security Copilot could not answer the prompt',
		again: 'Asking the same again costs again and may end the same way',
		advice:
			'Open the session at {portal} to see what went wrong. A long session or prompt, or a plugin without access, are common causes. Ask in a new session, or with a shorter prompt.',
	},
	evaluationRejected: {
		when: 'The evaluation completed with the result type rejected',
		message: 'Security Copilot declined to answer the prompt',
		again: 'Do not ask the same again: it is declined again',
		advice: 'Reword the prompt: it may fall under responsible-AI rules or lie outside security topics.',
	},
	evaluationTimedOut: {
		when: 'The evaluation completed with the result type timedOut',
		message: 'Security Copilot used up its own time for the prompt',
		again: 'Ask for less at once',
		advice:
			'Ask for a shorter time range or fewer entities, or several prompts one after another (Follow-Ups).',
	},
	evaluationWithoutResult: {
		when: 'The evaluation completed without a text, or with a result type that this node does not know',
		message: 'Security Copilot completed the prompt without an answer (result {result})',
		again: 'Look into the session before you ask again, which costs again',
		advice:
			'Open the session at {portal}. Ask again only if there is no answer there either. If this node does not know the result, update this package: Microsoft may have added it.',
	},
	evaluationCancelled: {
		when: 'The evaluation was cancelled in Security Copilot',
		message: 'The evaluation was cancelled in Security Copilot',
		again: 'Ask again if you still need the answer',
		advice: 'Somebody stopped it, or the service did. Open the session at {portal} to see more.',
	},
	evaluationWaitingForInput: {
		when: 'The evaluation waits for input',
		message: 'Security Copilot waits for input that this API cannot give',
		again: 'Do not wait for it',
		advice:
			'Open the session at {portal} and answer there, then read it with Get Transcript. A prompt that says everything Security Copilot needs avoids the question.',
	},
	evaluationUnfinished: {
		when: 'The evaluation did not finish within Timeout',
		message: 'Security Copilot did not finish the prompt within {seconds} seconds',
		again: 'Do not ask again: it goes on running, and its answer can be read later with Evaluation Get',
		advice: 'Raise Timeout, or set On No Answer to Return State. Asking again is paid again.',
	},
	answerNotData: {
		when: 'Answer As is Data, and the answer does not fit the attributes',
		message: 'Security Copilot has answered, but not as the data that it was asked for: {reason}',
		again: 'Asking the same again costs again; the answer can be read with Evaluation Get',
		advice:
			'Say in the description of the attribute what it means, give its allowed values, or make it optional. With On No Answer set to Return State, the item goes on with the answer as text.',
	},
	outcomeUnknown: {
		when: 'No usable answer to creating a session, a prompt or an evaluation',
		message: 'n8n does not know whether Security Copilot created the {what}',
		again: 'Do not run it again before you have looked in Security Copilot ({portal})',
		advice:
			'n8n did not send it again, so that nothing is created or paid twice. Get Many lists what exists. An evaluation that exists may be running, and a second one is paid too.',
	},
	cancelled: {
		when: 'The execution was cancelled',
		message: 'The execution was cancelled before n8n could {operation}',
		advice: 'Nothing more was sent. Run the workflow again when you want the result.',
	},
	cancelledWhileEvaluating: {
		when: 'The execution was cancelled after an evaluation may have started',
		message: 'The execution was cancelled while Security Copilot was at work',
		again: 'Do not ask again before you have looked: the answer may be in the session',
		advice:
			'An evaluation may be running and using compute units: the API cannot cancel it. Open the session at {portal}.',
	},
} as const satisfies Record<string, Entry>;

/** What is wrong before anything is sent, and what nobody knows. A value is never repeated but for the IDs in it. */
const inputEntries = {
	invalidParameter: {
		when: 'A parameter of the node, or an ID, cannot be meant',
		message: 'The parameter "{name}" {reason}',
		advice:
			'Check the value, or the expression that makes it. An ID: choose From List, or paste the link of the session into By URL. Nothing was sent.',
	},
	unexpected: {
		when: 'Anything that this node does not know',
		message: 'n8n could not {operation} for a reason that this node does not know',
		advice:
			'Run it again. If it goes on, report the facts below to the maintainers of n8n-nodes-security-copilot.',
	},
} as const satisfies Record<string, Entry>;

/** Entries of one area, under the heading that docs/errors.md gives them. */
export interface Section {
	title: string;
	entries: Readonly<Record<string, Entry>>;
}

/** Every text that `describeError` can give, in the order of docs/errors.md. */
export const SECTIONS: readonly Section[] = [
	{ title: 'Sign-in (no access token)', entries: signInEntries },
	{ title: 'Answers of Microsoft Graph', entries: graphEntries },
	{ title: 'Connection and unusable answers', entries: connectionEntries },
	{ title: 'Evaluations without an answer, unknown outcomes, cancelled runs', entries: evaluationEntries },
	{ title: 'Parameters, and anything else', entries: inputEntries },
];

const CATALOGUE = {
	...signInEntries,
	...graphEntries,
	...connectionEntries,
	...evaluationEntries,
	...inputEntries,
};

/** `details.reference` of an error; a row of docs/errors.md. */
export type EntryId = keyof typeof CATALOGUE;

/** The entries by their ID. */
export const ENTRIES: Readonly<Record<EntryId, Entry>> = CATALOGUE;

/** The entry that fits a failure, with what its texts are filled with. */
export interface Finding {
	id: EntryId;
	values?: Values;
	/** In place of the advice of the entry; written by another layer. */
	advice?: string;
}
