import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import type { JobEvent } from '../../../local/events/event.ts';
import type { Recorder, Told } from '../../../local/events/recorder.ts';
import { startServices } from '../../../local/program/services.ts';
import { anyFreePorts } from '../../../model/local/services.ts';
import { atMost } from '../goal.ts';
import type { Measurement } from '../measurement.ts';

const JOBS = 1_000;
/** Jobs that are at work at a time, each of which tells how far it is once a second. */
const AT_WORK = 4;
const SECONDS = 15;
const EVENTS = 20;

const MAX_SHARE = 5;
const MAX_FIRST_CONTENT = 1_000;
const MAX_DELAY = 200;

const browserPath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

export const page: Measurement = {
  name: 'page',
  title: `the local page with ${JOBS} jobs, of which ${AT_WORK} are at work`,
  async measure() {
    if (browserPath === undefined) {
      return {
        figures: [],
        facts: {},
        goals: [],
        skipped: ['page: no Chromium was found; CHROMIUM_PATH may name one'],
      };
    }
    const services = await startServices({ ports: anyFreePorts });
    const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const { recorder, url } = services.controlPlane;
      for (let number = 0; number < JOBS; number++) recorder.record(jobOf(number));
      const tab = await browser.newPage();
      await tab.goto(url);
      await tab.locator('#jobs li').first().waitFor();
      const firstContent = await tab.evaluate<number>(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime",
      );
      const share = await shareOf(await tab.context().newCDPSession(tab), recorder);
      const delay = await delayOf(tab, recorder);
      return {
        figures: [],
        facts: {},
        goals: [
          atMost('G14', "the tab's share of a core", [share, MAX_SHARE], ' %'),
          atMost('G14', 'until first content is there', [firstContent, MAX_FIRST_CONTENT], ' ms'),
          atMost('G14', 'from an event to the picture of it', [delay, MAX_DELAY], ' ms'),
        ],
        skipped: [],
      };
    } finally {
      await browser.close();
      await services.close();
    }
  },
};

const idOf = (number: number) => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

const jobOf = (number: number): Told<JobEvent> => ({
  kind: 'job',
  jobId: idOf(number),
  actionTypeId: { category: 'Test', owner: 'ThirdParty', provider: 'Acme-Scan', version: '1' },
  pipelineName: 'shop',
  stageName: 'Check',
  actionName: 'Guard',
  actionExecutionId: `execution-${number}`,
  status: number < JOBS - AT_WORK ? 'Succeeded' : 'InProgress',
  createdAt: Date.now() - (JOBS - number) * 1000,
  changedAt: Date.now(),
});

/** The share of a core that the tab's main thread takes while jobs go on, in percent. */
async function shareOf(session: CDPSession, recorder: Recorder): Promise<number> {
  // Processor time: on a busy machine a task waits while it runs.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taken = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await taken();
  const began = performance.now();
  for (let second = 0; second < SECONDS; second++) {
    for (let job = JOBS - AT_WORK; job < JOBS; job++) recorder.changeJob(idOf(job), { percent: second });
    await setTimeout(1000);
  }
  return Number(((100_000 * ((await taken()) - before)) / (performance.now() - began)).toFixed(1));
}

/** Milliseconds from an event until the page shows it, the slowest of some. */
async function delayOf(tab: Page, recorder: Recorder): Promise<number> {
  const bar = tab.locator(`#jobs a[href*="${idOf(JOBS - 1)}"] .bar`);
  let slowest = 0;
  for (let count = 1; count <= EVENTS; count++) {
    const percent = 50 + count;
    const began = performance.now();
    recorder.changeJob(idOf(JOBS - 1), { percent });
    await bar.and(tab.locator(`[style*="${percent}%"]`)).waitFor({ state: 'attached' });
    slowest = Math.max(slowest, performance.now() - began);
  }
  return Math.round(slowest);
}
