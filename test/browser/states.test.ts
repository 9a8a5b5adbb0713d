import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { few } from '../few.ts';
import { startPlane } from '../local/codepipeline/start-plane.ts';
import { timeLimit } from '../time-limit.ts';
import { describeInBrowser } from './console-page.ts';
import { everyProperty } from './every-property.ts';
import { calm, HOSTILE, playJob, playJobs, replay } from './replay.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Width and scheme. The first three have each width and each scheme. */
const LOOKS = [
  [360, 'light'],
  [1440, 'dark'],
  [820, 'light'],
  [360, 'dark'],
  [820, 'dark'],
  [1440, 'light'],
] as const;
const TABS = ['log', 'calls', 'artifacts', 'findings', 'configuration', 'ledger'] as const;

/** What may be seen, and where. */
const states = {
  'twelve jobs': { events: playJobs(12), hash: '' },
  'hostile names': { events: playJob(1, { end: 'failed', name: HOSTILE }), hash: '' },
  'faults and rules': { events: [], hash: '#view=rules' },
  'no job': { events: [], hash: '' },
  'a running job': { events: playJob(1, { end: 'running' }), hash: '' },
  'a thousand jobs': { events: playJobs(1000), hash: '#show=failed' },
  'a failing job': { events: playJob(1, { end: 'failed' }), hash: '' },
  'a killed job': { events: playJob(1, { end: 'killed' }), hash: '' },
  'a continuing job': {
    events: [...playJob(1, { end: 'continuing' }), ...playJob(2, { end: 'running', execution: 1 })],
    hash: '',
  },
} as const;

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** What axe finds in the page as it is, by its rules for WCAG 2.2 A and AA and its best practices. */
async function judge(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.addScriptTag({ path: AXE });
  const run = "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)";
  const violations = await page.evaluate<Violation[]>(run);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 150)}`));
}

describeInBrowser('the page', (open) => {
  it.each(few(3, Object.keys(states) as (keyof typeof states)[]))(
    'has no barrier that axe finds, at any width in any scheme: %s',
    { timeout: timeLimit(180_000) },
    async (name) => {
      const { events, hash } = states[name];
      const plane = await startPlane();
      replay(plane.recorder, [...calm, ...events]);
      // Its policy would keep axe out as it keeps out everything that is not the page's own.
      const { page, trouble } = await open(`${plane.url}/${hash}`, { bypassCSP: true });

      const found: string[] = [];
      for (const [width, colorScheme] of few(3, LOOKS)) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.locator('#main h2, #main nav').first().waitFor();
        found.push(...(await judge(page)));
        const scrolls = await page.evaluate<number>('document.documentElement.scrollWidth');
        if (scrolls > width) found.push(`scrolls to the side: ${scrolls} of ${width}`);
      }

      expect(found).toEqual([]);
      expect(trouble).toEqual([]);
    },
  );

  it.each(few(2, TABS))('has no barrier in the part %s of a job, and shows hostile names as text', async (tab) => {
    const plane = await startPlane();
    replay(plane.recorder, [...calm, ...playJob(1, { end: 'failed', name: HOSTILE, lines: 300 })]);
    const { page, trouble } = await open(`${plane.url}/#tab=${tab}`, { bypassCSP: true });
    await page.getByRole('tab', { selected: true }).waitFor();
    if (tab === 'calls') await page.locator('.call').first().click();

    const found = await judge(page);

    expect(found).toEqual([]);
    expect(await page.locator('body img').count()).toBe(0);
    expect(await page.locator('#job h2').textContent()).toBe(HOSTILE.replace('\u202e', '\\u202e'));
    // No artifact of a replayed job lies in the store, so that asking for it is a 404.
    expect(trouble.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('has no barrier in a job of which no property was set', async () => {
    const plane = await startPlane();
    const events = playJob(1, { end: 'failed' });
    const bare = events.map((event) => (event.kind === 'made' ? { ...event, configuration: {}, secrets: [] } : event));
    replay(plane.recorder, [...calm, ...bare]);
    const { page } = await open(`${plane.url}/#tab=configuration`, { bypassCSP: true });
    await page.getByText('No property was set.').waitFor();

    expect(await judge(page)).toEqual([]);
  });

  it('has no barrier in the form, and shows the command that does the same', async () => {
    const plane = await startPlane({ actions: [everyProperty] });
    replay(plane.recorder, calm);
    const { page } = await open(plane.url, { bypassCSP: true });

    await page.getByRole('button', { name: 'Run…' }).click();
    await page.getByLabel('Users').fill('1000');
    await page.getByText('Allowed is a whole number from 1 to 100.').waitFor();

    expect(await judge(page)).toEqual([]);
    expect(await page.locator('dialog pre').textContent()).toContain('npm start -- --once --action');
  });
});
