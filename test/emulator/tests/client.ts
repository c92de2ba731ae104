import { startEmulator, type Emulator, type EmulatorOptions } from '../index';

export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	// Tests look into answers whose shape is the very thing under test.
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	body: any;
}

export interface RequestOptions {
	token?: string | undefined;
	headers?: Record<string, string>;
	/** An object is sent as JSON, a string as it is. */
	body?: unknown;
}

/** The smallest client that speaks Graph: no retries, no redirects, nothing hidden. */
export class Client {
	private readonly token: string;

	constructor(
		private readonly emulator: Emulator,
		token?: string,
	) {
		this.token = token ?? emulator.entra.issueToken();
	}

	/** @param path below `/beta/security/securityCopilot` */
	async send(method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
		return await this.raw(method, `/beta/security/securityCopilot${path}`, options);
	}

	async raw(
		method: string,
		path: string,
		{ body, headers = {}, ...rest }: RequestOptions = {},
	): Promise<Reply> {
		const token = 'token' in rest ? rest.token : this.token;
		const url = path.startsWith('http') ? path : `${this.emulator.graphApiBaseUrl}${path}`;
		const response = await fetch(url, {
			method,
			redirect: 'manual',
			headers: {
				...(token !== undefined && { authorization: `Bearer ${token}` }),
				...(body !== undefined && { 'content-type': 'application/json' }),
				...headers,
			},
			body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
		});
		const text = await response.text();
		return { status: response.status, headers: response.headers, text, body: parsed(text) };
	}

	readonly get = (path: string, options?: RequestOptions): Promise<Reply> => this.send('GET', path, options);
	readonly post = (path: string, body: unknown, options?: RequestOptions): Promise<Reply> =>
		this.send('POST', path, { ...options, body });
	readonly patch = (path: string, body: unknown, options?: RequestOptions): Promise<Reply> =>
		this.send('PATCH', path, { ...options, body });
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

export const SESSIONS = '/workspaces/default/sessions';
export const SESSION = `${SESSIONS}/ecdfb9b3-58f5-457f-a18c-4a477890b252`;
export const PROMPT = `${SESSION}/prompts/76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01`;

/** An emulator and a client of it. */
export interface Started {
	readonly emulator: Emulator;
	readonly client: Client;
}

/** Registers itself with jest: one emulator for the tests of a file, as at its start before each of them. */
export function startForEachTest(options?: EmulatorOptions): Started {
	const started = {} as { emulator: Emulator; client: Client };
	beforeAll(async () => {
		started.emulator = await startEmulator(options);
	});
	beforeEach(() => {
		started.emulator.reset();
		started.client = new Client(started.emulator);
	});
	afterAll(() => started.emulator.stop());
	return started;
}

/** A clock that stands still: only `advance` moves it. */
export const STANDING_STILL: EmulatorOptions = { now: () => Date.UTC(2026, 0, 15, 9) };

/** Does a thing several times, one after the other. */
export async function statuses(count: number, act: () => Promise<{ status: number }>): Promise<number[]> {
	const seen: number[] = [];
	for (let index = 0; index < count; index += 1) seen.push((await act()).status);
	return seen;
}
