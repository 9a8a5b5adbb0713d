import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbClients } from '../../../lambda/aws/dynamodb/clients.ts';
import { clientsTableName } from '../../../model/local/services.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { startRecorder } from '../recorder.ts';
import { type Stack, startStack } from '../started-stack.ts';

const TOKENS = ['first-token-4711', 'second-token-0815'] as const;
const NOW = Date.UTC(2030, 0, 1);

let stack: Stack;
let database: DynamoDBClient;
beforeAll(async () => {
  stack = await startStack();
  database = new DynamoDBClient({ endpoint: stack.dynamodb.url });
});
afterAll(async () => {
  database.destroy();
  await stack.close();
});

const clock = createManualClock(NOW);
const as = (user: string) => ({ clock, environment: { ...stack.environment, USER: user } });
const minute = () => clock.advance(60_000);
const history = async (...args: string[]) => {
  const { output } = await stack.runClients(['history', ...args, '--json']);
  return output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
};

/** A client that was added, rotated and disabled, each by somebody else. */
async function writeStory(): Promise<string> {
  const clientId = randomUUID();
  await stack.runClients(['add', clientId, '--label', 'Acme'], { ...as('ann'), input: TOKENS[0] });
  await minute();
  await stack.runClients(['rotate', clientId, '--by', 'on-call'], { ...as('bob'), input: TOKENS[1] });
  await minute();
  await stack.runClients(['disable', clientId, '--reason', 'unpaid'], as('cy'));
  await minute();
  return clientId;
}

describe('npm run clients -- history', () => {
  it('tells who changed what and when, the newest first, and no token', async () => {
    const clientId = await writeStory();

    const changes = await history(clientId);

    expect(changes.map(({ by, what, label, reason, state }) => [by, what, label ?? reason, state])).toEqual([
      ['cy', ['disabled'], 'unpaid', 'disabled'],
      ['on-call', ['token rotated'], undefined, undefined],
      ['ann', ['added'], 'Acme', 'active'],
    ]);
    expect(
      changes
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    ).toEqual(changes.map(({ at }) => at));
    const stored = await database.send(new ScanCommand({ TableName: clientsTableName }));
    const ofHistory = stored.Items?.filter((item) => item['change'] !== undefined);
    for (const token of TOKENS) expect(JSON.stringify([changes, ofHistory])).not.toContain(token);
  });

  it('tells of two changes in one moment', async () => {
    const clientId = await writeStory();

    await stack.runClients(['label', clientId, '--label', 'one'], as('ann'));
    await stack.runClients(['label', clientId, '--label', 'two'], as('bob'));

    const changes = await history(clientId);
    expect(changes.map(({ label }) => label)).toEqual(expect.arrayContaining(['one', 'two']));
    expect(changes).toHaveLength(5);
  });

  it('tells of all clients when none is named', async () => {
    const [one, two] = [await writeStory(), await writeStory()];

    const told = new Set((await history()).map(({ clientId }) => clientId));

    expect([told.has(one), told.has(two)]).toEqual([true, true]);
  });

  it.each([
    ['add', ['--label', 'Acme'], 'added'],
    ['rotate', [], 'token rotated'],
    ['label', ['--label', 'B'], 'labelled'],
    ['disable', [], 'disabled'],
  ])('has the row of %s in the write that makes the change, and in no other', async (command, flags, what) => {
    const recorder = await startRecorder({ dynamodb: stack.dynamodb.url }, () => ({ body: '' }));
    const clientId = command === 'add' ? randomUUID() : await writeStory();

    const environment = { ...stack.environment, LOCAL_DYNAMODB_PORT: new URL(recorder.endpoint).port };
    await stack.runClients([command, clientId, ...flags], { clock, environment, input: TOKENS[1] });
    await recorder.close();

    const writes = recorder.calls.filter(({ operation }) => !/^(Get|Scan)/.test(operation));
    expect(writes).toMatchObject([{ operation: 'TransactWriteItems' }]);
    expect(JSON.stringify(writes)).toContain(`history#${clientId}#`);
    expect((await history(clientId))[0]).toMatchObject({ what: [what] });
  });

  it.each([['add'], ['rotate'], ['label', '--label', 'B'], ['disable']])(
    'has no row of %s that changed nothing',
    async (command, ...flags) => {
      const clientId = command === 'add' ? await writeStory() : randomUUID();
      const before = await history(clientId);

      const { code } = await stack.runClients([command, clientId, ...flags], { input: TOKENS[1] });

      expect(code).toBe(1);
      expect(await history(clientId)).toEqual(before);
    },
  );

  it('is no client to anybody: not in a list, not in an export, not to a worker that asks for it', async () => {
    const clientId = await writeStory();
    const stored = await database.send(new ScanCommand({ TableName: clientsTableName }));
    const keys = stored.Items?.flatMap((item) => (item['change'] ? [item['clientId']?.S ?? ''] : [])) ?? [];

    const worker = dynamodbClients(clientsTableName, { endpoint: stack.dynamodb.url });
    const answers = await Promise.all(keys.map((key) => worker.token(key)));
    const [list, exported] = [await stack.runClients(['list']), await stack.runClients(['export'])];

    expect(keys.some((key) => key.includes(clientId))).toBe(true);
    expect(new Set(answers)).toEqual(new Set(['unknown']));
    for (const { output } of [list, exported]) {
      expect(output).toContain(clientId);
      expect(output).not.toContain('history');
    }
  });
});

describe('npm run clients -- show', () => {
  it('says when and by whom a client was added, rotated and disabled', async () => {
    const clientId = await writeStory();

    const { output } = await stack.runClients(['show', clientId, '--json']);

    expect(JSON.parse(output)).toEqual({
      clientId,
      label: 'Acme',
      state: 'disabled',
      reason: 'unpaid',
      addedAt: expect.stringMatching(/^2030-01-01T/),
      addedBy: 'ann',
      rotatedAt: expect.stringMatching(/^2030-01-01T/),
      rotatedBy: 'on-call',
      stateAt: expect.stringMatching(/^2030-01-01T/),
      stateBy: 'cy',
    });
  });

  it('names nobody for a change by somebody who is not known, rather than who made the one before', async () => {
    const clientId = await writeStory();

    await stack.runClients(['enable', clientId], { clock });

    const { output } = await stack.runClients(['show', clientId, '--json']);
    expect(JSON.parse(output)).not.toHaveProperty('stateBy');
    expect(JSON.parse(output)).not.toHaveProperty('reason');
  });

  it('shows a client that somebody wrote into the table without any of this', async () => {
    const clientId = randomUUID();
    const Item = { clientId: { S: clientId }, clientToken: { S: TOKENS[0] } };
    await database.send(new PutItemCommand({ TableName: clientsTableName, Item }));

    const { output } = await stack.runClients(['show', clientId]);

    expect(output).toMatch(/^state +active$/m);
    expect(output).toMatch(/^addedBy +-$/m);
    expect(output).not.toContain(TOKENS[0]);
  });

  it.each([
    ['--label', 'a\nb', '--label has a character that cannot be seen, or more than one line.'],
    ['--label', 'x'.repeat(257), '--label has 257 characters: at most 256 are allowed.'],
    ['--label', '@SUM(A1)', '--label must begin with a letter or a digit.'],
    ['--by', '-ann', '--by must begin with a letter or a digit.'],
  ])('has no %s that is %j', async (flag, text, message) => {
    const clientId = randomUUID();

    const ended = await stack.runClients(['add', clientId, `${flag}=${text}`], { input: TOKENS[0] });

    expect(ended).toEqual({ code: 2, output: '', errors: `${message}\n` });
    expect((await stack.runClients(['show', clientId])).code).toBe(1);
  });
});
