import type { ThirdPartyJobs } from '../../../lambda/aws/codepipeline/third-party-jobs.ts';
import type { Clients } from '../../../lambda/aws/dynamodb/clients.ts';
import { claim } from '../../../lambda/job/claim.ts';
import { thirdPartySource } from '../../../lambda/sources/third-party/third-party-source.ts';
import type { holdLease } from './held-lease.ts';

type Desk = Awaited<ReturnType<typeof holdLease>>;

export const claimAt = (desk: Desk, jobs: Partial<ThirdPartyJobs> = {}, clients: Clients = desk.ports.clients) => {
  const source = thirdPartySource({ jobs: { ...desk.codePipeline, ...jobs }, clients });
  return desk.clock.finish(claim({ source, clock: desk.clock }, desk));
};

/** More than any claim may make: a loop without a bound must fail its test, not hang it. */
const MANY_CALLS = 20;

/** Acknowledges as told, in this order, and counts. An undefined answer is CodePipeline's own. */
export function acknowledging(desk: Desk, answers: (Awaited<ReturnType<ThirdPartyJobs['acknowledge']>> | undefined)[]) {
  let calls = 0;
  const acknowledge: ThirdPartyJobs['acknowledge'] = async (...values) => {
    if (calls > MANY_CALLS) throw new Error(`acknowledged more than ${MANY_CALLS} times`);
    return answers[calls++] ?? desk.codePipeline.acknowledge(...values);
  };
  return { acknowledge, count: () => calls };
}
