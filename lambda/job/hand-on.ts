import type { AnyOutcome } from '../action/outcome.ts';
import type { ClaimedJob } from './claim.ts';
import { unspill } from './continuation.ts';
import { failureFrom } from './failure.ts';
import type { HeldJob } from './held-job.ts';
import { chainOf, countRound, type RoundPorts } from './rounds.ts';

/**
 * Ends a round that waited and that no worker came to. Its outcome is `continues` with the state that it was handed, so that
 * CodePipeline makes another job of it, whose message has all its receives again. Rounds are counted, so this ends too.
 * @returns undefined for a job that does not wait, or whose details CodePipeline no longer tells.
 */
export async function handOn(
  ports: RoundPorts,
  { message, lease, log, claimed: { job, details } }: HeldJob & { claimed: ClaimedJob },
): Promise<AnyOutcome | undefined> {
  if (lease.entry.phase !== 'waiting' || details?.continuationToken === undefined) return undefined;
  log.warn('no worker came to a job that waited; its round is handed on to another job');
  try {
    const state = await unspill(details.continuationToken, ports.ledger);
    return await countRound(ports, chainOf(message, job, details), state, {
      kind: 'continues',
      continuationToken: state,
    });
  } catch (error) {
    log.error('the round could not be handed on', { error });
    return failureFrom(error, message.jobId);
  }
}
