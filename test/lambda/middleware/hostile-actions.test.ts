import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { authorLog } from '../../../lambda/job/author-log.ts';
import { createLog } from '../../../lambda/middleware/log.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { anything, hostile, unmarked } from '../job/hostile.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld, type ProbeJob } from './world.ts';

captureLogLines();

/** What becomes of a job whose action does this, and how often it was run for that. */
async function runOnce(act: (job: ProbeJob) => Promise<Outcome>) {
  const world = createWorld();
  const jobId = world.addJob({ outputArtifacts: [] });
  await world.poll();
  let runs = 0;
  const fate = await world.deliver(
    world.worker(async (job) => {
      runs += 1;
      return act(job);
    }),
  );
  return { fate, runs, status: world.codePipeline.job(jobId).status };
}

describe('an action is run once', () => {
  it.each(Object.entries(hostile))('although it returns %s', async (_what, make) => {
    expect(await runOnce(async () => make() as Outcome)).toEqual({ fate: 'deleted', runs: 1, status: 'Failed' });
  });

  it.each(Object.entries(hostile))('although it throws %s', async (_what, make) => {
    const thrown = runOnce(async () => {
      throw make();
    });

    expect(await thrown).toEqual({ fate: 'deleted', runs: 1, status: 'Failed' });
  });

  it.each(Object.entries(hostile))('and succeeds although it logs %s', async (_what, make) => {
    const logged = runOnce(async (job) => {
      job.log.info('it is', { it: make(), deeper: { it: make() } });
      job.log.warn(make() as string, make() as Record<string, unknown>);
      return succeeded();
    });

    expect(await logged).toEqual({ fate: 'deleted', runs: 1, status: 'Succeeded' });
  });
});

describe('a log', () => {
  it('writes one line of JSON, whatever it is given', () => {
    fc.assert(
      fc.property(anything, anything, (...given) => {
        const [message, fields] = given.map(unmarked);
        const lines: string[] = [];
        const log = createLog(createRedactor(), (line) => lines.push(line));

        log.info('line', fields as Record<string, unknown>);
        log.error('line', { error: fields });
        authorLog(log, createRedactor()).info(message as string, fields as Record<string, unknown>);

        expect(lines.map((line) => typeof JSON.parse(line))).toEqual(['object', 'object', 'object']);
      }),
      { numRuns: 500 },
    );
  });
});
