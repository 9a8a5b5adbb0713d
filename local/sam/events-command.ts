import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { actionsFlag, type ReadActions } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { type Command, withHelp } from '../../command/command.ts';
import { parseFlags, readNames } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import type { Action } from '../../lambda/index.ts';
import { nextDeadLetterEvent, nextJobEvent } from './job-event.ts';
import { findLocalServices } from './local-services.ts';
import { type FunctionName, functionNames } from './local-template.ts';
import { requireServices } from './requirements.ts';
import { scheduledEvent } from './scheduled-event.ts';

const help = `${callOf('events', '[poller] [worker] [last-word] [--output FOLDER]')}

Writes the events that ${callOf('invoke')} takes: poller.json, as EventBridge Scheduler sends it, worker.json, with the
next message of the local job queue, and, if it is named, last-word.json, with the next dead letter. If a queue is empty,
a job is submitted and polled first. Needs the local services: ${callOf('start', '--services-only')}.

  poller worker last-word   the functions to write events for (poller worker)
  --output FOLDER           another folder than .local/events/
  --actions PATH            the module that exports \`actions\`; by default the one that start takes`;

/** `partner-action events`, into this folder unless another one is named, for jobs of these actions. */
export const eventsCommand = (folder: string, read: ReadActions<Action>): Command =>
  withHelp(help, async (args, { environment, print }) => {
    const { values, operands } = parseFlags(args, { ...actionsFlag, output: { type: 'string' } }, 'any');
    const names = operands.length === 0 ? USUAL : [...new Set(readNames('event', operands, functionNames))];
    const output = values.output === undefined ? folder : pathsOf(environment).place(values.output);
    const services = findLocalServices(environment);
    await requireServices(services);
    const types = async () => (await read(values.actions, environment)).actions.map(({ type }) => type);
    const make = {
      poller: async () => scheduledEvent(Date.now()),
      worker: async () => nextJobEvent(services, await types()),
      'last-word': async () => nextDeadLetterEvent(services, await types()),
    };
    await mkdir(output, { recursive: true });
    for (const name of names) {
      const file = resolve(output, `${name}.json`);
      await writeFile(file, `${JSON.stringify(await make[name](), null, 2)}\n`);
      print(file);
    }
  });

/** A last word is rare, and the job that it ends is one that a worker could have done. */
const USUAL: readonly FunctionName[] = ['poller', 'worker'];
