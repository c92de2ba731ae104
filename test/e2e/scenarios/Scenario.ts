import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Fixture } from '../fixture/Fixture';

/**
 * One thing that must work in the whole n8n. It is one file of this folder, `<name>.scenario.ts`, that exports `run`; a
 * new file is all that a new scenario takes. Scenarios run in the order of their names and must not rely on it.
 */
export interface Scenario {
	name: string;
	/** @throws anything, when the thing does not work */
	run: (fixture: Fixture) => Promise<void>;
}

const SUFFIX = '.scenario.ts';

/** All scenarios, or those with the given names. @throws Error for a name that does not exist */
export async function findScenarios(names: string[]): Promise<Scenario[]> {
	const files = (await readdir(__dirname)).filter((file) => file.endsWith(SUFFIX)).sort();
	const all = files.map((file) => file.slice(0, -SUFFIX.length));
	const unknown = names.find((name) => !all.includes(name));
	if (unknown) throw new Error(`There is no scenario "${unknown}". There are: ${all.join(', ')}.`);
	const wanted = names.length > 0 ? names : all;
	return await Promise.all(
		wanted.map(async (name) => {
			const { run } = (await import(join(__dirname, `${name}${SUFFIX}`))) as Pick<Scenario, 'run'>;
			return { name, run };
		}),
	);
}
