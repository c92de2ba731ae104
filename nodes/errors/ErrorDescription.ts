import type { KnownIds } from '../copilot/failures';
import type { EntryId } from './catalogue';

/** What a person sees of a failure. */
export interface ErrorDescription {
	/** Stable and searchable; a row of docs/errors.md. */
	id: EntryId;
	/** What happened; where it matters to a model, also whether to try again, and the IDs of what exists. */
	message: string;
	/** What to do next; behind an empty line the details that Microsoft's support asks for. */
	description: string;
	httpStatus?: number;
	/** Graph's error code, Entra's number or Node's code. */
	code?: string;
	requestId?: string;
	clientRequestId?: string;
	/** UTC, ISO 8601. */
	date?: string;
}

/** The operation that failed. */
export interface OperationReference {
	/** As in workflows, for example `session`. */
	resource: string;
	/** As in workflows, for example `getAll`. */
	name: string;
}

/**
 * What the caller knows about a failure beyond the failure itself. The four IDs: as the user named them, or of what exists
 * by then.
 */
export interface ErrorContext extends KnownIds {
	operation: OperationReference;
	credentialName?: string;
	/** `clientCredentials` where the credential signs in as the app. */
	grantType?: string;
	/** What this run created before it failed. */
	created?: KnownIds;
	/** Point in time, ISO 8601; used where the failure itself names none. */
	failedAt?: string;
}
