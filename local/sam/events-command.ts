import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import type { ActionTypeId } from '../../model/action-type.ts';
import { nextJobEvent } from './job-event.ts';
import { findLocalServices } from './local-services.ts';
import { requireServices } from './requirements.ts';
import { scheduledEvent } from './scheduled-event.ts';

const help = `npm run events -- [--output FOLDER]

Writes the events that npm run invoke takes: poller.json, as EventBridge Scheduler sends it, and worker.json, with the
next message of the local job queue. Where the queue is empty, a job is submitted and polled first. Needs the local
services: npm start -- --services-only.

  --output FOLDER   another folder than events/`;

/** `npm run events`, into this folder unless another one is named, for jobs of these action types. */
export const eventsCommand = (folder: string, actionTypes: readonly ActionTypeId[]): Command =>
  withHelp(help, async (args, { environment, print }) => {
    const { values } = parseFlags(args, { output: { type: 'string' } });
    const output = values.output ?? folder;
    const services = findLocalServices(environment);
    await requireServices(services);
    const events = {
      'poller.json': scheduledEvent(Date.now()),
      'worker.json': await nextJobEvent(services, actionTypes),
    };
    await mkdir(output, { recursive: true });
    for (const [name, event] of Object.entries(events)) {
      const file = resolve(output, name);
      await writeFile(file, `${JSON.stringify(event, null, 2)}\n`);
      print(file);
    }
  });
