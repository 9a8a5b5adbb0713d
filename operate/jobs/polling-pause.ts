import { callOf } from '../../command/call.ts';
import type { CommandSurroundings } from '../../command/command.ts';
import { dynamodbPollLease } from '../../lambda/aws/dynamodb/poll-lease.ts';
import type { PollLease } from '../../lambda/job/poll-lease.ts';
import type { Deployment } from '../deployment.ts';

/** The item of the ledger that says whether a command has paused the polls. */
export const pollLeaseOf = ({ require, configOf }: Deployment): PollLease =>
  dynamodbPollLease(require('ledgerTable'), configOf('dynamodb'));

/** Since when a command has paused the polls, in epoch milliseconds. */
export const readPause = async (deployment: Deployment): Promise<number | undefined> =>
  (await pollLeaseOf(deployment).read()).pausedAt;

/** Notes that the polls are paused, where they are: it may be why somebody looks at jobs at all. */
export async function notePause(deployment: Deployment, { note }: CommandSurroundings): Promise<void> {
  const pausedAt = await readPause(deployment);
  if (pausedAt === undefined) return;
  note(`Polling is paused since ${new Date(pausedAt).toISOString()}; ${callOf('jobs', 'resume')} ends that.`);
}
