import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { actionsFlag } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { type Command, type Process, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import type { Action } from '../../lambda/index.ts';
import { nextJobEvent } from './job-event.ts';
import { findLocalServices } from './local-services.ts';
import { requireServices } from './requirements.ts';
import { scheduledEvent } from './scheduled-event.ts';

const help = `${callOf('events', '[--output FOLDER]')}

Writes the events that ${callOf('invoke')} takes: poller.json, as EventBridge Scheduler sends it, and worker.json, with the
next message of the local job queue. Where the queue is empty, a job is submitted and polled first. Needs the local
services: ${callOf('start', '--services-only')}.

  --output FOLDER   another folder than .local/events/
  --actions PATH    the module that exports \`actions\`; where it is left out, the one that start takes`;

/** Gives the actions of a module, or of the one that is taken where none is named. */
type ReadActions = (given: string | undefined, environment: Process['env']) => Promise<{ actions: readonly Action[] }>;

/** `partner-action events`, into this folder unless another one is named, for jobs of these actions. */
export const eventsCommand = (folder: string, read: ReadActions): Command =>
  withHelp(help, async (args, { environment, print }) => {
    const { values } = parseFlags(args, { ...actionsFlag, output: { type: 'string' } });
    const output = values.output === undefined ? folder : pathsOf(environment).place(values.output);
    const services = findLocalServices(environment);
    const typesOf = async (given: string | undefined) =>
      (await read(given, environment)).actions.map(({ type }) => type);
    await requireServices(services);
    const events = {
      'poller.json': scheduledEvent(Date.now()),
      'worker.json': await nextJobEvent(services, await typesOf(values.actions)),
    };
    await mkdir(output, { recursive: true });
    for (const [name, event] of Object.entries(events)) {
      const file = resolve(output, name);
      await writeFile(file, `${JSON.stringify(event, null, 2)}\n`);
      print(file);
    }
  });
