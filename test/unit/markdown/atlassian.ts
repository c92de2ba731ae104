import { readFileSync } from 'node:fs';
import { WikiMarkupTransformer } from '@atlaskit/editor-wikimarkup-transformer';
import Ajv from 'ajv';

/** What Atlassian itself makes of our outputs: its parser of wiki markup, and its JSON schema of documents. */

export interface AdfNode {
	type: string;
	text?: string;
	attrs?: Record<string, unknown>;
	marks?: { type: string; attrs?: Record<string, unknown> }[];
	content?: AdfNode[];
}

const transformer = new WikiMarkupTransformer();

/** The document that Jira Cloud would show for wiki markup. */
export function parseWiki(markup: string): AdfNode {
	return transformer.parse(markup).toJSON() as AdfNode;
}

const schema = JSON.parse(
	readFileSync(require.resolve('@atlaskit/adf-schema/dist/json-schema/v1/full.json'), 'utf8'),
) as Record<string, unknown>;
// It is a draft 4, which Ajv no longer knows by name; it uses nothing that changed since.
delete schema.$schema;
const validate = new Ajv({ strict: false }).compile(schema);

/** What the schema has against a document; empty for a valid one. */
export function adfErrors(document: unknown): string[] {
	return validate(document)
		? []
		: (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

/** A node and all nodes in it. */
export function nodesOf(node: AdfNode): AdfNode[] {
	return [node, ...(node.content ?? []).flatMap(nodesOf)];
}

/** The texts of a node that are not code. */
export function textsOf(node: AdfNode): string[] {
	if (node.type === 'codeBlock' || node.marks?.some(({ type }) => type === 'code')) return [];
	return [node.text ?? '', ...(node.content ?? []).flatMap(textsOf)];
}

/** The addresses that can be clicked. */
export function linksOf(node: AdfNode): string[] {
	return nodesOf(node).flatMap(({ marks = [] }) =>
		marks.filter(({ type }) => type === 'link').map(({ attrs }) => String(attrs?.href)),
	);
}
