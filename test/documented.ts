/** The session of Microsoft's example "Get session". */
export const documentedSession = {
	id: 'ecdfb9b3-58f5-457f-a18c-4a477890b252',
	createdDateTime: '2025-10-22T20:10:54.4940649Z',
	lastModifiedDateTime: '2025-10-22T20:10:54.4940649Z',
	displayName: 'API: who am I',
};

/** Microsoft's example "Get prompt". */
export const documentedPrompt = {
	id: '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01',
	type: 'prompt',
	createdDateTime: '2025-10-22T20:12:13.759634Z',
	lastModifiedDateTime: '2025-10-22T20:12:57.8775792Z',
	skillName: null,
	content: 'who am I',
	inputs: { keyValuePairs: [] },
	skillInputDescriptors: [],
};

/** Microsoft's example "Get evaluation"; the name in the answer is the emulator's. */
export const documentedEvaluation = {
	id: '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7',
	createdDateTime: '2025-10-22T22:00:54.7638231Z',
	runStartDateTime: '2025-10-22T22:00:55.0719448Z',
	completedDateTime: '2025-10-22T22:01:11.2594216Z',
	lastModifiedDateTime: '2025-10-22T22:01:11.2594216Z',
	state: 'completed',
	executionCount: 0,
	isCancelled: false,
	result: {
		content: 'You are signed in as Adele Vance (adele@contoso.com) in this Entra ID tenant.\n',
		type: 'success',
		previewState: 'private',
	},
};
