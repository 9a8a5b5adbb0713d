import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artifactGuard, startLocalWorker } from '../end-to-end/local-worker.ts';
import { timeLimit } from '../time-limit.ts';
import { describeInBrowser } from './console-page.ts';
import { startStuckService } from './stuck-service.ts';

const LATER = { timeout: timeLimit(60_000) };
/** Seconds; a worker that was killed is missed after that. */
const LEASE = 4;

const status = (page: Page) => page.locator('.badge').textContent();

describeInBrowser('what a person does at the page, on the bundles that are deployed', (open) => {
  let worker: Awaited<ReturnType<typeof startLocalWorker>>;
  let input: string;
  let url: string;
  beforeAll(async () => {
    worker = await startLocalWorker({}, LEASE);
    url = worker.services.controlPlane.url;
    input = join(worker.folder, 'a folder');
    await mkdir(join(input, 'src'), { recursive: true });
    await writeFile(join(input, 'README.md'), '# A project\n');
    await writeFile(join(input, 'src/main.ts'), 'export const answer = 42;\n');
  }, timeLimit(120_000));
  afterAll(() => worker?.[Symbol.asyncDispose]());

  it('runs an action on a folder that was picked, and again with a change', {
    timeout: timeLimit(180_000),
  }, async () => {
    const { page, trouble } = await open(url);

    await page.getByRole('button', { name: 'Run…' }).click();
    await page.getByLabel('Folder').setInputFiles(input);
    await page.getByText('2 files').waitFor();
    await page.getByLabel('FailOn').selectOption('never');
    expect(await page.locator('dialog pre').textContent()).toBe(
      "npm start -- --once --action artifact-guard --artifact 'a folder' --set FailOn=never",
    );
    await page.locator('dialog').getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => status(page), LATER).toBe('Succeeded');
    const first = page.url();

    await page.getByRole('tab', { name: 'Artifacts' }).click();
    await page.locator('.files button', { hasText: 'main.ts' }).click();
    await page.getByText('export const answer = 42;').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).last().click();
    expect((await download).suggestedFilename()).toBe('Report.zip');

    await page.getByRole('button', { name: 'Run again…' }).click();
    await expect.poll(() => page.getByLabel('FailOn').inputValue()).toBe('never');
    await page.getByLabel('ReportUrl').fill('ftp://reports.example');
    await page.locator('dialog').getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => status(page), LATER).toBe('Failed');

    expect(page.url()).not.toBe(first);
    expect(await page.locator('.outcome').textContent()).toContain('ConfigurationError');
    expect(trouble).toEqual([]);
  });

  it('kills the worker of a job, and shows how another one recovers it', { timeout: timeLimit(180_000) }, async () => {
    const ReportUrl = await startStuckService();
    const { jobId } = await worker.services.controlPlane.jobs.submit({
      actionTypeId: artifactGuard,
      configuration: { ReportUrl, ReportToken: 'a-token' },
      inputArtifacts: [{ name: 'Source', path: input }],
    });
    const { page, trouble } = await open(`${url}/#job=${jobId}`);

    await page.locator('.waterfall .name', { hasText: 'Run' }).first().waitFor(LATER);
    await page.getByText('A worker holds the lease for').waitFor();
    await page.getByRole('button', { name: 'Kill the worker' }).click();
    await page.getByText('the lease of the dead worker runs out').waitFor(LATER);
    await expect.poll(() => status(page), LATER).toBe('Succeeded');

    const parts = await page.locator('.waterfall .name').allTextContents();
    expect(parts).toEqual(expect.arrayContaining(['Attempt 1', 'Run 1', 'Wait', 'Attempt 2', 'Run 2', 'Succeeded']));
    expect(await page.locator('.waterfall .kill').count()).toBe(1);
    expect(await page.locator('#jobs').textContent()).toContain('worker died once');
    expect(trouble).toEqual([]);
  });

  it('turns a fault on, shows which calls it struck, and puts the clock forward', {
    timeout: timeLimit(180_000),
  }, async () => {
    const { recorder, jobs } = worker.services.controlPlane;
    const { page, trouble } = await open(`${url}/#rules`);

    await page.getByRole('switch', { name: /^throttle/ }).click();
    await page.locator('.health').getByText('throttle').waitFor();
    await page.getByRole('button', { name: '10 minutes forward' }).click();
    await page.locator('.health').getByText('10 min 0 s ahead').waitFor();
    const { jobId } = await jobs.submit({
      actionTypeId: artifactGuard,
      inputArtifacts: [{ name: 'Source', path: input }],
    });
    await jobs.waitFor(jobId, ['Succeeded']);
    await page.goto(`${url}/#job=${jobId}&tab=calls`);

    await page.locator('.call em[data-tone="bad"]', { hasText: 'throttle' }).first().waitFor();
    const again = page.locator('.call', { hasText: 'try 2' }).first();
    await again.click();
    await page
      .getByRole('button', { name: 'Copy as AWS CLI line' })
      .or(page.locator('.exchange h4').first())
      .first()
      .waitFor();
    expect(recorder.now() - Date.now()).toBeGreaterThan(590_000);
    expect(trouble).toEqual([]);
  });
});
