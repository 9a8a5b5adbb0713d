import type { Outcome } from '../../../lambda/action/outcome.ts';
import type { PolledLedger } from '../../../lambda/job/ports.ts';
import { type Decision, type Evidence, judgeRuns } from '../../../local/chaos/judge-runs.ts';
import type { ActionRun } from '../../../local/chaos/read-runs.ts';
import type { MemoryLedger } from '../../../testing/memory-ledger.ts';
import type { FaultPlan } from '../../memory/faults.ts';

/** Keeps book of what the actions of a world did, whatever CodePipeline was told. Its times only tell before from after. */
interface RunRecord {
  /** The work, with its start and its end noted. */
  note<J extends { id: string; signal: AbortSignal }>(
    plan: FaultPlan,
    work: (job: J) => Promise<Outcome>,
  ): (job: J) => Promise<Outcome>;
  /** The ledger as one process reaches it, with the outcomes noted that it decides. */
  watch(plan: FaultPlan, ledger: PolledLedger, stored: MemoryLedger): PolledLedger;
  /** What is wrong with the number of runs of a job. */
  judge(jobId: string): string[];
}

export function createRunRecord(): RunRecord {
  const runs: (ActionRun & { plan: FaultPlan })[] = [];
  const decisions: Decision[] = [];
  const senders = new Map<FaultPlan, string>();
  let time = 0;
  const senderOf = (plan: FaultPlan): string => {
    const sender = senders.get(plan) ?? `process-${senders.size}`;
    senders.set(plan, sender);
    return sender;
  };
  return {
    note: (plan, work) => async (job) => {
      const run: ActionRun & { plan: FaultPlan } = {
        ...{ jobId: job.id, sender: senderOf(plan), codeFolder: '', startedAt: ++time, plan },
      };
      runs.push(run);
      const end = (how: NonNullable<ActionRun['end']>['how']) => {
        run.end = { how, at: ++time };
      };
      try {
        const outcome = await work(job);
        end('returned');
        return outcome;
      } catch (error) {
        end(job.signal.aborted ? 'stopped' : 'threw');
        throw error;
      }
    },
    watch: (plan, ledger, stored) => ({
      read: ledger.read,
      readAll: ledger.readAll,
      async write(entry, replacing) {
        const isWritten = await ledger.write(entry, replacing);
        if (isWritten && stored.entry(entry.jobId).phase === 'decided')
          decisions.push({ at: ++time, jobId: entry.jobId, sender: senderOf(plan) });
        return isWritten;
      },
    }),
    judge(jobId) {
      const deaths = runs.flatMap(({ plan, sender, jobId: job }) =>
        plan.wasCutShort?.() ? [{ at: time, jobId: job, sender }] : [],
      );
      const evidence: Evidence = { decisions, deaths };
      return judgeRuns(
        runs.filter((run) => run.jobId === jobId),
        evidence,
      );
    },
  };
}
