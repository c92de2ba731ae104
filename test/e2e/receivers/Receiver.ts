import { HttpReceiver, type ReceivedRequest, type Reply, type ServerCertificate } from './HttpReceiver';
import type { Faults, Refusal } from './judgement';

/** A service behind the examples: a server on loopback that judges what arrives. */
export abstract class Receiver {
	/** What came in a form that the service would not take, or would lose a part of. */
	readonly refusals: Refusal[] = [];
	private http: HttpReceiver | undefined;

	/** @param certificate with it the server speaks TLS */
	async open(certificate?: ServerCertificate): Promise<void> {
		this.http = await HttpReceiver.open((request) => this.answer(request), certificate);
	}

	/** Without a slash at the end. */
	get origin(): string {
		return this.http?.origin ?? '';
	}

	get port(): number {
		return this.http?.port ?? 0;
	}

	/** Back to the state after the start. */
	reset(): void {
		this.refusals.length = 0;
	}

	async close(): Promise<void> {
		await this.http?.close();
	}

	protected abstract answer(request: ReceivedRequest): Reply;

	/** Notes a request that is refused. @returns its faults in one line, for the answer */
	protected refused({ method, path }: ReceivedRequest, faults: Faults): string {
		this.refusals.push({ request: `${method} ${path}`, faults });
		return faults.join('; ');
	}
}
