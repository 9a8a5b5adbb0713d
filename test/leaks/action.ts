import { setImmediate } from 'node:timers/promises';
import { type Action, defineAction } from '../../lambda/action/action.ts';
import { optional } from '../../lambda/action/configuration.ts';
import type { Job } from '../../lambda/action/job.ts';
import { succeeded } from '../../lambda/action/outcome.ts';
import { secret, text } from '../../lambda/action/parsers.ts';
import type { Secret } from '../../lambda/action/secret.ts';
import { shapes } from '../model/redaction/secret-shapes.ts';
import { crashes } from './crashes.ts';
import { ways } from './ways.ts';

/** Says in the environment of an action how it is to crash. */
export const CRASH = 'LEAKS_CRASH';

/** Says in the environment of an action with which secret it begins. */
export const TURN = 'LEAKS_TURN';

type LeakyJob = Job<
  Readonly<Record<'Token' | 'Key' | 'Pasted' | 'Url', Secret | undefined>> & { readonly Public: string | undefined }
>;

const property = optional(secret, { description: 'Lets the action in.' });

/** Prints its secrets in every way and shape there is, or crashes with one. */
export const leakyAction: Action = defineAction({
  // The one that the poller of a test's world asks for; the world itself is more than a thread should load.
  type: { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' },
  description: 'Prints.',
  configuration: {
    Token: property,
    Key: property,
    Pasted: property,
    Url: property,
    Public: optional(text, { description: 'Anybody may read it.' }),
  },
  inputs: { minimum: 0, maximum: 0 },
  outputs: { minimum: 0, maximum: 0 },
  async run(job) {
    const crash = process.env[CRASH];
    if (crash === undefined) await printAll(job);
    else await crashWith(job, crash);
    return succeeded({ summary: 'printed' });
  },
});

/**
 * Prints the public text in every shape and way, and one secret, each in its turn: with as many turns as there are secrets,
 * each is printed in every shape and way.
 */
async function printAll({ configuration: { Public, ...secrets }, log }: LeakyJob): Promise<void> {
  const turns = Object.entries(secrets);
  let turn = Number(process.env[TURN]);
  for (const [way, print] of Object.entries(ways)) {
    turn++;
    for (const [shape, shapeOf] of Object.entries(shapes)) {
      const [name, value] = turns[turn++ % turns.length] ?? [];
      for (const [title, text] of [[`Public`, Public] as const, [name, value] as const]) {
        mark(`${title} as ${shape} by ${way}`);
        await print(shapeOf(textOf(text)), log);
      }
    }
  }
}

const textOf = (value: Secret | string | undefined) => (typeof value === 'object' ? value.reveal() : (value ?? ''));

/** On each of the roads out, so that what was printed can be told apart. */
function mark(text: string): void {
  const line = `\n@@${text}@@\n`;
  process.stdout.write(line);
  process.stderr.write(line);
  console.info(line);
}

async function crashWith({ configuration }: LeakyJob, name: string): Promise<void> {
  mark(`crash: ${name}`);
  for (const value of Object.values(configuration)) process.stdout.write(textOf(value).trim().slice(0, 8));
  process.stdout.write(' was begun and never ended');
  crashes[name]?.(configuration.Token?.reveal() ?? '');
  for (let turn = 0; turn < 1_000; turn++) await setImmediate();
}
