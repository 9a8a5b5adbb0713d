import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { artifactGuard, startLocalWorker } from '../end-to-end/local-worker.ts';
import { planted } from '../lambda/actions/planted-credentials.ts';
import { startPlane } from '../local/codepipeline/start-plane.ts';
import { timeLimit } from '../time-limit.ts';
import { describeInBrowser } from './console-page.ts';
import { startStuckService } from './stuck-service.ts';

const LATER = { timeout: timeLimit(60_000) };
const LEASE = 4;
/** Where the pictures of the documents go, when they are to be drawn anew. */
const folder = process.env['DRAW_PICTURES'];

/** @returns The size of the picture in bytes. */
async function draw(page: Page, name: string): Promise<number> {
  // So that the pictures do not change with every second.
  await page.evaluate('document.activeElement?.blur()');
  const picture = await page.screenshot({ animations: 'disabled' });
  if (folder !== undefined) await writeFile(join(folder, `first-minute-${name}.png`), picture);
  return picture.length;
}

const view = { viewport: { width: 1200, height: 760 } } as const;

describeInBrowser('the first minute', (open) => {
  it('can be seen in five pictures, from a page that waits to a job that was killed and recovered', {
    timeout: timeLimit(240_000),
  }, async () => {
    const sizes: number[] = [];
    const plane = await startPlane();
    plane.recorder.record({ kind: 'functions', state: 'starting' });
    const starting = await open(plane.url, view);
    await starting.page.getByRole('heading', { name: 'No job yet' }).waitFor();
    sizes.push(await draw(starting.page, '1-starting'));

    const worker = await startLocalWorker({}, LEASE);
    onTestFinished(() => worker[Symbol.asyncDispose]());
    const { jobs, url } = worker.services.controlPlane;
    const input = join(worker.folder, 'shop');
    await mkdir(join(input, 'deploy'), { recursive: true });
    await writeFile(join(input, 'README.md'), '# A shop\n');
    await writeFile(join(input, 'deploy/settings.env'), planted.githubToken.text);
    const job = {
      actionTypeId: artifactGuard,
      inputArtifacts: [{ name: 'Source', path: input }],
      outputArtifacts: ['Report'],
      ...{ pipelineName: 'shop', stageName: 'Check', actionName: 'Artifact-Guard' },
    };
    const passing = await jobs.submit({ ...job, configuration: { FailOn: 'never' } });
    await jobs.waitFor(passing.jobId, ['Succeeded']);
    const failing = await jobs.submit(job);
    await jobs.waitFor(failing.jobId, ['Failed']);
    const { page } = await open(`${url}/#job=${failing.jobId}&tab=findings`, view);
    await page.locator('.findings tbody td').first().waitFor();
    sizes.push(await draw(page, '2-findings'));

    const ReportUrl = await startStuckService();
    const configuration = { FailOn: 'never', ReportUrl, ReportToken: 'a-token' };
    const killed = await jobs.submit({ ...job, configuration });
    await page.goto(`${url}/#job=${killed.jobId}`);
    await page.getByText('A worker holds the lease for').waitFor(LATER);
    sizes.push(await draw(page, '3-running'));
    await page.getByRole('button', { name: 'Kill the worker' }).click();
    await jobs.waitFor(killed.jobId, ['Succeeded']);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${url}/#job=${killed.jobId}&tab=calls`);
    await page.locator('.waterfall .name', { hasText: 'Succeeded' }).waitFor();
    sizes.push(await draw(page, '4-recovered'));

    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Run again…' }).click();
    await page.getByRole('heading', { name: 'Run again' }).waitFor();
    sizes.push(await draw(page, '5-again'));

    // A picture of nothing is smaller, and one that no reader wants to load is larger.
    for (const size of sizes) expect(size).toBeGreaterThan(20_000);
    for (const size of sizes) expect(size).toBeLessThan(250_000);
  });
});
