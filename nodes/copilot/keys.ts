import type { EvaluationKey } from '../graph/paths';

/** IDs of what a run has created or found so far; what is paid for can be picked up with them. */
export type KnownIds = Partial<EvaluationKey>;
