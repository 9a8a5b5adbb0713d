import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { acknowledged } from '../local/codepipeline/call-as-worker.ts';
import { startPlane } from '../local/codepipeline/start-plane.ts';
import { timeLimit } from '../time-limit.ts';
import { describeInBrowser } from './console-page.ts';
import { calm, playJob, playJobs, replay } from './replay.ts';
import { readContrasts } from './text-contrast.ts';

const SOON = { timeout: timeLimit(10_000) };

/** What is wrong, and what the page says then. */
const TROUBLES = [
  [{ kind: 'functions', state: 'starting' }, 'The functions are starting'],
  [{ kind: 'functions', state: 'failed', said: 'No esbuild.' }, 'No esbuild.'],
  [{ kind: 'queue', waiting: 0, hidden: 0, dead: 2 }, '2 messages could not be processed'],
  [{ kind: 'pause', since: 0 }, 'Polling is paused since'],
  [{ kind: 'pause', deployed: true }, 'Polling is paused by the deployment'],
  [{ kind: 'poll', actionType: 'a', jobs: 0, at: 0 }, 'No worker has polled for'],
] as const;

/** The address that the focused link leads to. */
const focused = (page: Page) => page.evaluate<string | null>('document.activeElement.getAttribute("href")');

describeInBrowser('using the console', (open) => {
  it('can be used with the keyboard alone: search, the list by arrows, the parts of a job, and the way to the detail', async () => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJobs(12)]);
    const { page } = await open(plane.url);
    await page.locator('#jobs li').first().waitFor();

    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
    await page.keyboard.type('00000003');
    await expect.poll(() => page.locator('#jobs li').count(), SOON).toBe(1);
    expect(page.url()).toContain('q=00000003');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await expect.poll(() => page.locator('#jobs li').count(), SOON).toBe(12);

    await page.locator('#jobs a[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), SOON).toContain('00000010');
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');

    await page.getByRole('tab', { name: 'Log' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.getByRole('tab', { selected: true }).textContent(), SOON).toBe('Calls');
    await page.reload();
    await page.locator('#job-title').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.id'), SOON).toBe('job-title');
  });

  it('keeps the focus where it is while jobs come in', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    const { page } = await open(plane.url);
    await page.locator('#jobs a').first().focus();

    await plane.submit();
    await acknowledged(plane.client, jobId);
    await expect.poll(() => page.locator('#jobs a[data-status="InProgress"]').count(), SOON).toBe(1);

    expect(await focused(page)).toContain(jobId);
  });

  it('says that the control plane is gone, keeps what it said last, and goes on when it is back', async () => {
    const plane = await startPlane();
    await plane.submit();
    const { page } = await open(plane.url);
    await page.locator('#jobs li').waitFor();

    // A request that is under way is not broken off by being offline, so a new one must be needed.
    await page.context().setOffline(true);
    await setHidden(page, true);
    await setHidden(page, false);
    await page.locator('#gone').waitFor();
    const said = await page.locator('#gone').textContent();
    const jobs = await page.locator('#jobs li').count();
    await page.context().setOffline(false);
    await page.locator('#gone').waitFor({ state: 'hidden' });

    expect(said).toContain('The control plane has not answered since ');
    expect(jobs).toBe(1);
  });

  it('starts over with another start of the control plane, and says that the page must be loaded anew', async () => {
    const plane = await startPlane();
    await plane.submit();
    const { page } = await open(plane.url);
    await page.locator('#jobs li').waitFor();
    const { port } = plane;

    await plane.close();
    await page.locator('#gone').waitFor();
    const next = await startPlane({ port });
    await page.getByText('The control plane was restarted.').waitFor();
    const [one, other] = [await next.submit(), await next.submit()];

    await expect.poll(() => page.locator('#jobs li').count(), SOON).toBe(2);
    for (const jobId of [one, other]) expect(await page.locator(`#jobs a[href*="${jobId}"]`).count()).toBe(1);
  });

  it('holds no connection while its tab is hidden, and knows at once what it missed when it is shown again', async () => {
    const plane = await startPlane();
    await plane.submit();
    const { page } = await open(plane.url);
    await page.locator('#jobs li').waitFor();

    await setHidden(page, true);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const jobId = await plane.submit();
    await page.waitForTimeout(1_500);
    const whileHidden = requests.length;
    const shownWhileHidden = await page.locator('#jobs li').count();
    await setHidden(page, false);
    await page.locator(`#jobs a[href*="${jobId}"]`).waitFor();

    expect([whileHidden, shownWhileHidden]).toEqual([0, 1]);
    expect(requests.length).toBeLessThanOrEqual(3);
    expect(requests[0]).toContain('after=');
  });

  it('asks no more for a job that is left, also when its events were refused a moment before', async () => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJobs(2)]);
    const { page } = await open(plane.url);
    const [first, second] = [page.locator('#jobs a').first(), page.locator('#jobs a').nth(1)];
    await second.waitFor();
    let refused = 0;
    const ofSecond = new URLSearchParams((await second.getAttribute('href'))?.slice(1)).get('job') ?? '';
    await page.route(new RegExp(`/_local/events\\?job=${ofSecond}`), (route) => {
      refused += 1;
      return route.fulfill({ status: 500, body: '' });
    });

    await second.click();
    await expect.poll(() => refused, SOON).toBe(1);
    await first.click();
    await page.waitForTimeout(1_500);

    expect(refused).toBe(1);
  });

  it('says what is wrong while it is wrong, and no longer', async () => {
    const plane = await startPlane();
    const nothing = [...calm, { kind: 'pause' }] as const;
    replay(plane.recorder, nothing);
    const { page } = await open(plane.url);

    for (const [event, said] of TROUBLES) {
      plane.recorder.record(event);
      await page.locator('#troubles').getByText(said).waitFor();
      replay(plane.recorder, nothing);
      await page.locator('#troubles').getByText(said).waitFor({ state: 'detached' });
    }
  });

  it('has the contrast of WCAG AA in either scheme', async () => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJobs(8), ...playJob(20, { end: 'failed', lines: 20 })]);
    const { page } = await open(plane.url);

    const ratios: { text: string; ratio: number }[] = [];
    const read = async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        ratios.push(...(await readContrasts(page)));
      }
    };
    for (const tab of ['Log', 'Calls', 'Configuration', 'Ledger']) {
      await page.getByRole('tab', { name: tab }).click();
      await read();
    }
    await page.getByRole('button', { name: 'Faults and rules' }).click();
    await page.locator('#rules td').first().waitFor();
    await read();

    expect(ratios.length).toBeGreaterThan(200);
    expect(ratios.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  it('shows either the list or a job on a narrow screen, and leads back', async () => {
    const plane = await startPlane();
    await plane.submit();
    const { page } = await open(plane.url, { viewport: { width: 360, height: 640 } });
    await page.locator('#jobs a').waitFor();
    const jobAtFirst = await page.locator('#job').isVisible();

    await page.locator('#jobs a').press('Enter');
    await page.locator('#job').waitFor();

    expect(jobAtFirst).toBe(false);
    expect(await page.locator('#jobs').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'All jobs' }).click();
    await page.locator('#jobs').waitFor();
  });
});

/** What the page sees when another tab is brought to the front, or this one again. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
    document.dispatchEvent(new Event('visibilitychange'))`);
}
