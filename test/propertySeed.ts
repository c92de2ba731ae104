import fc from 'fast-check';

/**
 * Property-based tests run with the same values each time, so that a change is judged by what it changes. Other values:
 * `PROPERTY_SEED=random npx jest`, or the seed that a failure names.
 */
const seed = process.env.PROPERTY_SEED ?? '20261124';

if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) });
