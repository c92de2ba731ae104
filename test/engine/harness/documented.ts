import { documentedEvaluation, documentedPrompt, documentedSession } from '../../documented';

export { documentedEvaluation, documentedPrompt, documentedSession };

export const SESSION = documentedSession.id;
export const PROMPT = documentedPrompt.id;
export const EVALUATION = documentedEvaluation.id;

/** An ID that the emulator does not have. */
export const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** Any ID that the emulator makes up. */
export const GUID: unknown = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** Any time that the emulator writes while the virtual clock runs. */
export const DATE: unknown = expect.stringMatching(/^2026-11-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/);
