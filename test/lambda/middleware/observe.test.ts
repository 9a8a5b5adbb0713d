import { format } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failed, succeeded } from '../../../lambda/action/outcome.ts';
import { createWorker } from '../../../lambda/worker.ts';
import { deliver } from './deliver.ts';
import { captureLogLines, counted } from './log-lines.ts';
import { createWorld, type ProbeJob } from './world.ts';

const lines = captureLogLines();

/** What reaches the console that was there before the worker came. */
const printed: string[] = [];
const terminal = console;
const original = { ...console };

beforeEach(() => {
  printed.length = 0;
  const print = (...values: unknown[]) => void printed.push(format(...values));
  Object.assign(console, { debug: print, error: print, info: print, log: print, warn: print });
});
afterEach(() => {
  Object.assign(console, original);
});

describe('a worker and the console', () => {
  it.each(['debug', 'error', 'info', 'log', 'warn'] as const)(
    'hides a secret that an action or a library prints with console.%s',
    async (method) => {
      const world = createWorld();
      world.addJob({ configuration: { Password: 'correct horse', Note: '-' }, outputArtifacts: [] });
      await world.poll();
      const print = async ({ configuration }: ProbeJob) => {
        terminal[method]('the password is %s', configuration.Password?.reveal(), {
          again: ['correct horse'],
        });
        return succeeded();
      };
      const { actions, ...ports } = world.workerPorts(print);
      const worker = createWorker(ports, actions);

      await world.clock.finish(deliver(world.queue, worker, world.clock));

      expect(printed).toEqual(["the password is *** { again: [ '***' ] }"]);
    },
  );

  it('still hides the secret of a job that is over, for its action may go on printing', async () => {
    const world = createWorld();
    world.addJob({ configuration: { Password: 'correct horse', Note: '-' }, outputArtifacts: [] });
    world.addJob({ configuration: { Password: 'battery staple', Note: '-' }, outputArtifacts: [] });
    await world.poll();
    const passwords: (string | undefined)[] = [];
    const print = async ({ configuration }: ProbeJob) => {
      passwords.push(configuration.Password?.reveal());
      terminal.log(passwords.join(', '));
      return succeeded();
    };
    const { actions, ...ports } = world.workerPorts(print);
    const worker = createWorker(ports, actions);

    await world.clock.finish(deliver(world.queue, worker, world.clock));
    await world.clock.finish(deliver(world.queue, worker, world.clock));

    expect(passwords).toHaveLength(2);
    expect(printed).toEqual(['***', '***, ***']);
  });
});

describe('the lines of a worker', () => {
  it.each(['JobsFailed', 'CloudWatchMetrics', 'Test', 'INFO', 'null', 'jobId', '2026', '":{"'])(
    'are as they would be without a customer whose token is %j',
    async (Password) => {
      const world = createWorld();
      for (let job = 0; job < 3; job++) {
        const configuration = job === 0 ? { Password, Note: '-' } : { Note: '-' };
        world.addJob({ configuration, outputArtifacts: [] });
      }
      await world.poll();
      const worker = world.workerWith(world.workerPorts(async () => failed('JobFailed', 'for reasons of its own')));

      for (let job = 0; job < 3; job++) await world.deliver(worker);

      expect([counted(lines, 'JobsClaimed'), counted(lines, 'JobsFailed')]).toEqual([3, 3]);
      for (const line of lines.map((text) => JSON.parse(text))) {
        expect(Date.parse(line.timestamp)).not.toBeNaN();
        expect(line).toMatchObject({
          level: 'INFO',
          action: 'Test/ThirdParty/Probe/1',
          jobId: expect.stringMatching(/^[\da-f-]{36}$/),
        });
        expect(line._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: line.message, Unit: 'Count' }]);
      }
    },
  );
});
