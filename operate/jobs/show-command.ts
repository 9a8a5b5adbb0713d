import type { Command } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { tableLines } from '../../command/text.ts';
import { dynamodbLedger } from '../../lambda/aws/dynamodb/ledger.ts';
import type { LedgerEntry } from '../../lambda/job/ports.ts';
import { deploymentOptions, findDeployment } from '../deployment.ts';
import { outcomeKind, readEntry } from './entry.ts';
import { findJobId } from './find-job-id.ts';
import { notePause } from './polling-pause.ts';

export const showCommand: Command = async (args, surroundings) => {
  const { environment, clock, print, printJson } = surroundings;
  const { values, operands } = parseFlags(args, { ...deploymentOptions, json: { type: 'boolean' } }, ['JOBID']);
  const deployment = findDeployment(values, environment);
  const ledger = dynamodbLedger(deployment.require('ledgerTable'), deployment.configOf('dynamodb'));
  const jobId = await findJobId(deployment, operands[0] ?? '', clock.now());
  const view = viewEntry(await readEntry(ledger, jobId), clock.now());
  if (values.json) return printJson(view);
  for (const line of tableLines(rowsOf(view))) print(line);
  await notePause(deployment, surroundings);
};

/** An entry with times in ISO 8601, and without its sealed values: it only says that they are there. */
function viewEntry(entry: LedgerEntry, now: number) {
  const { leaseUntil, notBefore, createdAt, changedAt, expiresAt, outcome, spilled, ...shown } = entry;
  return {
    ...shown,
    held: leaseUntil > now,
    leaseUntil: leaseUntil === 0 ? null : toIso(leaseUntil),
    notBefore: notBefore && toIso(notBefore),
    createdAt: createdAt === undefined ? null : toIso(createdAt),
    changedAt: toIso(changedAt),
    expiresAt: toIso(expiresAt * 1000),
    outcome: outcome && {
      kind: outcomeKind(outcome),
      ...(outcome.kind === 'failed' ? outcome.failure : outcome.executionDetails),
    },
    sealed: [
      ...(outcome?.kind === 'succeeded' && outcome.sealedToken !== undefined ? ['continuation token'] : []),
      ...(spilled === undefined ? [] : ['continuation state']),
    ],
  };
}

const toIso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** One row for each value, with the path to it as its name. */
function rowsOf(value: object, path = ''): string[][] {
  return Object.entries(value).flatMap(([name, member]) => {
    const label = path === '' ? name : `${path}.${name}`;
    if (Array.isArray(member)) return [[label, member.length === 0 ? '-' : `${member.join(', ')} (not shown)`]];
    if (typeof member === 'object' && member !== null) return rowsOf(member, label);
    return member === undefined ? [] : [[label, member === null ? '-' : String(member)]];
  });
}
