import type { PartAnswer } from '../graph/batch';
import { changing, type Effect } from './effects';

const changingParts = (name: string, change: (parts: PartAnswer[]) => PartAnswer[]): Effect =>
	changing(name, (original) => {
		const { responses = [] } = (original.body ?? {}) as { responses?: PartAnswer[] };
		return { ...original, body: { responses: change(responses) } };
	});

/**
 * What can happen to the answer of a whole `$batch` after its parts were carried out; for rules that match the path of the
 * envelope. Answers to single parts need none of these: any effect can strike a part by its id, and any error the
 * envelope. That the order is not the asked one is no fault: it never is.
 */
export const batchEffects = {
	/** No answer to these parts; whether they were carried out, the client cannot know. */
	missingParts: (...ids: string[]): Effect =>
		changingParts('missing parts', (parts) => parts.filter(({ id }) => !ids.includes(id))),
	/** A second answer to a part, at the end. @param difference in what it differs from the first */
	repeatedPart: (id: string, difference: Partial<PartAnswer> = {}): Effect =>
		changingParts('repeated part', (parts) => [
			...parts,
			...parts.filter((part) => part.id === id).map((part) => ({ ...part, ...difference })),
		]),
	/** An answer to a part nobody sent. */
	inventedPart: (part: PartAnswer): Effect => changingParts('invented part', (parts) => [part, ...parts]),
};
