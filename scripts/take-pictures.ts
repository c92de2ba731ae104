/**
 * Takes the pictures of the README in a real n8n editor: `npm exec tsx scripts/take-pictures.ts`.
 *
 * Needs a Chromium (Debian: `apt-get install chromium`); CHROMIUM names another one than /usr/bin/chromium. The first run
 * downloads n8n, as `npm run e2e` does, and playwright-core, which drives the browser.
 */
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { scripts } from '../test/emulator';
import { emptyProject, installed } from '../test/e2e/install/cachedFolder';
import { WEBHOOK_SECRET } from '../test/e2e/n8n/exampleCredentials';
import { exampleWorkflow, nodeOfType } from '../test/e2e/n8n/workflows';
import { sentinelCases, SENTINEL_DATA } from '../test/incidents';
import { npm } from '../test/e2e/process/npm';
import { connectedCredential } from '../test/e2e/server/connectAccount';
import { OWNER } from '../test/e2e/server/N8nClient';
import { Harness } from '../test/e2e/fixture/Harness';
import { Fixture } from '../test/e2e/fixture/Fixture';

const PICTURES = join(__dirname, '..', 'docs', 'pictures');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const PLAYWRIGHT = 'playwright-core@1.65.1';

/** What is used of playwright-core, which is no dependency of this repository. */
interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}
interface Locator {
	click(): Promise<void>;
	dblclick(): Promise<void>;
	fill(text: string): Promise<void>;
	waitFor(options?: { timeout?: number }): Promise<void>;
	boundingBox(): Promise<Box | null>;
	all(): Promise<Locator[]>;
	first(): Locator;
}
interface Page {
	setDefaultTimeout(milliseconds: number): void;
	goto(url: string): Promise<unknown>;
	locator(selector: string): Locator;
	addStyleTag(tag: { content: string }): Promise<unknown>;
	waitForURL(url: RegExp): Promise<void>;
	waitForTimeout(milliseconds: number): Promise<void>;
	screenshot(options: { path: string; clip: Box }): Promise<unknown>;
}
interface Browser {
	newPage(options: { viewport: { width: number; height: number } }): Promise<Page>;
	close(): Promise<void>;
}
interface Playwright {
	chromium: { launch(options: { executablePath: string; args: string[] }): Promise<Browser> };
}

async function main(): Promise<void> {
	const { signal } = new AbortController();
	const say = (line: string) => console.log(line);
	const { chromium } = await playwright(signal, say);
	const harness = await Harness.prepare(signal, say);
	// In a container, and as root, Chromium has no sandbox.
	const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
	try {
		const { server } = await harness.server();
		const fixture = await Fixture.open(harness, signal);
		try {
			await mkdir(PICTURES, { recursive: true });
			const page = await browser.newPage({ viewport: { width: 1340, height: 1140 } });
			// The editor is slow on a busy machine.
			page.setDefaultTimeout(120_000);
			await logIn(page, server.url);
			await takePictures(fixture, page, server.url);
		} finally {
			await fixture.close();
		}
	} finally {
		await browser.close();
		await harness.close();
	}
}

async function playwright(signal: AbortSignal, say: (line: string) => void): Promise<Playwright> {
	const folder = await installed(
		{
			title: PLAYWRIGHT,
			folderName: PLAYWRIGHT,
			announcement: 'Downloading it from the npm registry, once: 14 MB.',
			install: async (unfinished) => {
				const project = await emptyProject(join(unfinished, 'project'));
				await npm(['install', PLAYWRIGHT, '--ignore-scripts'], { cwd: project, signal });
			},
		},
		say,
	);
	return createRequire(join(folder, 'project', 'package.json'))('playwright-core') as Playwright;
}

async function logIn(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
	await page.locator('input[type="password"]').fill(OWNER.password);
	await page.locator('[data-test-id="form-submit-button"]').click();
	await page.waitForURL(/workflow|home/);
}

async function takePictures(fixture: Fixture, page: Page, url: string): Promise<void> {
	fixture.emulator.graph.scriptEvaluations(/Sentinel incident/, scripts.immediate(SENTINEL_DATA));
	await takeCredential(fixture, page, url);
	await takeGetSession(fixture, page, url);
	await takeSentinel(fixture, page, url);
}

/** The dialog of a connected credential. */
async function takeCredential(fixture: Fixture, page: Page, url: string): Promise<void> {
	const { id } = await connectedCredential(await fixture.server(), fixture.emulator);
	await page.goto(`${url}/home/credentials/${id}`);
	await page.locator(CREDENTIAL_DIALOG).waitFor();
	// The dialog scrolls; the picture shows it down to the permissions.
	await page.addStyleTag({ content: TALL_DIALOG });
	await page.waitForTimeout(2_000);
	await take(page, 'credential', CREDENTIAL_DIALOG, 0);
}

/** The panel of the default operation, with the session that it got. */
async function takeGetSession(fixture: Fixture, page: Page, url: string): Promise<void> {
	const n8n = await fixture.server();
	const example = await exampleWorkflow('get-session');
	const { name, parameters } = nodeOfType(example, 'n8n-nodes-security-copilot.securityCopilotSession');
	// As the README's first workflow chooses it.
	Object.assign(parameters['sessionId'] as object, { mode: 'list', cachedResultName: 'API: who am I' });
	const id = await n8n.createWorkflow(await fixture.withAccounts(example));
	await page.goto(`${url}/workflow/${id}`);
	await page.locator(nodeSelector(name)).waitFor();
	await page.locator('[data-test-id="execute-workflow-button"]').first().click();
	await page.locator(`${nodeSelector(name)} [data-test-id="canvas-node-status-success"]`).waitFor();
	await openPanel(page, name);
	await take(page, 'get-session', PARAMETERS_AND_OUTPUT, 0, 580);
}

/** The canvas after a run, and the panel of the node that asks. */
async function takeSentinel(fixture: Fixture, page: Page, url: string): Promise<void> {
	const n8n = await fixture.server();
	const example = await exampleWorkflow('sentinel-incident-to-slack-and-jira');
	const id = await n8n.createWorkflow(await fixture.withAccounts(example));
	await page.goto(`${url}/workflow/${id}`);
	await page.locator(nodeSelector('Post to Slack')).waitFor();
	await page.locator('[data-test-id="execute-workflow-button"]').first().click();
	await page
		.locator('[data-test-id="trigger-listening"], :text("Waiting for trigger event")')
		.first()
		.waitFor();
	const headers = { [WEBHOOK_SECRET.name]: WEBHOOK_SECRET.value };
	const path = '/webhook-test/security-copilot/sentinel-incident';
	await n8n.rest.send('POST', path, sentinelCases.created.body, headers);
	await page
		.locator(`${nodeSelector('Tag the incident')} [data-test-id="canvas-node-status-success"]`)
		.waitFor({ timeout: 120_000 });
	await page.locator('[data-test-id="zoom-to-fit"]').click();
	await page.addStyleTag({ content: HIDDEN });
	await page.waitForTimeout(1_000);
	// The names of nodes stand outside their boxes.
	await take(page, 'sentinel-workflow', CANVAS_CONTENT, 40);

	await openPanel(page, 'Ask Security Copilot');
	await take(page, 'ask', PARAMETERS_AND_OUTPUT, 0);
}

async function openPanel(page: Page, node: string): Promise<void> {
	await page.locator(nodeSelector(node)).dblclick();
	await page.locator('[data-test-id="ndv"]').waitFor();
	await page.locator('[data-test-id="output-panel"] :text-is("JSON")').first().click();
	await page.waitForTimeout(1_000);
}

/** @param margin pixels around what is taken @param height pixels from the top; default: all of it */
async function take(
	page: Page,
	name: string,
	selector: string,
	margin = 12,
	height = Infinity,
): Promise<void> {
	const box = await around(page, selector, margin);
	const clip = { ...box, height: Math.min(box.height, height) };
	await page.screenshot({ path: join(PICTURES, `${name}.png`), clip });
}

const nodeSelector = (name: string): string => `[data-test-id="canvas-node"][data-node-name="${name}"]`;

const PARAMETERS_AND_OUTPUT = '[data-test-id="node-parameters"], [data-test-id="output-panel"]';

const CREDENTIAL_DIALOG = '.el-dialog:visible';

const TALL_DIALOG = `${CREDENTIAL_DIALOG.replace(':visible', '')} { height: 1130px !important; max-height: none !important; margin-top: 5px !important; }`;

const CANVAS_CONTENT = '[data-test-id="canvas-node"], [data-test-id="sticky"]';

/** What floats over the canvas and has nothing to do with the workflow. */
const HIDDEN = `
	[data-test-id="canvas-controls"], [data-test-id="notifications"], .el-notification, .n8n-suggested-actions,
	[data-test-id="suggested-actions"], [class*="executionButtons"], [class*="nodeViewControls"],
	[data-test-id="canvas-plus-button"], [data-test-id="floating-nodes"] { visibility: hidden !important; }`;

/**
 * The smallest part of the page that holds all elements of a kind.
 *
 * @param margin pixels
 * @throws Error when there are none
 */
async function around(page: Page, selector: string, margin: number): Promise<Box> {
	const located = await page.locator(selector).all();
	const boxes = (await Promise.all(located.map(async (locator) => await locator.boundingBox()))).filter(
		(box) => box !== null,
	);
	const x = Math.max(0, Math.min(...boxes.map((box) => box.x)) - margin);
	const y = Math.max(0, Math.min(...boxes.map((box) => box.y)) - margin);
	const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin;
	const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin;
	if (boxes.length === 0) throw new Error(`There is no ${selector}.`);
	return { x, y, width: right - x, height: bottom - y };
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
