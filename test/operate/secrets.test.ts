import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyFrom } from '../../lambda/job/continuation.ts';
import { createRedactor } from '../../model/redaction/redactor.ts';
import { seal } from '../../model/seal.ts';
import { ACTION_TYPE } from '../lambda/middleware/world.ts';
import type { Ended } from './run-command.ts';
import { type Stack, startStack } from './started-stack.ts';

/** A value that stands nowhere else. */
const unique = (what: string) => `${what}-${randomUUID()}`;
const secrets = {
  added: unique('added-token'),
  rotated: unique('rotated-token'),
  imported: unique('imported-token'),
  asArgument: unique('token-as-argument'),
  password: unique('configured-password'),
  continuation: unique('continuation-token'),
};

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

/** A job with a secret in its configuration and one in its continuation token, known to the ledger. */
async function submitSecretJob(): Promise<string> {
  const { jobId } = await stack.controlPlane.jobs.submit({
    clientId: stack.clientId,
    actionTypeId: ACTION_TYPE,
    configuration: { Note: 'hello', Password: secrets.password },
    continuationToken: secrets.continuation,
  });
  await stack.jobs.poll(ACTION_TYPE, 10);
  return jobId;
}

/** Every command and every way for it to be refused, in both forms of output. */
async function runEverything(): Promise<Ended[]> {
  const jobId = await submitSecretJob();
  const sealedToken = seal(secrets.continuation, keyFrom(stack.clientToken, jobId));
  const sealed = await stack.writeEntry({
    phase: 'unreportable',
    outcome: { kind: 'succeeded', executionDetails: {}, sealedToken },
    spilled: sealedToken,
  });
  const failable = await stack.writeEntry({ phase: 'queued' });
  const entry = await stack.ledger.read(failable);
  if (entry) await stack.ledger.write({ ...entry, jobId }, undefined);
  const clientId = randomUUID();
  const message = `${stack.clientToken} ${secrets.continuation}`;
  const steps = [
    () => stack.runClients(['add', clientId], { input: secrets.added }),
    () => stack.runClients(['add', clientId], { input: secrets.added }),
    () => stack.runClients(['add', clientId, secrets.asArgument]),
    () => stack.runClients(['add', secrets.asArgument]),
    () => stack.runClients(['add', clientId, `--token=${secrets.asArgument}`]),
    () => stack.runClients(['add', clientId, `--secret=${secrets.asArgument}`]),
    () => stack.runClients([secrets.asArgument]),
    () => stack.runClients(['add', clientId, '--clients-table', 'nowhere'], { input: secrets.added }),
    () => stack.runClients(['rotate', clientId], { input: secrets.rotated }),
    () => stack.runClients(['rotate', clientId], { input: `${secrets.rotated}\n${secrets.rotated}` }),
    () => stack.runClients(['list']),
    () => stack.runClients(['list', '--json']),
    () => stack.runJobs(['list']),
    () => stack.runJobs(['list', '--json']),
    () => stack.runJobs(['show', sealed]),
    () => stack.runJobs(['show', sealed, '--json']),
    () => stack.runJobs(['retry', sealed]),
    () => stack.runJobs(['fail', jobId, '--message', 'm', '--ledger-table', 'nowhere']),
    () => stack.runJobs(['fail', jobId, '--message', message]),
    () => stack.runJobs(['show', jobId]),
    () => stack.runJobs(['fail', jobId, '--message', message]),
  ];
  const imported = `clientId,clientToken,label\n${clientId},${secrets.imported},Acme\n${randomUUID()},${secrets.imported}2,B`;
  const others = [
    () => stack.runClients(['import', '-', '--dry-run'], { input: imported }),
    () => stack.runClients(['import', '-'], { input: `${imported}\nnobody,${secrets.imported},` }),
    () => stack.runClients(['import', '-'], { input: imported.replace('clientToken', secrets.imported) }),
    () => stack.runClients(['import', '-', '--clients-table', 'nowhere'], { input: imported }),
    () => stack.runClients(['import', '-', '--json'], { input: imported }),
    () => stack.runClients(['show', clientId]),
    () => stack.runClients(['history', clientId]),
    () => stack.runClients(['history', '--json']),
    () => stack.runClients(['history', secrets.asArgument]),
    () => stack.runClients(['export']),
    () => stack.runClients(['export', '--format', 'jsonl']),
    () => stack.runClients(['disable', clientId, '--json']),
    () => stack.runJobs(['list', '--scan']),
    () => stack.runJobs(['find', '--pipeline', 'local', '--json']),
  ];
  const all: Ended[] = [];
  for (const run of [...steps, ...others]) all.push(await run());
  return all;
}

describe('what the commands print', () => {
  it('has no client token, configuration, continuation token or sealed text in it, in any form', async () => {
    const planted = createRedactor();
    for (const secret of [...Object.values(secrets), stack.clientToken]) planted.add(secret);

    const all = await runEverything();

    const printed = all.map(({ output, errors }) => output + errors);
    const codes = all.map(({ code }) => code);
    expect(codes.slice(0, 21)).toEqual([0, 1, 2, 2, 2, 2, 2, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1]);
    expect(codes.slice(21)).toEqual([0, 1, 1, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0]);
    expect(printed.filter((text) => planted.exposes(text))).toEqual([]);
  });
});
