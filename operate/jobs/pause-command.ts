import type { Command } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import type { PollLease } from '../../lambda/job/poll-lease.ts';
import type { Clock } from '../../model/clock.ts';
import { deploymentOptions, findDeployment } from '../deployment.ts';
import { pollLeaseOf } from './polling-pause.ts';

/** Whether polls are paused after a command, since when, and a sentence on it. */
interface Told {
  pausedAt?: number;
  sentence: string;
}

/** A command that changes the item of the ledger which every poller asks before it polls: no resource of the stack drifts. */
const onPolls =
  (change: (lease: PollLease, clock: Clock) => Promise<Told>): Command =>
  async (args, { environment, clock, print, printJson }) => {
    const { values } = parseFlags(args, { ...deploymentOptions, json: { type: 'boolean' } });
    const { pausedAt, sentence } = await change(pollLeaseOf(findDeployment(values, environment)), clock);
    if (!values.json) print(sentence);
    else printJson(pausedAt === undefined ? { paused: false } : { paused: true, pausedAt: isoTime(pausedAt) });
  };

const isoTime = (milliseconds: number) => new Date(milliseconds).toISOString();

/** `partner-action jobs pause`: lets the poller ask for no more jobs. */
export const pauseCommand = onPolls(async (lease, clock) => {
  const { pausedAt } = await lease.read();
  if (pausedAt !== undefined) return { pausedAt, sentence: `Polling is paused already, since ${isoTime(pausedAt)}.` };
  const now = clock.now();
  await lease.pause(now);
  return { pausedAt: now, sentence: 'Polling is paused. Jobs that are queued or claimed go on.' };
});

/** `partner-action jobs resume`: takes the pause back. */
export const resumeCommand = onPolls(async (lease) => {
  const { pausedAt } = await lease.read();
  if (pausedAt === undefined) {
    return { sentence: 'No command has paused polling. Where the deployment has, it says paused: true.' };
  }
  await lease.resume();
  return { sentence: 'Polling goes on within a minute.' };
});
