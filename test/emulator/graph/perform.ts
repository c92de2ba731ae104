import type { ReceivedRequest } from '../http/listener';
import { callersOrigin } from '../http/origin';
import { present, type GraphAnswer } from './answer';
import { authenticate } from './bearer';
import { readBody } from './body';
import { graphErrors } from './errors';
import type { GraphEmulator } from './GraphEmulator';
import { findOperation } from './operations';
import { requirePermission } from './permissions';
import { readQuery } from './query/options';
import { parseRoute } from './routes';

/**
 * The life of a request in one list: who is it, where to, may he, is it well-formed, do it, answer.
 * @throws GraphError at the first step that fails
 */
export function perform(request: ReceivedRequest, graph: GraphEmulator): GraphAnswer {
	const { tokens, switches, pages, store, clock, identifiers, scripts, costs, listener } = graph;
	const { method, headers, body: bytes } = request;
	const [path = '', query = ''] = splitOnce(request.url, '?');

	const token = authenticate(headers['authorization'], tokens, switches);
	const route = parseRoute(path);
	const operation = findOperation(method, route);
	if (!operation) throw graphErrors.methodNotAllowed(`${method} is not documented here`);
	requirePermission(token, operation, switches);
	const options = readQuery(query, operation.options);
	const contentType = headers['content-type'];
	const body = method === 'GET' ? {} : readBody({ bytes, contentType }, route.collection, switches);

	const outcome = operation.handle({
		route,
		body,
		token,
		store,
		clock,
		identifiers,
		switches,
		scripts,
		costs,
	});
	return present(outcome, {
		operation,
		route,
		options,
		switches,
		pages,
		url: `${callersOrigin(headers, listener?.origin ?? 'http://127.0.0.1')}${path}`,
		query,
	});
}

function splitOnce(text: string, separator: string): [string, string] {
	const cut = text.indexOf(separator);
	return cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut + 1)];
}
