import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startPlane } from '../local/codepipeline/start-plane.ts';
import { openEvents } from '../local/events/event-stream.ts';
import { timeLimit } from '../time-limit.ts';
import { describeInBrowser } from './console-page.ts';
import { calm, playJob, playJobs, replay } from './replay.ts';

const SOON = { timeout: timeLimit(10_000) };
/** A jump of the keyboard to the detail is worth more than that. */
const MAX_TAB_STOPS = 20;
/** HTML, script, style, icon, the overview, and each job that is the newest for a moment while the page loads. */
const MAX_REQUESTS = 20;
/** Nodes and attributes that one event of a job that is not shown may change. */
const MAX_WRITES = 40;
/** Of one event in the overview, with usual names. */
const MAX_BYTES = 700;

/** Counts every change of the document from now on. */
const watchWrites = (page: Page) =>
  page.evaluate(`globalThis.writes = 0;
    new MutationObserver((records) => { globalThis.writes += records.length; })
      .observe(document.getElementById('page'), { subtree: true, childList: true, attributes: true, characterData: true })`);

const isBeforeDetail = `!document.activeElement.closest('#job') && document.activeElement !== document.body`;

describeInBrowser('what the page costs', (open) => {
  it('is few requests, however many jobs there are, and none while nothing happens', async () => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJobs(1000)]);
    const { page } = await open('about:blank');
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));

    await page.goto(plane.url);
    await page.locator('#jobs li').first().waitFor();
    await page.locator('.waterfall').waitFor();
    await page.waitForTimeout(1_500);
    const atFirst = requests.length;
    await page.waitForTimeout(2_500);

    expect(atFirst).toBeLessThanOrEqual(MAX_REQUESTS);
    expect(requests.length).toBe(atFirst);
  });

  it('is a bounded number of bytes an event', async () => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJobs(100)]);

    const stream = await openEvents(plane.url);
    await stream.until((event) => event.kind === 'job' && event.jobId.startsWith('00000099'));

    expect(stream.text().length / stream.events.length).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('is a bounded number of changes of the document an event, and draws only the rows that can be seen', async () => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJobs(1000)]);
    const { page } = await open(plane.url);
    await page.locator('#jobs li').first().waitFor();
    await page.locator('.waterfall').waitFor();
    await watchWrites(page);

    const events = 50;
    for (let percent = 1; percent <= events; percent++) {
      plane.recorder.changeJob(playedId(998), { percent });
      await page.waitForTimeout(20);
    }
    await expect
      .poll(() => page.locator('#jobs a[href*="00000998"] .bar').getAttribute('style'), SOON)
      .toContain('50%');

    expect(await page.evaluate<number>('writes')).toBeLessThanOrEqual(events * MAX_WRITES);
    expect(await page.locator('#jobs li').count()).toBeLessThan(40);
  });

  it('is few stops of the Tab key before the detail', async () => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJobs(1000)]);
    const { page } = await open(plane.url);
    await page.locator('#jobs li').first().waitFor();

    let stops = 0;
    do {
      await page.keyboard.press('Tab');
      stops += 1;
    } while (stops < 100 && (await page.evaluate<boolean>(isBeforeDetail)));

    expect(stops).toBeGreaterThan(3);
    expect(stops).toBeLessThanOrEqual(MAX_TAB_STOPS);
    expect(await page.evaluate('Boolean(document.activeElement.closest("#job"))')).toBe(true);
  });

  it('draws few of a thousand lines, and follows the newest', async () => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJob(1, { end: 'running', lines: 1000 })]);
    const { page } = await open(plane.url);

    await page.getByText('Guard line 999', { exact: true }).waitFor();

    expect(await page.locator('.line').count()).toBeLessThan(60);
    await page.getByLabel('Filter the log').fill('line 77');
    await expect.poll(() => page.locator('.line').count(), SOON).toBe(11);
  });
});

const playedId = (number: number) => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
