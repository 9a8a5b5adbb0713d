import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../../command/command.ts';
import { Lease } from '../../../lambda/job/lease.ts';
import type { LedgerEntry } from '../../../lambda/job/ports.ts';
import { takeLease } from '../../../lambda/job/take-lease.ts';
import { clientsTableName } from '../../../model/local/services.ts';
import { openClientsTable } from '../../../operate/clients/clients-table.ts';
import { retryJob } from '../../../operate/jobs/retry-job.ts';
import { startListening } from '../listening.ts';
import { type Stack, startStack } from '../started-stack.ts';

const failure = { kind: 'failed', failure: { type: 'JobFailed', message: 'Two findings.' } } as const;

let stack: Stack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(() => stack.close());

const clientsTable = () => openClientsTable(clientsTableName, { endpoint: stack.dynamodb.url });

describe('npm run jobs -- retry', () => {
  it('has a job that waits wait no longer', async () => {
    const jobId = await stack.writeEntry({ phase: 'waiting', notBefore: Date.now() + 8 * 3_600_000, attempt: 1 });

    expect((await stack.runJobs(['retry', jobId])).output).toBe(
      `Job ${jobId} is queued again; its phase is waiting.\n`,
    );

    const entry = await stack.ledger.read(jobId);
    expect([entry?.phase, entry?.notBefore]).toEqual(['waiting', undefined]);
    const { messageId = '' } = (await stack.receive()) ?? {};
    const message = { jobId, clientId: stack.clientId, messageId, receiptHandle: 'r' };
    expect(await takeLease(stack.ports, message, 'worker')).toBeInstanceOf(Lease);
  });

  it.each([
    ['queued, its message gone', { phase: 'queued' }, 'queued'],
    ['claiming, when an acknowledge of ours may have counted', { phase: 'claiming', attempt: 1 }, 'claiming'],
    ['running, its lease run out', { phase: 'running', attempt: 2, leaseUntil: 1 }, 'running'],
    ['decided', { phase: 'decided', outcome: failure }, 'decided'],
    ['unreportable with an outcome', { phase: 'unreportable', stoppedIn: 'decided', outcome: failure }, 'decided'],
    ['unreportable since it was running', { phase: 'unreportable', stoppedIn: 'running' }, 'running'],
    [
      'unreportable, when an acknowledge may have counted',
      { phase: 'unreportable', stoppedIn: 'claiming' },
      'claiming',
    ],
    ['unreportable before its acknowledge', { phase: 'unreportable', stoppedIn: 'queued', attempt: 2 }, 'queued'],
    ['unreportable since nobody knows when', { phase: 'unreportable', attempt: 1 }, 'claiming'],
  ] satisfies [string, Partial<LedgerEntry>, string][])('puts a job back that is %s', async (_what, changes, phase) => {
    const jobId = await stack.writeEntry({ remembered: { runId: '17' }, ...changes });

    const ended = await stack.runJobs(['retry', jobId]);

    expect(ended).toEqual({ code: 0, output: `Job ${jobId} is queued again; its phase is ${phase}.\n`, errors: '' });
    const { stoppedIn: _gone, ...kept } = { stoppedIn: undefined, ...changes };
    const entry = await stack.ledger.read(jobId);
    expect(entry).toMatchObject({ ...kept, phase, remembered: { runId: '17' } });
    expect(entry).not.toHaveProperty('stoppedIn');
    const message = await stack.receive();
    expect(JSON.parse(message?.body ?? '')).toEqual({ clientId: stack.clientId, jobId });
  });

  it.each([
    ['has its result', { phase: 'reported', outcome: failure }, 'has its result'],
    ['is lost', { phase: 'lost' }, 'A lost job is never reported'],
    ['a worker holds', { phase: 'running', leaseUntil: Date.now() + 60_000 }, 'A worker holds job'],
    [
      'a worker holds that will be reported',
      { phase: 'decided', outcome: failure, leaseUntil: Date.now() + 60_000 },
      'holds',
    ],
  ] satisfies [string, Partial<LedgerEntry>, string][])(
    'leaves a job alone that %s, and says why',
    async (_what, changes, reason) => {
      const jobId = await stack.writeEntry(changes);
      const before = await stack.ledger.read(jobId);

      const ended = await stack.runJobs(['retry', jobId]);

      expect(ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(reason) });
      expect(await stack.ledger.read(jobId)).toEqual(before);
      expect(await stack.receive()).toBeUndefined();
    },
  );

  it.each(['disabled', 'refused'] as const)('leaves a job alone whose client is %s', async (state) => {
    const jobId = await stack.writeEntry({ phase: 'unreportable' });
    await stack.dynamodb.putClient(stack.clientId, stack.clientToken, state);

    const ended = await stack.runJobs(['retry', jobId]);

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining(`Client ${stack.clientId} is ${state}`) });
    expect(await stack.ledger.read(jobId)).toMatchObject({ phase: 'unreportable' });
    expect(await stack.receive()).toBeUndefined();
  });

  it('asks for the state of the client by name, and not for its token', async () => {
    const jobId = await stack.writeEntry({ phase: 'unreportable' });
    const asked: { TableName: string; ExpressionAttributeNames?: Record<string, string> }[] = [];
    await using dynamodb = await startListening(stack.dynamodb.url, (body) => asked.push(JSON.parse(body)));

    const environment = { ...stack.environment, LOCAL_DYNAMODB_PORT: String(dynamodb.port) };
    expect(await stack.runJobs(['retry', jobId], { environment })).toMatchObject({ code: 0, errors: '' });

    const ofClients = asked.filter(({ TableName }) => TableName === clientsTableName);
    const names = ofClients.map(({ ExpressionAttributeNames = {} }) => Object.values(ExpressionAttributeNames));
    expect(names).toEqual([expect.arrayContaining(['clientId', 'state'])]);
    expect(names.flat()).not.toContain('clientToken');
  });

  it('leaves a job alone that someone changes in between, and sends no message for it', async () => {
    const jobId = await stack.writeEntry({ phase: 'running' });
    const ledger = {
      ...stack.ledger,
      async read(id: string) {
        const entry = await stack.ledger.read(id);
        if (entry) await stack.ledger.write({ ...entry, revision: crypto.randomUUID(), attempt: 7 }, entry.revision);
        return entry;
      },
    };

    const retried = retryJob({ ...stack.ports, clients: clientsTable(), ledger }, jobId);

    await expect(retried).rejects.toThrow(Refusal);
    expect(await stack.ledger.read(jobId)).toMatchObject({ attempt: 7 });
    expect(await stack.receive()).toBeUndefined();
  });

  it('sends the message of a job only after the ledger has it', async () => {
    const jobId = await stack.writeEntry({ phase: 'unreportable' });
    const broken = { send: () => Promise.reject(new Error('the queue is down')) };
    const retried = retryJob({ ...stack.ports, clients: clientsTable(), queue: broken }, jobId);
    await expect(retried).rejects.toThrow('the queue is down');

    const ended = await stack.runJobs(['retry', jobId]);

    expect(ended.code).toBe(0);
    expect(await stack.receive()).toBeDefined();
  });
});
