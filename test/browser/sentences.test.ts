import { expect, it } from 'vitest';
import { startPlane } from '../local/codepipeline/start-plane.ts';
import { timeLimit } from '../time-limit.ts';
import { describeInBrowser } from './console-page.ts';
import { calm, playJob, replay } from './replay.ts';

const SOON = { timeout: timeLimit(10_000) };

describeInBrowser('what the page says', (open) => {
  it('of a log in which no line is looked for is not that nothing was written', async () => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJob(1, { end: 'failed', lines: 3 })]);
    const { page } = await open(plane.url);

    await page.getByLabel('Filter the log').fill('nowhere');

    await page.getByText('No line is of that kind.').waitFor();
    expect(await page.getByText('No function has written').count()).toBe(0);
  });

  it('of faults and rules that it could not read is why, and not that there are none', async () => {
    const plane = await startPlane();
    const { page } = await open(plane.url);
    const refuse = { status: 500, contentType: 'application/json', body: '{"message":"The disk is full."}' };
    await page.route(/_local\/(faults|settings)/, (route) => route.fulfill(refuse));

    await page.getByRole('button', { name: 'Faults and rules' }).click();

    await expect.poll(() => page.getByText('The disk is full.').count(), SOON).toBe(2);
    expect(await page.getByText('There are no functions here').count()).toBe(0);
  });

  it.each([
    ['where there is no job', '', 'no-jobs-title'],
    ['of a job that nobody knows', '#job=00000000', 'job-title'],
  ])('%s is reached by its first key', async (_, hash, title) => {
    const plane = await startPlane();
    if (hash !== '') replay(plane.recorder, [...calm, ...playJob(1, { end: 'failed' })]);
    const { page } = await open(`${plane.url}/${hash}`);
    await page.locator(`#${title}`).waitFor();

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await expect.poll(() => page.evaluate('document.activeElement.id'), SOON).toBe(title);
  });
});
