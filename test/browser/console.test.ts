import {
  PutThirdPartyJobFailureResultCommand,
  PutThirdPartyJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { acknowledged, dispatched, putSuccess } from '../local/codepipeline/call-as-worker.ts';
import { CLIENT_ID, CLIENT_TOKEN, startPlane } from '../local/codepipeline/start-plane.ts';
import { describeInBrowser } from './console-page.ts';

const SOON = { timeout: 10_000 };
const clientToken = CLIENT_TOKEN;

/** The statuses in the timeline of the job that is shown. */
const steps = (page: Page) => page.locator('.timeline strong').allTextContents();

/** The id of the job that is shown. */
const shownId = (page: Page) => page.locator('.facts dd').first().textContent();

describeInBrowser('the console', (open) => {
  it('says how to submit a job while there is none', async () => {
    const plane = await startPlane();
    const { page, trouble } = await open(plane.url);

    await page.getByRole('heading', { name: 'No job yet' }).waitFor();
    const commands = await page.locator('pre').allTextContents();

    expect(commands[0]).toBe('npm start -- --once --artifact PATH');
    expect(commands[1]).toContain(`curl -X POST ${plane.url}/_local/jobs`);
    expect(trouble).toEqual([]);
  });

  it('shows a job that is submitted, and each change of its status, without a reload', async () => {
    const plane = await startPlane();
    const { page, trouble } = await open(plane.url);
    await page.getByRole('heading', { name: 'No job yet' }).waitFor();

    const jobId = await plane.submit();
    await expect.poll(() => steps(page), SOON).toEqual(['Created', 'Queued']);
    await dispatched(plane.client, jobId);
    await expect.poll(() => steps(page), SOON).toEqual(['Created', 'Queued', 'Dispatched']);
    plane.clock.advance(31);
    await acknowledged(plane.client, jobId);
    await expect.poll(() => steps(page), SOON).toEqual(['Created', 'Queued', 'Dispatched', 'Dispatched', 'InProgress']);
    plane.clock.advance(90);
    await putSuccess(plane.client, jobId);
    await expect.poll(() => steps(page).then((shown) => shown.at(-1)), SOON).toBe('Succeeded');

    expect(await page.locator('.timeline .span').allTextContents()).toEqual([
      '0 ms',
      '0 ms',
      '31.0 s',
      '0 ms',
      '1 min 30 s',
      '2 min 1 s in all',
    ]);
    expect(await page.getByRole('status').textContent()).toContain(`${jobId.slice(0, 8)} is Succeeded.`);
    expect(await page.title()).toContain('Succeeded');
    expect(trouble).toEqual([]);
  });

  it('shows what a worker reported and the artifacts that came of it', async () => {
    const plane = await startPlane();
    const path = await plane.file('source.zip', 'y'.repeat(2048));
    const jobId = await plane.submit({ inputArtifacts: [{ name: 'Source', path }], outputArtifacts: ['Report'] });
    await acknowledged(plane.client, jobId);
    const executionDetails = { summary: 'No finding', externalExecutionId: 'scan-7', percentComplete: 60 };
    await plane.client.send(new PutThirdPartyJobSuccessResultCommand({ jobId, clientToken, executionDetails }));
    const { page, trouble } = await open(plane.url);

    await page.getByText('No finding').waitFor();
    const facts = await page.locator('.facts dd').allTextContents();
    const artifacts = await page.locator('#job tbody tr').allInnerTexts();

    expect(facts).toEqual(expect.arrayContaining([jobId, CLIENT_ID, 'No finding', 'scan-7', ' 60 %']));
    const seeded = (await plane.jobs.show(jobId)).inputArtifacts[0]?.path;
    expect(artifacts.map((row) => row.split('\t'))).toEqual([
      ['Source', 'input', '2.0 KiB', seeded],
      ['Report', 'output', 'not uploaded', ''],
    ]);
    expect(trouble).toEqual([]);
  });

  it('shows the hostile texts of a worker as text and runs nothing', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    await acknowledged(plane.client, jobId);
    const message = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;
    const failureDetails = { type: 'JobFailed', message, externalExecutionId: 'javascript:alert(3)' } as const;
    await plane.client.send(new PutThirdPartyJobFailureResultCommand({ jobId, clientToken, failureDetails }));
    const { page, trouble } = await open(plane.url);

    await page.getByRole('heading', { name: 'Failure details' }).waitFor();
    const shown = await page.locator('.failure dd').allTextContents();

    expect(shown).toEqual(['JobFailed', message, 'javascript:alert(3)']);
    expect(await page.locator('#job :is(img, script, a[href^="javascript:"])').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  it('shows hostile names as text, even such as the control plane would refuse', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    const hostile = '"><img src=x onerror=alert(1)>';
    const names = { clientId: hostile, pipelineName: hostile, stageName: hostile, actionName: hostile };
    const artifacts = { inputArtifacts: [{ name: hostile, path: hostile }] };
    const job = { ...(await plane.jobs.show(jobId)), ...names, ...artifacts, status: hostile };
    const { page, trouble } = await open(plane.url);

    await page.route('**/_local/jobs', (route) => route.fulfill({ json: [job] }));
    await page.route('**/_local/jobs/*', (route) => route.fulfill({ json: job }));

    await expect.poll(() => page.locator('#jobs strong').textContent(), SOON).toBe(hostile);
    expect(await page.locator('#job h2').textContent()).toBe(hostile);
    expect(await page.locator('.facts dd').last().textContent()).toBe(`${hostile} › ${hostile} › ${hostile}`);
    expect(await page.locator('body img').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  it('opens the job that the address names and stays with it', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    await plane.submit();
    const { page, trouble } = await open(`${plane.url}/#${jobId}`);

    await expect.poll(() => shownId(page), SOON).toBe(jobId);
    await plane.submit();
    await expect.poll(() => page.locator('#jobs li').count(), SOON).toBe(3);

    expect(await shownId(page)).toBe(jobId);
    expect(await page.locator('#jobs a[aria-current]').getAttribute('href')).toBe(`#${jobId}`);
    expect(trouble).toEqual([]);
  });

  it('says so when there is no job of the id that the address names', async () => {
    const plane = await startPlane();
    const { page, trouble } = await open(`${plane.url}/#gone-long-ago`);

    await page.getByRole('heading', { name: 'Unknown job' }).waitFor();

    expect(await page.locator('#job p').textContent()).toContain('There is no job gone-long-ago.');
    expect(trouble).toEqual([]);
  });

  it('leads from a job to the one that continues it, and back', async () => {
    const plane = await startPlane();
    const first = await plane.submit();
    await acknowledged(plane.client, first);
    await putSuccess(plane.client, first, 'round-two');
    const second = (await plane.jobs.show(first)).continuedAs ?? '';
    const { page, trouble } = await open(`${plane.url}/#${first}`);

    await page
      .locator('.rounds')
      .getByRole('link', { name: second.slice(0, 8) })
      .click();
    await expect.poll(() => shownId(page), SOON).toBe(second);
    await page
      .locator('.rounds')
      .getByRole('link', { name: first.slice(0, 8) })
      .click();
    await expect.poll(() => shownId(page), SOON).toBe(first);

    expect(await page.content()).not.toContain('round-two');
    expect(trouble).toEqual([]);
  });

  it('lists every rule with its present value, its mark and its source', async () => {
    const plane = await startPlane();
    const { page, trouble } = await open(plane.url);

    await page.getByRole('link', { name: 'Rules' }).click();
    await page.getByRole('rowheader', { name: 'redeliverySeconds' }).waitFor();
    await fetch(`${plane.url}/_local/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redeliverySeconds: 7 }),
    });
    await page.getByRole('cell', { name: '7 seconds may be a whole number' }).waitFor();

    const answer = await fetch(`${plane.url}/_local/settings`);
    const rules = (await answer.json()) as { name: string; mark: string; source: string }[];
    const rows = await page.locator('#rules tbody tr').allInnerTexts();
    const shown = rows.map((row) => row.split('\t')).map(([name, , mark, source]) => ({ name, mark, source }));
    expect(shown).toEqual(rules.map(({ name, mark, source }) => ({ name, mark, source })));
    expect(trouble).toEqual([]);
  });
});
