/** What every contender is given: where to go, with which token, and the sessions that the items name. */
export interface Assignment {
	graphApiBaseUrl: string;
	authorityHost: string;
	tenantId: string;
	accessToken: string;
	/** One per item; some may be the same. */
	sessionIds: string[];
	/** Folder with n8n-nodes-base. */
	nodesBase: string;
}

/** Gets the session of each item, and says how many it delivered. */
export type Contender = (assignment: Assignment) => Promise<number>;
