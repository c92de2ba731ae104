import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from '../graph/retryPolicy';
import { DeadlineError, withDeadline } from '../n8n/body';

/** What newer versions of n8n give a poll, where no other time is set. Source: n8n-core 2.41, `poll-context.js`. */
const USUAL_BUDGET_MS = 300_000;

/** How long a poll may take, and how patient its requests may be. */
export interface PollBudget {
	signal: AbortSignal;
	limits: RetryLimits;
}

/**
 * Runs the reads of a poll within the time after which n8n abandons it. A late result is dropped, so the reads must not
 * change the memory.
 *
 * Source: n8n-workflow 2.41, `interfaces` (`IPollFunctions.getPollBudgetMs`).
 *
 * @throws NodeOperationError when the time is over; what the reading throws
 */
export async function withinBudget<T>(
	context: IPollFunctions,
	read: (budget: PollBudget) => Promise<T>,
): Promise<T> {
	const { getPollBudgetMs } = context as Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>;
	const budgetMs = getPollBudgetMs?.call(context) ?? USUAL_BUDGET_MS;
	const stop = new AbortController();
	const limits = {
		...DEFAULT_RETRY_LIMITS,
		retryBudgetMs: Math.min(DEFAULT_RETRY_LIMITS.retryBudgetMs, budgetMs / 2),
	};
	const outcome = await withDeadline(budgetMs, read({ signal: stop.signal, limits }))
		.catch((error: unknown) =>
			error instanceof DeadlineError ? tookTooLong(context, budgetMs) : (error as Error),
		)
		.finally(() => stop.abort());
	if (outcome instanceof Error) throw outcome;
	return outcome;
}

function tookTooLong(context: IPollFunctions, budgetMs: number): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		`Not everything could be read in the ${Math.round(budgetMs / 1_000)} seconds that n8n gives a poll`,
		{
			description:
				'Nothing is lost: the next poll tries again. If it happens again, choose a smaller Look Back or one session, so that a poll has less to read.',
		},
	);
}
