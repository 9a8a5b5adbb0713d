import type { Action, HandedOnBy } from '../lambda/action/action.ts';
import { unspill } from '../lambda/job/continuation.ts';
import type { Ledger } from '../lambda/job/ports.ts';
import { type Chain, startOfRound } from '../lambda/job/rounds.ts';
import { PROGRESS } from '../model/log-lines.ts';
import { redactValue } from '../model/redaction/redact-value.ts';
import type { Redactor } from '../model/redaction/redactor.ts';
import type { LogLine } from './memory-log.ts';
import type { MemorySourceJob } from './memory-source.ts';
import type { Trial } from './situation.ts';

/** What CodePipeline was told, as the outcome that it stands for. */
export async function outcomeOf(
  result: ReturnType<MemorySourceJob['result']>,
  { ledger, chain }: { ledger: Ledger; chain: Chain },
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
  const state = await unspill(continuationToken, ledger);
  const notBefore = await startOfRound(ledger, chain, state);
  return {
    kind: 'continues',
    continuationToken: state,
    ...executionDetails,
    ...(notBefore !== undefined && { notBefore: new Date(notBefore) }),
  };
}

/** The state for the next round. */
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

/** What a reader of the worker's logs sees of the job: errors as their parts, and no secret. The mark of an action's lines is left out. */
export const shownIn = (lines: readonly LogLine[], redactor: Redactor): Trial['log'] =>
  lines
    .filter(({ level }) => level !== 'count')
    .map(({ fields: { loggedBy: _, ...fields }, ...line }) => ({
      ...line,
      fields: { ...Object(redactValue({ ...fields }, redactor, false)) },
    }));
