import { isRecord, textFaults, unknownNames, type Faults } from '../judgement';
import { Receiver, type ReceivedRequest, type Reply } from '../Receiver';

export interface DefenderComment {
	incidentId: string;
	comment: string;
}

const INCIDENT = /^\/v1\.0\/security\/incidents\/(\d+)(\/comments)?$/;

/** Microsoft Graph, as far as an incident of Microsoft Defender is read and commented on. */
export class DefenderReceiver extends Receiver {
	readonly comments: DefenderComment[] = [];
	readonly accessToken = 'defender-token-of-the-end-to-end-tests';

	override reset(): void {
		super.reset();
		this.comments.length = 0;
	}

	protected answer(request: ReceivedRequest): Reply {
		const { method, path, headers, body } = request;
		const refuse = (status: number, faults: Faults): Reply => {
			return { status, body: { error: { code: 'BadRequest', message: this.refused(request, faults) } } };
		};
		if (headers.authorization !== `Bearer ${this.accessToken}`) return refuse(401, ['another token']);
		const [, incidentId, comments] = INCIDENT.exec(path) ?? [];
		if (incidentId === undefined) return refuse(404, ['no such resource']);
		if (method === 'GET' && !comments) return { status: 200, body: this.incident(incidentId) };
		if (method !== 'POST' || !comments) return refuse(405, ['no such method']);
		const faults = defenderCommentFaults(body);
		if (faults.length > 0) return refuse(400, faults);
		this.comments.push({ incidentId, comment: (body as { comment: string }).comment });
		return { status: 201, body: { value: this.incident(incidentId).comments } };
	}

	private incident(id: string) {
		const comments = this.comments
			.filter(({ incidentId }) => incidentId === id)
			.map(({ comment }) => ({ comment, createdByDisplayName: 'n8n' }));
		return {
			id,
			displayName: 'Exfiltration from one device',
			severity: 'medium',
			status: 'active',
			comments,
		};
	}
}

/** What is wrong with the body of "Create comment" (incident). Its longest text is not documented. */
function defenderCommentFaults(body: unknown): Faults {
	if (!isRecord(body)) return ['the body is no object'];
	const type = body['@odata.type'];
	return [
		...unknownNames(body, ['@odata.type', 'comment'], ''),
		...(type === 'microsoft.graph.security.alertComment' ? [] : [`@odata.type: is ${String(type)}`]),
		...textFaults(body['comment'], 'comment', 30_000),
	];
}
