import { setImmediate } from 'node:timers/promises';
import { defineAction } from '../../lambda/job/action.ts';
import { optional, secret } from '../../lambda/job/configuration.ts';
import type { Job } from '../../lambda/job/job.ts';
import { type Outcome, succeeded } from '../../lambda/job/outcome.ts';
import type { Secret } from '../../lambda/job/secret.ts';
import { createWorker } from '../../lambda/worker.ts';
import { shapes } from '../job/secret-shapes.ts';
import { deliver } from '../middleware/deliver.ts';
import { ACTION_TYPE, createWorld } from '../middleware/world.ts';
import { crashes } from './crashes.ts';
import { ways } from './ways.ts';

type Configuration = Readonly<Record<'Token' | 'Key' | 'Pasted' | 'Url', Secret | undefined>>;

const property = optional(secret, { description: 'Lets the action in.' });
const configuration = { Token: property, Key: property, Pasted: property, Url: property };

/** Serves one job whose action prints its secrets in every way and shape there is, or crashes with one. */
export async function handler({
  secrets,
  crash,
}: {
  secrets: Record<string, string>;
  crash?: string;
}): Promise<string> {
  const world = createWorld();
  world.addJob({ configuration: secrets, inputArtifacts: [], outputArtifacts: [] });
  await world.poll();
  const run = async (job: Job<Configuration>): Promise<Outcome> => {
    if (crash === undefined) await printAll(job);
    else await crashWith(job, crash);
    return succeeded({ summary: 'printed' });
  };
  const action = defineAction({
    type: ACTION_TYPE,
    description: 'Prints.',
    configuration,
    inputs: { minimum: 0, maximum: 0 },
    outputs: { minimum: 0, maximum: 0 },
    run,
  });
  const worker = createWorker({ ...world.workerPorts(async () => succeeded()), actions: [action] });
  return await deliver(world.queue, worker, world.clock);
}

async function printAll({ configuration, log }: Job<Configuration>): Promise<void> {
  for (const [way, print] of Object.entries(ways)) {
    for (const [shape, shapeOf] of Object.entries(shapes)) {
      for (const [name, value] of Object.entries(configuration)) {
        mark(`${name} as ${shape} by ${way}`);
        await print(shapeOf(value?.reveal() ?? ''), log);
      }
    }
  }
}

/** On each of the roads out, so that what was printed can be told apart. */
function mark(text: string): void {
  const line = `\n@@${text}@@\n`;
  process.stdout.write(line);
  process.stderr.write(line);
  console.info(line);
}

async function crashWith({ configuration }: Job<Configuration>, name: string): Promise<void> {
  mark(`crash: ${name}`);
  for (const value of Object.values(configuration)) process.stdout.write(value?.reveal().trim().slice(0, 8) ?? '');
  process.stdout.write(' was begun and never ended');
  crashes[name]?.(configuration.Token?.reveal() ?? '');
  for (let turn = 0; turn < 1_000; turn++) await setImmediate();
}
