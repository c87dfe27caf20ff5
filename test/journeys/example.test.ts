import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ended } from '../support/client.ts';
import { filesOf, type ProjectFiles } from '../support/project-archive.ts';
import { openServer, type TestServer } from '../support/server.ts';

const place = { project: 'report', environment: 'main' };
const example = join(import.meta.dirname, '../../examples/report');
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let server: TestServer;
let files: ProjectFiles;
let deployed: Ended;

beforeAll(async () => {
  server = await openServer();
  files = await filesOf(example);
  deployed = await server.deploy(files, place);
});
afterAll(() => server[Symbol.asyncDispose]());

describe('the example', () => {
  test('is built and deployed, its log telling each step in order', () => {
    expect(deployed.activity).toMatchObject({ state: 'complete', result: 'success' });
    const steps = deployed.log
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/[:(].*/, '').trim());
    // The two are built at the same time.
    const of = (name: string) => steps.filter((line) => line.startsWith(`[${name}] `));
    expect(of('web')).toEqual([
      '[web] Building web',
      '[web] Running the build hook of web',
      '[web] build-info.json',
    ]);
    expect(of('report')).toEqual([
      '[report] Building report',
      '[report] Running the build hook of report',
      '[report] orders.csv → orders.json',
    ]);
    expect(steps.slice(6)).toEqual([
      'Deploying environment main',
      'Starting application web',
      'Environment main is deployed',
    ]);
  });

  test('runs its task, whose log begins with the container and ends with the delivery', async () => {
    const { activity, log } = await server.run('report', { REPORT_TITLE: 'The first half' }, place);
    const lines = log.trimEnd().split('\n');
    expect(lines[0]).toBe(`Starting task container report--task--${activity.id.slice(0, 8)}`);
    expect(lines[1]).toBe('The first half: 124 orders to read');
    expect(lines.slice(2, 8).map((line) => line.slice(0, 7))).toEqual([
      '2026-01',
      '2026-02',
      '2026-03',
      '2026-04',
      '2026-05',
      '2026-06',
    ]);
    expect(lines[8]).toBe('Delivered: €9,175.70 in 6 months');
    expect(lines).toHaveLength(9);
    expect(activity).toMatchObject({
      state: 'complete',
      result: 'success',
      payload: { outcome: { kind: 'succeeded', exit_code: 0 } },
    });
  });

  test("shows the task's report on the application's page", async () => {
    const page = await server.visit('/', place);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<h2>The first half</h2>');
  });

  test('starts a run from the button on its page, and shows its report', async () => {
    await using browser = await openBrowser();
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(`http://${server.hostOf(place)}:${server.port}/`);
    await page.getByLabel('Title').fill('By the button');
    await page.getByRole('button', { name: 'Run the report now' }).click();
    await page.getByRole('status').filter({ hasText: 'Done' }).waitFor({ timeout: 20_000 });
    await page.getByRole('heading', { name: 'By the button' }).waitFor();
    const status = (await page.getByRole('status').textContent()) ?? '';
    const activityId = /activity (\w+)/.exec(status)?.[1] ?? '';
    const { activity } = await server.waitFor(activityId, place);
    expect(activity).toMatchObject({ result: 'success', payload: { outcome: { kind: 'succeeded' } } });
    expect(problems).toEqual([]);
    const screenshot = process.env.ERRAND_SCREENSHOT;
    if (screenshot !== undefined) await page.screenshot({ path: screenshot, fullPage: true });
  });

  test('is not built again where nothing changed', async () => {
    const { activity, log } = await server.deploy(files, place);
    expect(activity.result).toBe('success');
    expect(log).toMatch(/^Reusing existing build of web \(\w+\)$/m);
    expect(log).toMatch(/^Reusing existing build of report \(\w+\)$/m);
    expect(log).not.toContain('Building');
  });
});

async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumArguments });
}
