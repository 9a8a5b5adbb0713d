import { isDeepStrictEqual } from 'node:util';
import type { World } from './world.ts';

/** What is wrong with a job of ours once everything has come to rest; nothing when the protocol held. */
export function violationsOf(world: World, jobId: string): string[] {
  const { status, result } = world.codePipeline.job(jobId);
  const { phase, outcome } = world.ledger.entry(jobId);
  const decided = outcome?.kind === 'failed' ? outcome.failure : outcome?.executionDetails;
  const reported = result && 'executionDetails' in result ? result.executionDetails : result;
  const violations: string[] = [];
  if (status !== 'Succeeded' && status !== 'Failed') violations.push(`CodePipeline is left with the job ${status}`);
  if (phase !== 'reported') violations.push(`the ledger is left with the job ${phase}`);
  if (!isDeepStrictEqual(decided, reported)) {
    violations.push(`the ledger says ${JSON.stringify(decided)}, CodePipeline was told ${JSON.stringify(reported)}`);
  }
  const messages = world.queue.length + world.deadLetters.length;
  if (messages > 0) violations.push(`${messages} messages are left`);
  return [...violations, ...world.runs.judge(jobId)];
}
