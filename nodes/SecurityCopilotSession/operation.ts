import type { INodeProperties } from 'n8n-workflow';
import type { Copilot } from '../copilot/Copilot';
import type { GraphEntity } from '../graph/entity';
import type { ItemParameters } from '../shared/ItemParameters';

/** The work of one item; gives output objects in their order. */
export type Work = (copilot: Copilot) => Promise<GraphEntity[]>;

/** Reads: the rate limiter batches and limits them. */
export const UNLIMITED = Number.POSITIVE_INFINITY;

/** Creates or changes something: one item at a time, in their order. */
export const SEQUENTIAL = 1;

/** Creates something and waits for it. */
export const MANY = 50;

/** One operation of a resource: what the editor shows and what the node does. One file each. */
export interface Operation {
	/** As stored in workflows. */
	value: string;
	name: string;
	/** Sentence in the editor's list of actions, also the name of the tool for an AI agent. */
	action: string;
	description: string;
	/** How many items are worked on at once. `UNLIMITED` also says that the operation only reads. */
	concurrency: number;
	fields: INodeProperties[];
	/**
	 * Reads and checks the parameters of one item. Nothing may be sent here: all items are prepared before the first
	 * request.
	 *
	 * @throws the typed errors of the layers below, or what n8n throws for an expression that fails
	 */
	prepare(item: ItemParameters): Work;
}
