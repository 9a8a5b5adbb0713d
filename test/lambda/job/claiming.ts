import { claim } from '../../../lambda/job/claim.ts';
import type { CodePipelineJobs } from '../../../lambda/job/ports.ts';
import type { holdLease } from './held-lease.ts';

type Desk = Awaited<ReturnType<typeof holdLease>>;

export const claimAt = (desk: Desk, jobs: Partial<CodePipelineJobs> = {}) =>
  desk.clock.finish(
    claim({ ...desk.ports, jobs: { ...desk.codePipeline, ...jobs } }, desk.polled, desk.lease, desk.log, desk.redactor),
  );

/** More than any claim may make: a loop without a bound must fail its test, not hang it. */
const MANY_CALLS = 20;

/** Acknowledges as told, in this order, and counts. An undefined answer is CodePipeline's own. */
export function acknowledging(
  desk: Desk,
  answers: (Awaited<ReturnType<CodePipelineJobs['acknowledge']>> | undefined)[],
) {
  let calls = 0;
  const acknowledge: CodePipelineJobs['acknowledge'] = async (...values) => {
    if (calls > MANY_CALLS) throw new Error(`acknowledged more than ${MANY_CALLS} times`);
    return answers[calls++] ?? desk.codePipeline.acknowledge(...values);
  };
  return { acknowledge, count: () => calls };
}
