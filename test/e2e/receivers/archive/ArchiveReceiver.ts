import { Receiver, type ReceivedRequest, type Reply } from '../Receiver';

export interface StoredFile {
	path: string;
	/** Parsed JSON. */
	content: unknown;
}

/** Any place that keeps JSON which is put there over HTTP. */
export class ArchiveReceiver extends Receiver {
	readonly files: StoredFile[] = [];
	readonly secret = 'archive-secret-of-the-end-to-end-tests';

	override reset(): void {
		super.reset();
		this.files.length = 0;
	}

	protected answer(request: ReceivedRequest): Reply {
		const { method, path, headers, body } = request;
		const faults = [
			...(method === 'PUT' ? [] : ['only PUT stores something']),
			...(headers.authorization === this.secret ? [] : ['another secret']),
			...(typeof body === 'object' ? [] : ['the body is no JSON']),
		];
		if (faults.length > 0) return { status: 400, body: { faults: this.refused(request, faults) } };
		this.files.push({ path, content: body });
		return { status: 201, body: {} };
	}
}
