import { GraphClient } from '../../../nodes/graph/client';
import type { HttpResponse } from '../../../nodes/graph/http';
import { idOf, diagnosed } from './failures';

/** What reading a list throws when Graph answers like this. */
async function failureOf(...answers: Array<Partial<HttpResponse>>): Promise<unknown> {
	let index = 0;
	const send = async () => {
		const answer = answers[Math.min(index++, answers.length - 1)];
		return { status: 200, headers: {}, text: '', ...answer };
	};
	const client = new GraphClient('https://graph.microsoft.com', { send }, () => 0);
	const pages = client.pages('/security/securityCopilot/workspaces');
	try {
		for (let page = await pages.next(); !page.done; page = await pages.next());
		return undefined;
	} catch (error) {
		return error;
	}
}

const json = (body: unknown) => ({ text: JSON.stringify(body) });
const circle = json({
	value: [],
	'@odata.nextLink': 'https://graph.microsoft.com/beta/security/securityCopilot/workspaces?$skiptoken=1',
});
const page = {
	text: '<html><form>Sign in</form></html>',
	headers: { 'content-type': 'text/html; charset=utf-8' },
};
const redirect = (location?: string) => ({ status: 302, headers: { ...(location && { location }) } });

describe('an answer that GraphClient refuses', () => {
	test.each<[string, string, Array<Partial<HttpResponse>>]>([
		['a page with status 200', 'notJson', [page]],
		['an empty body', 'emptyAnswer', [{}]],
		['a list without value', 'unexpectedAnswer', [json({})]],
		['a JSON list', 'unexpectedAnswer', [json([])]],
		['pages that run in a circle', 'endlessList', [circle]],
		['a redirect to nowhere', 'redirected', [redirect()]],
		['a redirect to another host', 'redirected', [redirect('https://evil.example/x')]],
		[
			'a next page on another host',
			'foreignLink',
			[json({ value: [], '@odata.nextLink': 'https://evil.example/' })],
		],
	])('explains %s as %s', async (_, id, answers) => {
		expect(idOf(await failureOf(...answers))).toBe(id);
	});

	it('names the content type of a page, never the page', async () => {
		const { description } = diagnosed(await failureOf(page));
		expect(description).toContain('(text/html from graph.microsoft.com)');
		expect(description).not.toContain('Sign in');
	});

	it('names the host that a link leads to', async () => {
		const link = json({ value: [], '@odata.nextLink': 'https://evil.example/x?token=1' });
		const { description } = diagnosed(await failureOf(link));
		expect(description).toMatch(/https:\/\/evil\.example instead of https:\/\/graph\.microsoft\.com/);
	});
});
