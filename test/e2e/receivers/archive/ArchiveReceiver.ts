import { HttpReceiver, type ReceivedRequest, type Reply } from '../HttpReceiver';
import type { Refusal } from '../judgement';

export interface StoredFile {
	path: string;
	/** Parsed JSON. */
	content: unknown;
}

/** Any place that keeps JSON which is put there over HTTP. */
export class ArchiveReceiver {
	readonly files: StoredFile[] = [];
	readonly refusals: Refusal[] = [];
	readonly secret = 'archive-secret-of-the-end-to-end-tests';
	private http: HttpReceiver | undefined;

	static async open(): Promise<ArchiveReceiver> {
		const archive = new ArchiveReceiver();
		archive.http = await HttpReceiver.open((request) => archive.answer(request));
		return archive;
	}

	get origin(): string {
		return this.http?.origin ?? '';
	}

	async close(): Promise<void> {
		await this.http?.close();
	}

	private answer({ method, path, headers, body }: ReceivedRequest): Reply {
		const faults = [
			...(method === 'PUT' ? [] : ['only PUT stores something']),
			...(headers.authorization === this.secret ? [] : ['another secret']),
			...(typeof body === 'object' ? [] : ['the body is no JSON']),
		];
		if (faults.length > 0) {
			this.refusals.push({ request: `${method} ${path}`, faults });
			return { status: 400, body: { faults } };
		}
		this.files.push({ path, content: body });
		return { status: 201, body: {} };
	}
}
