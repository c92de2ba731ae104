import { isRecord } from '../judgement';
import { Receiver, type ReceivedRequest, type Reply } from '../Receiver';
import { issueFaults } from './jiraFaults';

export interface JiraIssue {
	key: string;
	summary: string;
	/** Wiki markup. */
	description?: string;
	labels: string[];
	project: string;
	issueType: string;
	priority?: string;
}

/** Jira Cloud with one project, as far as the examples look for issues and create them. */
export class JiraReceiver extends Receiver {
	readonly issues: JiraIssue[] = [];
	/** Whether it answers 503 to "create issue"; nobody can tell then whether the issue exists. */
	fails = false;
	/** Requests to create an issue, also those that failed. */
	created = 0;
	readonly email = 'soc@contoso.com';
	readonly apiToken = 'of-the-end-to-end-tests';

	override reset(): void {
		super.reset();
		this.issues.length = 0;
		this.fails = false;
		this.created = 0;
	}

	protected answer(received: ReceivedRequest): Reply {
		const { method, path, headers, body } = received;
		const request = `${method} ${path}`;
		const refuse = (status: number, faults: string[]): Reply => {
			return { status, body: { errorMessages: [this.refused(received, faults)], errors: {} } };
		};
		const account = Buffer.from(`${this.email}:${this.apiToken}`).toString('base64');
		if (headers.authorization !== `Basic ${account}`) return refuse(401, ['another account']);

		if (request === 'GET /rest/api/2/issuetype') {
			return { status: 200, body: [{ id: '10001', name: 'Task', subtask: false }] };
		}
		if (request === 'POST /rest/api/2/issue') {
			this.created++;
			if (this.fails) return { status: 503, body: {} };
			const faults = issueFaults(body);
			return faults.length > 0 ? refuse(400, faults) : this.create(body as IssueBody);
		}
		if (request !== 'POST /rest/api/2/search/jql') return refuse(404, ['no such method']);
		const label = isRecord(body) && LABEL_SEARCH.exec(String(body['jql']))?.[1];
		const most = Number(isRecord(body) && body['maxResults']);
		return label ? this.search(label, most) : refuse(400, ['jql: another query than the one known here']);
	}

	private create({ fields }: IssueBody): Reply {
		const { summary, description, labels = [], project, issuetype, priority } = fields;
		const id = String(this.issues.length + 1);
		const key = `SOC-${id}`;
		const [projectId, issueType] = [project.id, issuetype.id];
		this.issues.push({
			key,
			summary,
			description,
			labels,
			project: projectId,
			issueType,
			...(priority && { priority: priority.id }),
		});
		return { status: 201, body: { id, key, self: `${this.origin}/${key}` } };
	}

	/** Newest first. */
	private search(label: string, most: number): Reply {
		const found = this.issues.filter(({ labels }) => labels.includes(label));
		const issues = found.reverse().slice(0, most);
		return {
			status: 200,
			body: { issues: issues.map(({ key, summary }) => ({ key, fields: { summary } })), isLast: true },
		};
	}
}

/** Checked by `issueFaults`. */
interface IssueBody {
	fields: {
		summary: string;
		description: string;
		labels?: string[];
		project: { id: string };
		issuetype: { id: string };
		priority?: { id: string };
	};
}

const LABEL_SEARCH = /^labels = "([\w-]+)" ORDER BY created DESC$/;
