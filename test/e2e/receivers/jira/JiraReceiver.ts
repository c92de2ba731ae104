import { HttpReceiver, type ReceivedRequest, type Reply } from '../HttpReceiver';
import { isRecord, type Faults, type Refusal } from '../judgement';
import { commentFaults, issueFaults } from './jiraFaults';

export interface JiraIssue {
	key: string;
	summary: string;
	/** Wiki markup. */
	description?: string;
	labels: string[];
	project: string;
	issueType: string;
}

export interface JiraComment {
	issueKey: string;
	/** ADF. */
	body: unknown;
}

/** Jira Cloud with one project, as far as the examples create issues, look for them and comment on them. */
export class JiraReceiver {
	readonly issues: JiraIssue[] = [];
	readonly comments: JiraComment[] = [];
	readonly refusals: Refusal[] = [];
	/** Whether it answers 503 to "create issue"; nobody can tell then whether the issue exists. */
	fails = false;
	/** Requests to create an issue, also those that failed. */
	created = 0;
	readonly email = 'soc@contoso.com';
	readonly apiToken = 'of-the-end-to-end-tests';
	private http: HttpReceiver | undefined;

	static async open(): Promise<JiraReceiver> {
		const jira = new JiraReceiver();
		jira.http = await HttpReceiver.open((request) => jira.answer(request));
		return jira;
	}

	/** For the credential's field Domain. */
	get domain(): string {
		return this.http?.origin ?? '';
	}

	/** Puts an issue there as if somebody had made it. @returns its key */
	addIssue(issue: Partial<JiraIssue>): string {
		const key = `SOC-${this.issues.length + 1}`;
		const usual = { summary: 'An incident', labels: [], project: '10000', issueType: '10001' };
		this.issues.push({ ...usual, ...issue, key });
		return key;
	}

	async close(): Promise<void> {
		await this.http?.close();
	}

	private answer({ method, path, headers, body }: ReceivedRequest): Reply {
		const request = `${method} ${path}`;
		const refuse = (status: number, faults: Faults): Reply => {
			this.refusals.push({ request, faults });
			return { status, body: { errorMessages: faults, errors: {} } };
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
		if (request === 'POST /rest/api/2/search/jql') {
			const label = isRecord(body) && LABEL_SEARCH.exec(String(body['jql']))?.[1];
			const most = Number(isRecord(body) && body['maxResults']);
			return label
				? this.search(label, most)
				: refuse(400, ['jql: another query than the one that is known here']);
		}
		const issueKey = COMMENTS.exec(request)?.[1];
		if (issueKey === undefined) return refuse(404, ['no such method']);
		if (!this.issues.some(({ key }) => key === issueKey))
			return refuse(404, [`there is no issue ${issueKey}`]);
		const faults = commentFaults(body);
		if (faults.length > 0) return refuse(400, faults);
		this.comments.push({ issueKey, body: (body as { body: unknown }).body });
		return { status: 201, body: { id: String(this.comments.length) } };
	}

	private create({ fields }: IssueBody): Reply {
		const { summary, description, labels = [], project, issuetype } = fields;
		const key = this.addIssue({
			summary,
			description,
			labels,
			project: project.id,
			issueType: issuetype.id,
		});
		return { status: 201, body: { id: key.slice('SOC-'.length), key, self: `${this.domain}/${key}` } };
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
	};
}

const LABEL_SEARCH = /^labels = "([\w-]+)" ORDER BY created DESC$/;
const COMMENTS = /^POST \/rest\/api\/3\/issue\/([A-Z]+-\d+)\/comment$/;
