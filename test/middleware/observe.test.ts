import { format } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { succeeded } from '../../lambda/job/outcome.ts';
import { createWorker } from '../../lambda/worker.ts';
import { deliver } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { createWorld, type ProbeJob } from './world.ts';

captureLogLines();

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
      const worker = createWorker(world.workerPorts(print));

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
    const worker = createWorker(world.workerPorts(print));

    await world.clock.finish(deliver(world.queue, worker, world.clock));
    await world.clock.finish(deliver(world.queue, worker, world.clock));

    expect(passwords).toHaveLength(2);
    expect(printed).toEqual(['***', '***, ***']);
  });
});
