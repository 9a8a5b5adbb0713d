import type { Clock } from '../../model/clock.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';
import type { PolledJob } from '../action/job.ts';
import type { Lease } from './lease.ts';
import type { Clients, CodePipelineJobs } from './ports.ts';

export interface AcknowledgePorts {
  jobs: CodePipelineJobs;
  clients: Clients;
  clock: Clock;
}

/** What the details of a job were asked and told with. */
export interface OfferedJob extends PolledJob {
  nonce: string;
  clientToken: string;
}

/** How often an acknowledge is sent in one claim. */
const MAX_TRIES = 4;

/**
 * Acknowledges, knowing what each answer means:
 *
 * | answer                            | then                                                                         |
 * | --------------------------------- | ---------------------------------------------------------------------------- |
 * | in progress                       | the job is ours                                                              |
 * | refused, and the nonce is current | ours if an earlier attempt or a lost answer may be behind it, else `refused` |
 * | refused, and the nonce is another | the job was offered anew: again, with that one                               |
 * | token refused                     | again with the newest token; the second time in a row `token-refused`        |
 * | no answer                         | it may have had an effect, from now on: again, after a pause                 |
 * | rejected                          | again, after a pause                                                         |
 *
 * A job of which it is certain that no acknowledge of ours took effect goes back to `queued`, unless it was refused.
 * @returns the client token that is good
 * @throws Error when no try was answered, or a lookup in between failed; the next attempt goes on.
 */
export async function acknowledge(
  { jobs, clients, clock }: AcknowledgePorts,
  { clientId, jobId, nonce: firstNonce, clientToken: firstToken }: OfferedJob,
  lease: Lease,
  redactor: Redactor,
): Promise<{ clientToken: string } | 'refused' | 'token-refused'> {
  let nonce = firstNonce;
  let clientToken = firstToken;
  let isNewestToken = false;
  let mayBeOurs = lease.entry.phase === 'claiming';
  const takeBack = async () => {
    if (!mayBeOurs) await lease.persist({ phase: 'queued' }, lease.shortPatience);
  };
  const takeBackAndThrow = async (error: unknown): Promise<never> => {
    await takeBack();
    throw error;
  };

  await lease.change({ phase: 'claiming' });
  let answer: Awaited<ReturnType<CodePipelineJobs['acknowledge']>> | undefined;
  for (let tried = 1; tried <= MAX_TRIES; tried++) {
    answer = await jobs.acknowledge(jobId, nonce, clientToken);
    if (answer === 'in-progress') return { clientToken };
    if (answer === 'refused') {
      const again = await jobs.details(jobId, clientToken).catch(takeBackAndThrow);
      const isOfferedAnew = typeof again === 'object' && again.nonce !== nonce && tried < MAX_TRIES;
      if (!isOfferedAnew) return mayBeOurs ? { clientToken } : answer;
      nonce = again.nonce;
      redactor.add(nonce);
    } else if (answer === 'token-refused') {
      const client = isNewestToken ? answer : await clients.token(clientId, { fresh: true }).catch(takeBackAndThrow);
      if (typeof client === 'string') {
        await takeBack();
        return answer;
      }
      clientToken = client.token;
      redactor.add(clientToken);
    } else {
      mayBeOurs ||= answer === 'no-answer';
      if (tried < MAX_TRIES) await clock.sleep(2 ** tried * 100);
    }
    isNewestToken = answer === 'token-refused';
  }
  return takeBackAndThrow(
    new Error(`AcknowledgeThirdPartyJob was tried ${MAX_TRIES} times without an answer (last: ${answer})`),
  );
}
