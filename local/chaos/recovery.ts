import type { FollowedJobs } from './follow-jobs.ts';
import type { DealtKill } from './killer.ts';
import type { Observer } from './observer.ts';

/**
 * Measures how long it took from each kill until another process took the work up, in milliseconds: the lease of the job, or
 * for the poller the next poll. Undefined when nothing was left to do.
 */
export function measureRecovery(
  kills: readonly DealtKill[],
  { takeovers, polls }: Observer,
  { roleOf }: FollowedJobs,
): (number | undefined)[] {
  return kills.map(({ index, sender, at }) => {
    const next =
      index === undefined
        ? polls.find((poll) => poll.at > at && poll.sender !== sender)
        : takeovers.find((takeover) => takeover.at > at && roleOf(takeover.jobId)?.index === index);
    return next && next.at - at;
  });
}
