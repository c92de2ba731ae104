import { CancelledError, type Time } from '../../../nodes/graph/time';
import { startEmulator, type Emulator } from '../../emulator';
import { enterDeviceCode } from '../../emulator/tests/oauthFlows';
import { live, type ExitCode } from '../live';
import { SECRET_VARIABLE } from '../options';

/** What a run came to. */
export interface LiveRun {
	code: ExitCode;
	/** What went to stdout. */
	report: string;
	/** What went to stderr. */
	told: string[];
	/** Cells of the table by the name of the check. */
	rows: Map<string, { question: string; answer: string; status: string; requestId: string; settles: string }>;
}

export interface RunOptions {
	/** Of the app; without it a user signs in. */
	secret?: string;
	/** What the user does with the code. */
	user?: { username: string; password: string } | 'cancel' | 'nothing';
	/** Called with every line that the command tells. */
	onTold?: (line: string) => void;
	signal?: AbortSignal;
}

/** A wait this long is one for a look under way, and ends with it. Shorter ones pass at once, in the emulator's time. */
const NEVER_ENDS_MS = 300_000;

/** The whole command against the emulator over sockets; its waits take no time. */
export class LiveBench {
	private constructor(readonly emulator: Emulator) {}

	static async start(): Promise<LiveBench> {
		return new LiveBench(await startEmulator());
	}

	reset(): void {
		this.emulator.reset();
		this.emulator.entra.deviceCodeInterval = 0;
	}

	/** Tenant, client and hosts, as on the command line. */
	get connection(): string[] {
		const { tenantId, clientId, authorityHost, graphApiBaseUrl } = this.emulator;
		return [
			'--tenant',
			tenantId,
			'--client',
			clientId,
			'--authority-host',
			authorityHost,
			'--graph',
			graphApiBaseUrl,
		];
	}

	async run(commandLine: string[] = [], options: RunOptions = {}): Promise<LiveRun> {
		return await this.runExactly([...this.connection, ...commandLine], options);
	}

	/** Without the options that every run needs. */
	async runExactly(
		commandLine: string[],
		{ secret, user = this.emulator.user, onTold, signal = new AbortController().signal }: RunOptions = {},
	): Promise<LiveRun> {
		const [printed, told]: [string[], string[]] = [[], []];
		const code = await live(commandLine, {
			environment: secret === undefined ? {} : { [SECRET_VARIABLE]: secret },
			print: (text) => printed.push(text),
			tell: (line) => {
				told.push(line);
				const asked = /open (\S+) and enter the code ([A-Z0-9]+)/.exec(line);
				if (asked && user !== 'nothing') void enterDeviceCode(asked[1]!, asked[2]!, user);
				onTold?.(line);
			},
			signal,
			time: this.time(),
		});
		const report = printed.join('\n');
		return { code, report, told, rows: rowsOf(report) };
	}

	/** Requests of Graph as "GET", "POST /sessions" …: what changes something with the end of its path. */
	get changes(): string[] {
		return this.emulator.graph.requests
			.filter(({ method, url }) => method !== 'GET' && !url.endsWith('/$batch'))
			.map(({ method, url }) => `${method} ${/[a-z]+(?=\/?$)|sessions(?=\/[^/]+$)/.exec(url)?.[0]}`);
	}

	private time(): Time {
		let passed = 0;
		return {
			now: () => Date.now() + passed,
			sleep: async (milliseconds, signal) => {
				if (milliseconds < NEVER_ENDS_MS) {
					passed += milliseconds;
					this.emulator.advance(milliseconds);
					return;
				}
				await new Promise((_resolve, reject) => {
					signal?.addEventListener('abort', () => reject(new CancelledError()), { once: true });
				});
			},
		};
	}
}

function rowsOf(report: string): LiveRun['rows'] {
	const lines = report.split('\n').filter((line) => line.startsWith('| `'));
	return new Map(
		lines.map((line) => {
			const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
			const [, name = '', question = '', answer = '', status = '', requestId = '', settles = ''] = cells;
			return [name.replaceAll('`', ''), { question, answer, status, requestId, settles }];
		}),
	);
}

/** The answers of a run by the name of the check. */
export const answersOf = ({ rows }: LiveRun): Record<string, string> =>
	Object.fromEntries([...rows].map(([name, { answer }]) => [name, answer]));
