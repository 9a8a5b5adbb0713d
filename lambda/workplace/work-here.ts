import type { AnyOutcome } from '../action/outcome.ts';
import type { ClaimedJob } from '../job/claim.ts';
import { type RunContext, runAt, type WorkPorts } from '../job/run.ts';
import type { Workplace } from '../job/workplace.ts';
import { makeFolder, removeAll, removeQuietly } from './job-folder.ts';
import { type ActionPorts, perform } from './perform.ts';

export interface RunPorts extends WorkPorts, Omit<ActionPorts, 'clock'> {}

/** A workplace in this same thread, for a process that runs one job. */
export function workHere(ports: ActionPorts): Workplace {
  const folder = makeFolder();
  return {
    folder,
    perform: (task, host) => perform(ports, task, host),
    close: async (log) => removeQuietly(log, () => removeAll(folder)),
  };
}

/** `runAt` with the action in this same thread. */
export async function run(ports: RunPorts, claimed: ClaimedJob, context: RunContext): Promise<AnyOutcome> {
  const workplace = workHere(ports);
  try {
    return await runAt(ports, claimed, { ...context, workplace });
  } finally {
    await workplace.close(context.log);
  }
}
