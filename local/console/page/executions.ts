import type { JobEvent } from '../../events/event.ts';
import type { Filter } from './address.ts';

/** One run of an action: its rounds, the first one first. */
export interface Execution {
  id: string;
  rounds: readonly JobEvent[];
  /** The last round, by which the execution is shown. */
  latest: JobEvent;
}

/** What a run of an action has come to, in the words of the filters. */
function resultOf({ latest }: Execution): Exclude<Filter, 'all'> {
  if (latest.status === 'Failed' || latest.status === 'TimedOut') return 'failed';
  return latest.status === 'Succeeded' && latest.continuedAs === undefined ? 'succeeded' : 'running';
}

/** The jobs grouped by the run that they are rounds of, the newest run first. */
export function groupJobs(jobs: Iterable<JobEvent>): Execution[] {
  const groups = new Map<string, JobEvent[]>();
  for (const job of jobs) {
    const rounds = groups.get(job.actionExecutionId);
    if (rounds) rounds.push(job);
    else groups.set(job.actionExecutionId, [job]);
  }
  const executions = [...groups].flatMap(([id, rounds]) => {
    const latest = rounds.at(-1);
    return latest ? [{ id, rounds, latest }] : [];
  });
  // Two of one millisecond keep the order they were made in, the newer first.
  return executions.reverse().sort((one, other) => startOf(other) - startOf(one));
}

const startOf = ({ rounds }: Execution) => rounds[0]?.createdAt ?? 0;

/** How many runs each filter shows. */
export function countExecutions(executions: readonly Execution[]): Record<Filter, number> {
  const counts = { all: executions.length, running: 0, succeeded: 0, failed: 0 };
  for (const execution of executions) counts[resultOf(execution)] += 1;
  return counts;
}

/** The runs that a filter and a search leave; every word of the search must be in some name or id. */
export function choose(executions: readonly Execution[], filter: Filter, search: string): Execution[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return executions.filter(
    (execution) =>
      (filter === 'all' || resultOf(execution) === filter) &&
      (words.length === 0 || words.every((word) => textOf(execution).includes(word))),
  );
}

const textOf = ({ rounds, latest }: Execution) =>
  [
    ...[latest.actionName, latest.actionTypeId.provider, latest.pipelineName, latest.stageName],
    ...[latest.clientId ?? 'custom', latest.status, latest.said ?? ''],
    ...rounds.map(({ jobId }) => jobId),
  ]
    .join('\n')
    .toLowerCase();
