import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../command/command.ts';
import { nextJobEvent } from '../local/sam/job-event.ts';
import { findLocalServices } from '../local/sam/local-services.ts';
import { MissingRequirements, requireServices } from '../local/sam/requirements.ts';
import { scheduledEvent } from '../local/sam/scheduled-event.ts';
import { escapeLine, escapeText } from '../model/escape.ts';

const help = `npm run events -- [--output FOLDER]

Writes the events that npm run invoke takes: poller.json, as EventBridge Scheduler sends it, and worker.json, with the
next message of the local job queue. Where the queue is empty, a job is submitted and polled first. Needs the local
services: npm start -- --services-only.

  --output FOLDER   another folder than events/`;

try {
  const { values } = parseCommandLine();
  if (values.help) console.log(help);
  else await writeEvents(values.output ?? join(import.meta.dirname, '../events'));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof MissingRequirements)) throw error;
  console.error(escapeText(error.message));
  process.exitCode = 2;
}

function parseCommandLine() {
  try {
    return parseArgs({ options: { output: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. See npm run events -- --help.`);
  }
}

async function writeEvents(output: string): Promise<void> {
  const services = findLocalServices(process.env);
  await requireServices(services);
  const events = { 'poller.json': scheduledEvent(Date.now()), 'worker.json': await nextJobEvent(services) };
  await mkdir(output, { recursive: true });
  for (const [name, event] of Object.entries(events)) {
    const file = resolve(output, name);
    await writeFile(file, `${JSON.stringify(event, null, 2)}\n`);
    console.log(escapeLine(file));
  }
}
