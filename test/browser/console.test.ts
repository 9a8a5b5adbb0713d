import { PutThirdPartyJobFailureResultCommand } from '@aws-sdk/client-codepipeline';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { acknowledged, dispatched, putSuccess } from '../local/codepipeline/call-as-worker.ts';
import { CLIENT_TOKEN, startPlane } from '../local/codepipeline/start-plane.ts';
import { timeLimit } from '../time-limit.ts';
import { describeInBrowser } from './console-page.ts';

const SOON = { timeout: timeLimit(10_000) };
const clientToken = CLIENT_TOKEN;

/** The parts of the life of the job that is shown. */
const parts = (page: Page) => page.locator('.waterfall .name').allTextContents();

/** The id of the job that is shown. */
const shownId = (page: Page) => page.locator('#job header code').first().getAttribute('title');

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

  it('shows a job that is submitted, and each part of its life, without a reload', async () => {
    const plane = await startPlane();
    const { page, trouble } = await open(plane.url);
    await page.getByRole('heading', { name: 'No job yet' }).waitFor();

    const jobId = await plane.submit();
    await expect.poll(() => parts(page), SOON).toEqual(['Queue']);
    plane.clock.advance(4);
    await dispatched(plane.client, jobId);
    await expect.poll(() => parts(page), SOON).toEqual(['Queue', 'Message']);
    plane.clock.advance(31);
    await acknowledged(plane.client, jobId);
    await expect.poll(() => page.locator('.badge').textContent(), SOON).toBe('InProgress');
    plane.clock.advance(90);
    await putSuccess(plane.client, jobId);
    await expect.poll(() => page.locator('.badge').textContent(), SOON).toBe('Succeeded');

    expect(await parts(page)).toEqual(['Queue', 'Message', 'Succeeded']);
    expect(await page.locator('.waterfall .span').allTextContents()).toEqual(['4.0 s', '31.0 s', '']);
    expect(await page.locator('#news').textContent()).toContain(`${jobId.slice(0, 8)} is Succeeded.`);
    expect(await page.title()).toContain('Succeeded');
    expect(trouble).toEqual([]);
  });

  it('shows what a worker says as text, never as HTML', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    await acknowledged(plane.client, jobId);
    const message = `<img src=x onerror="alert(1)"><script>alert(2)</script>`;
    const failureDetails = { type: 'JobFailed', message, externalExecutionId: 'javascript:alert(3)' } as const;
    await plane.client.send(new PutThirdPartyJobFailureResultCommand({ jobId, clientToken, failureDetails }));
    const { page, trouble } = await open(plane.url);

    await page.getByText('external execution ID').waitFor();
    const shown = await page.locator('.outcome').textContent();

    expect(shown).toContain(message);
    expect(shown).toContain('javascript:alert(3)');
    expect(await page.locator('#job :is(img, script, a[href^="javascript:"])').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  it('opens the job that the address names and stays with it', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    await plane.submit();
    // As an earlier release wrote it.
    const { page, trouble } = await open(`${plane.url}/#${jobId}`);

    await expect.poll(() => shownId(page), SOON).toBe(jobId);
    await plane.submit();
    await expect.poll(() => page.locator('#jobs li').count(), SOON).toBe(3);

    expect(await shownId(page)).toBe(jobId);
    expect(await page.locator('#jobs a[aria-current]').getAttribute('href')).toContain(jobId);
    expect(trouble).toEqual([]);
  });

  it('says so when there is no job of the id that the address names', async () => {
    const plane = await startPlane();
    const { page, trouble } = await open(`${plane.url}/#job=gone-long-ago`);

    await page.getByRole('heading', { name: 'Unknown job' }).waitFor();

    expect(await page.locator('#job p').textContent()).toContain('There is no job gone-long-ago.');
    expect(trouble).toEqual([]);
  });

  it('shows the rounds of an action as one run, and leads from one to the other', async () => {
    const plane = await startPlane();
    const first = await plane.submit();
    await acknowledged(plane.client, first);
    await putSuccess(plane.client, first, 'round-two');
    const second = (await plane.jobs.show(first)).continuedAs ?? '';
    const { page, trouble } = await open(`${plane.url}/#job=${first}`);

    await expect.poll(() => page.locator('#jobs li').count(), SOON).toBe(1);
    await page
      .getByRole('link', { name: second.slice(0, 8) })
      .first()
      .click();
    await expect.poll(() => shownId(page), SOON).toBe(second);
    await page
      .locator('.waterfall')
      .getByRole('link', { name: first.slice(0, 8) })
      .click();
    await expect.poll(() => shownId(page), SOON).toBe(first);

    expect(await page.locator('#jobs').textContent()).toContain('round 2');
    expect(await page.content()).not.toContain('round-two');
    expect(trouble).toEqual([]);
  });

  it('lists every rule with its mark and source, and sets one that is assumed', async () => {
    const plane = await startPlane();
    const { page, trouble } = await open(plane.url);

    await page.getByRole('button', { name: 'Faults and rules' }).click();
    await page.getByLabel('redeliverySeconds').fill('7');
    await page.getByLabel('redeliverySeconds').press('Enter');
    await page.getByLabel('acknowledgeTwiceWithSameNonce').selectOption('accepted');
    const read = async () => (await (await fetch(`${plane.url}/_local/settings`)).json()) as RuleOfServer[];
    const values = async () => {
      const rules = await read();
      return ['redeliverySeconds', 'acknowledgeTwiceWithSameNonce'].map(
        (name) => rules.find((rule) => rule.name === name)?.value,
      );
    };
    await expect.poll(values, SOON).toEqual([7, 'accepted']);

    const rules = await read();
    const shown = await page.locator('#rules td.source').allTextContents();
    expect(shown).toEqual(rules.map(({ source }) => source));
    expect(trouble).toEqual([]);
  });

  it('says what a rule may not be set to, and leaves it', async () => {
    const plane = await startPlane();
    const { page } = await open(`${plane.url}/#rules`);

    await page.getByLabel('redeliverySeconds').fill('0');
    await page.getByLabel('redeliverySeconds').press('Enter');

    await page.getByText('Setting redeliverySeconds: got 0, allowed is a whole number from 1 to 43200.').waitFor();
  });
});

interface RuleOfServer {
  name: string;
  value: string | number | boolean;
  source: string;
}
