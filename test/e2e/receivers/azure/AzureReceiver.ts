import { Receiver, type ReceivedRequest, type Reply } from '../Receiver';
import { commentFaults, incidentFaults, type SentinelIncident } from './azureFaults';

interface Comment {
	id: string;
	/** HTML. */
	message: string;
}

/** learn.microsoft.com/rest/api/securityinsights: the resource provider's current version. */
const API_VERSION = '2025-09-01';

const INCIDENT =
	/^\/subscriptions\/[\da-f-]{36}\/resourceGroups\/[\w.-]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[\w-]+\/providers\/Microsoft\.SecurityInsights\/Incidents\/([\da-f-]{36})(?:\/comments\/([\da-f-]{36}))?$/i;

/** Azure Resource Manager, as far as incidents of Microsoft Sentinel are read, tagged and commented on. */
export class AzureReceiver extends Receiver {
	readonly accessToken = 'azure-token-of-the-end-to-end-tests';
	/** Whether it answers 503 to every write. */
	fails = false;
	/** Every change, oldest first, for people. */
	readonly writes: { what: string; text: string }[] = [];
	private readonly incidents = new Map<string, SentinelIncident>();
	private readonly written = new Map<string, Comment[]>();

	/** The tags of an incident. */
	labels(name: string): string[] {
		return this.incident(name).properties.labels.map(({ labelName }) => labelName);
	}

	comments(name: string): Comment[] {
		return this.written.get(name) ?? [];
	}

	override reset(): void {
		super.reset();
		this.fails = false;
		this.writes.length = 0;
		this.incidents.clear();
		this.written.clear();
	}

	protected answer(request: ReceivedRequest): Reply {
		const { method, path, query, headers, body } = request;
		const refuse = (status: number, faults: string[]): Reply => {
			const message = this.refused(request, faults);
			return { status, body: { error: { code: 'BadRequest', message } } };
		};
		if (headers.authorization !== `Bearer ${this.accessToken}`) return refuse(401, ['another token']);
		const [, name, commentId] = INCIDENT.exec(decodeURIComponent(path)) ?? [];
		if (name === undefined) return refuse(404, ['no such resource']);
		if (query.get('api-version') !== API_VERSION) return refuse(400, ['another api-version']);
		const incident = this.incident(name);
		if (method === 'GET')
			return commentId ? this.readComment(name, commentId) : { status: 200, body: incident };
		if (method !== 'PUT') return refuse(405, ['no such method']);
		if (this.fails) return { status: 503, body: {} };
		const faults = commentId ? commentFaults(body) : incidentFaults(body, incident);
		if (faults.length > 0) return refuse(400, faults);
		if (commentId)
			return this.comment(name, { id: commentId, message: (body as CommentBody).properties.message });
		return this.update(name, body as SentinelIncident);
	}

	/** One that nobody has asked for before exists, too. */
	private incident(name: string): SentinelIncident {
		const properties = {
			title: 'Mass download by a leaving employee',
			severity: 'High',
			status: 'New',
			owner: { objectId: null, assignedTo: 'Robin' },
			labels: [{ labelName: 'exfiltration', labelType: 'User' }],
		};
		const incident = this.incidents.get(name) ?? { name, etag: '"1"', properties };
		this.incidents.set(name, incident);
		return incident;
	}

	private update(name: string, { etag, properties }: SentinelIncident): Reply {
		const known = this.incident(name);
		if (etag !== known.etag)
			return { status: 409, body: { error: { code: 'Conflict', message: 'Stale etag.' } } };
		const updated = { name, etag: `"${Number(known.etag.replaceAll('"', '')) + 1}"`, properties };
		this.incidents.set(name, updated);
		this.writes.push({ what: 'tags', text: this.labels(name).join(', ') });
		return { status: 200, body: updated };
	}

	private readComment(name: string, commentId: string): Reply {
		const comment = this.comments(name).find(({ id }) => id === commentId);
		return comment
			? { status: 200, body: { name: commentId, properties: { message: comment.message } } }
			: { status: 404, body: { error: { code: 'NotFound', message: 'There is no such comment.' } } };
	}

	/** The same ID again replaces the comment. */
	private comment(name: string, comment: Comment): Reply {
		const others = this.comments(name).filter(({ id }) => id !== comment.id);
		this.written.set(name, [...others, comment]);
		this.writes.push({ what: 'comment', text: comment.message });
		return { status: 201, body: { name: comment.id, properties: { message: comment.message } } };
	}
}

/** Checked by `commentFaults`. */
interface CommentBody {
	properties: { message: string };
}
