import type { INodeProperties } from 'n8n-workflow';
import type { GraphEntity } from '../graph/entity';
import type { GraphClient } from '../graph/client';
import type { ItemParameters } from './ItemParameters';

/** What an operation works with once its parameters are read. */
export interface OperationContext {
	graph: GraphClient;
	/** Given when the execution is cancelled or another item has ended it. */
	signal: AbortSignal;
}

/** The work of one item; yields output objects in their order. */
export type Work = (context: OperationContext) => Promise<GraphEntity[]>;

/** One operation of a resource: what the editor shows and what the node does. One file each. */
export interface Operation {
	/** As stored in workflows. */
	value: string;
	name: string;
	/** Sentence in the editor's list of actions, also the name of the tool for an AI agent. */
	action: string;
	description: string;
	/** Whether it creates or changes something. Items that do are sent one after another. */
	writes: boolean;
	fields: INodeProperties[];
	/**
	 * Reads and checks the parameters of one item. Nothing may be sent here: all items are prepared before the first
	 * request.
	 *
	 * @throws the typed errors of the rooms below, or what n8n throws for an expression that fails
	 */
	prepare(item: ItemParameters): Work;
}
