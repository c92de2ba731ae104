import { PACKAGE_NAME, PACKAGE_VERSION } from '../../nodes/version';
import type { Row } from './check';
import { codeName } from './names';
import type { LiveOptions } from './options';
import type { SignedIn } from './signIn';

const GLOBAL_CLOUD = 'https://graph.microsoft.com';

/** What stands above the table. */
export interface ReportHead {
	options: LiveOptions;
	signedIn: SignedIn;
	/** Milliseconds since the epoch. */
	now: number;
}

/** The report as Markdown. It is made to be public: what is in it has passed through names.ts, or is ours. */
export function report(rows: readonly Row[], { options, signedIn, now }: ReportHead): string {
	const made = rows.filter(({ kind }) => kind === 'answered').length;
	const asked = ['reading', options.write && '`--write`', options.ask !== undefined && '`--ask`'];
	const left = [!options.write && '`--write`', options.ask === undefined && '`--ask`'].filter(Boolean);
	const permissions =
		[...signedIn.scopes, ...signedIn.roles].map(codeName).join(', ') || 'none that can be read';
	return [
		'### Security Copilot in a real tenant',
		'',
		`- ${PACKAGE_NAME} ${PACKAGE_VERSION}, Node.js ${process.version}, ${new Date(now).toISOString()}`,
		`- signed in as ${signedIn.as === 'app' ? 'the app' : 'a user'}; permissions: ${permissions}`,
		`- Graph: ${options.graphApiBaseUrl === GLOBAL_CLOUD ? GLOBAL_CLOUD : 'another endpoint than the global cloud'}`,
		`- asked for: ${asked.filter(Boolean).join(', ')}${left.length > 0 ? `; not asked for: ${left.join(', ')}` : ''}`,
		'',
		'| check | question | answer | HTTP | request-id | line of docs/assumptions.md |',
		'| --- | --- | --- | --- | --- | --- |',
		...rows.map(line),
		'',
		`${made} of ${rows.length} checks could be made.`,
	].join('\n');
}

const PREFIX = { answered: '', refused: '**refused:** ', notMade: '**not made:** ' };

function line({ check, kind, answer, status, requestId }: Row): string {
	const cells = [
		`\`${check.name}\``,
		check.question,
		`${PREFIX[kind]}${answer}`,
		String(status ?? ''),
		requestId === undefined ? '' : codeName(requestId),
		check.settles.join('; '),
	];
	return `| ${cells.map((cell) => cell.replace(/[\r\n]+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}
