import type { Action, HandedOnBy } from '../lambda/action/action.ts';
import { PROGRESS } from '../lambda/job/author-log.ts';
import { unspill } from '../lambda/job/continuation.ts';
import type { Ledger } from '../lambda/job/ports.ts';
import type { LogLine } from './memory-log.ts';
import type { MemorySourceJob } from './memory-source.ts';
import type { Trial } from './situation.ts';

/** What CodePipeline was told, as the outcome that it stands for. */
export async function outcomeOf(
  result: ReturnType<MemorySourceJob['result']>,
  ledger: Ledger,
): Promise<Trial['outcome']> {
  if ('failure' in result) return { kind: 'failed', ...result.failure };
  const { executionDetails, continuationToken, currentRevision, outputVariables: variables } = result.success;
  if (continuationToken === undefined) {
    return {
      kind: 'succeeded',
      ...executionDetails,
      ...(currentRevision && { currentRevision }),
      ...(variables && { variables }),
    };
  }
  return { kind: 'continues', continuationToken: await unspill(continuationToken, ledger), ...executionDetails };
}

/** What the next round is handed. */
export function handedOn<A extends Action>(action: A, outcome: Trial['outcome']): HandedOnBy<A> | undefined {
  if (outcome.kind !== 'continues') return undefined;
  const { continuationToken } = outcome;
  return (action.state ? JSON.parse(continuationToken) : continuationToken) as HandedOnBy<A>;
}

export const progressIn = (lines: readonly LogLine[]): Trial['progress'] =>
  lines
    .filter(({ message }) => message === PROGRESS)
    .map(({ fields: { percentComplete, summary } }) => ({
      percentComplete: typeof percentComplete === 'number' ? percentComplete : undefined,
      summary: typeof summary === 'string' ? summary : undefined,
    }));
