import type { Clock } from '../clock';
import type { AccessTokens } from '../entra/tokens';
import { openListener } from './listener';
import { recordOf, type RecordedRequest } from './record';

/** A server on another origin that answers everything with 200 and remembers it. */
export interface Elsewhere {
	origin: string;
	requests: RecordedRequest[];
	close(): Promise<void>;
}

/** Opens the target of foreign redirects and nextLinks. Any `authorization` in its record is a leak. */
export async function openElsewhere(clock: Clock, tokens: AccessTokens): Promise<Elsewhere> {
	const requests: RecordedRequest[] = [];
	const { origin, close } = await openListener({
		port: 0,
		now: () => clock.now(),
		onRequest: (request, response) => {
			const answer = { value: [] };
			const record = recordOf(request, request.arrival.time, (header) => tokens.labelOf(header));
			requests.push({ ...record, status: 200, answer });
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
		},
	});
	return { origin, requests, close };
}
