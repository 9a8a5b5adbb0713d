import { PutThirdPartyJobFailureResultCommand } from '@aws-sdk/client-codepipeline';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { acknowledged, putSuccess } from '../local/codepipeline/call-as-worker.ts';
import { CLIENT_TOKEN, startPlane } from '../local/codepipeline/start-plane.ts';
import { describeInBrowser } from './console-page.ts';
import { readContrasts } from './text-contrast.ts';

const SOON = { timeout: 10_000 };

/** Where in the page the keyboard is. */
const focused = (page: Page) => page.evaluate<string | null>('document.activeElement.getAttribute("href")');

describeInBrowser('using the console', (open) => {
  it('can be used with the keyboard alone', async () => {
    const plane = await startPlane();
    const older = await plane.submit();
    const newer = await plane.submit();
    const { page } = await open(plane.url);
    await page.locator('#jobs li').first().waitFor();

    const reached: (string | null)[] = [];
    for (let press = 0; press < 4; press++) {
      await page.keyboard.press('Tab');
      reached.push(await focused(page));
    }
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    await page.keyboard.press('Enter');

    expect(reached).toEqual(['#jobs', '#rules', `#${newer}`, `#${older}`]);
    expect(outline).toBe('solid');
    await expect.poll(() => page.locator('.facts dd').first().textContent(), SOON).toBe(older);
    expect(await focused(page)).toBe(`#${older}`);
  });

  it('keeps the focus where it is while jobs come in', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    const { page } = await open(plane.url);
    await page.locator('#jobs a').focus();

    await plane.submit();
    await acknowledged(plane.client, jobId);
    await expect.poll(() => page.locator('#jobs .chip').allTextContents(), SOON).toEqual(['Dispatched', 'InProgress']);

    expect(await focused(page)).toBe(`#${jobId}`);
  });

  it('says that the control plane is gone, keeps what it said last, and goes on when it is back', async () => {
    const plane = await startPlane();
    await plane.submit();
    const { page } = await open(plane.url);
    await page.locator('#jobs li').waitFor();

    await page.context().setOffline(true);
    await page.getByRole('alert').waitFor();
    const said = await page.getByRole('alert').textContent();
    const jobs = await page.locator('#jobs li').count();
    await page.context().setOffline(false);
    await page.getByRole('alert').waitFor({ state: 'hidden' });

    expect(said).toContain('The control plane has not answered since ');
    expect(jobs).toBe(1);
  });

  it('asks nothing while its tab is hidden, and asks at once when it is shown again', async () => {
    const plane = await startPlane();
    const { page } = await open('about:blank');
    await page.clock.install();
    await page.goto(plane.url);
    await page.getByRole('heading', { name: 'No job yet' }).waitFor();
    let requests = 0;
    page.on('request', () => requests++);

    await setHidden(page, true);
    await page.clock.runFor(10_000);
    const whileHidden = requests;
    await setHidden(page, false);
    await page.clock.runFor(10);

    expect(whileHidden).toBe(0);
    await expect.poll(() => requests, SOON).toBe(1);
  });

  it.each(['light', 'dark'] as const)('has the contrast of WCAG AA in the %s scheme', async (colorScheme) => {
    const plane = await startPlane();
    await failWithLongTexts(plane);
    await plane.submit();
    const { page } = await open(plane.url, { colorScheme });

    const ratios: { text: string; ratio: number }[] = [];
    await page.locator('#jobs li').first().waitFor();
    for (const link of await page.locator('#jobs a').all()) {
      await link.click();
      await page.locator('#jobs a[aria-current]').and(link).waitFor();
      ratios.push(...(await readContrasts(page)));
    }
    await page.getByRole('link', { name: 'Rules' }).click();
    await page.locator('#rules tr').first().waitFor();
    ratios.push(...(await readContrasts(page)));
    await page.context().setOffline(true);
    await page.getByRole('alert').waitFor();
    ratios.push(...(await readContrasts(page)));

    expect(ratios.length).toBeGreaterThan(100);
    expect(ratios.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  it('needs no scrolling to the side at a width of 360 pixels', async () => {
    const plane = await startPlane();
    const jobId = await failWithLongTexts(plane);
    const { page } = await open(plane.url, { viewport: { width: 360, height: 640 } });

    const widths: unknown[] = [];
    for (const shown of ['#jobs li', '#job h2', '#rules table']) {
      const hash = { '#jobs li': '#jobs', '#job h2': `#${jobId}`, '#rules table': '#rules' }[shown];
      await page.goto(`${plane.url}/${hash}`);
      await page.locator(shown).first().waitFor();
      widths.push(await page.evaluate('document.documentElement.scrollWidth'));
    }

    expect(widths).toEqual([360, 360, 360]);
  });

  it('shows either the list or a job on a narrow screen, and hands the focus on', async () => {
    const plane = await startPlane();
    await plane.submit();
    const { page } = await open(plane.url, { viewport: { width: 360, height: 640 } });
    await page.locator('#jobs a').waitFor();
    const jobAtFirst = await page.locator('#job').isVisible();

    await page.locator('#jobs a').press('Enter');
    await page.locator('#job').waitFor();

    expect(jobAtFirst).toBe(false);
    expect(await page.locator('#jobs').isVisible()).toBe(false);
    await expect.poll(() => page.evaluate('document.activeElement.tagName'), SOON).toBe('H2');
    await page.getByRole('link', { name: 'All jobs' }).click();
    await page.locator('#jobs').waitFor();
  });
});

type Plane = Awaited<ReturnType<typeof startPlane>>;

/** Ends a job, the continuation of another, with texts that are as long as CodePipeline takes and have no spaces. */
async function failWithLongTexts(plane: Plane): Promise<string> {
  const first = await plane.submit({ outputArtifacts: ['R'.repeat(100)] });
  await acknowledged(plane.client, first);
  await putSuccess(plane.client, first, 'token');
  const jobId = (await plane.jobs.show(first)).continuedAs ?? '';
  plane.clock.advance(31);
  await acknowledged(plane.client, jobId);
  const failureDetails = {
    type: 'JobFailed',
    message: 'm'.repeat(5000),
    externalExecutionId: 'e'.repeat(1500),
  } as const;
  await plane.client.send(
    new PutThirdPartyJobFailureResultCommand({ jobId, clientToken: CLIENT_TOKEN, failureDetails }),
  );
  return jobId;
}

/** What the page sees when another tab is brought to the front, or this one again. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
    document.dispatchEvent(new Event('visibilitychange'))`);
}
