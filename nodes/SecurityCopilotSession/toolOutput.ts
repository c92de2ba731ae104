import type { IDataObject } from 'n8n-workflow';

/** What a model can use of an answer. */
const OF_AN_ANSWER = ['answer', 'data', 'dataProblem', 'indicators', 'sessionId', 'webUrl'];

/** And of one that is not there yet, or will never be: what to read it with later. */
const WITHOUT_ANSWER = [...OF_AN_ANSWER, 'state', 'resultType', 'promptId', 'evaluationId'];

const OF_A_TRANSCRIPT = ['id', 'displayName', 'webUrl', 'markdown'];

/**
 * What a model gets in place of an item: it pays for each character, and mistakes IDs and times for something to use.
 * Objects of Graph stay as they are.
 */
export function toolOutput(json: IDataObject): IDataObject {
	if (typeof json.error === 'string') return { error: json.error };
	if ('markdown' in json && 'prompts' in json) return pick(json, OF_A_TRANSCRIPT);
	if (!('answer' in json && 'evaluationId' in json)) return json;
	const earlier = Array.isArray(json.turns) ? (json.turns as IDataObject[]).slice(0, -1) : [];
	return {
		...pick(json, json.answer === null ? WITHOUT_ANSWER : OF_AN_ANSWER),
		...(earlier.length > 0 && { earlierAnswers: earlier.map(({ answer }) => answer) as string[] }),
	};
}

function pick(json: IDataObject, names: readonly string[]): IDataObject {
	return Object.fromEntries(names.filter((name) => name in json).map((name) => [name, json[name]]));
}
