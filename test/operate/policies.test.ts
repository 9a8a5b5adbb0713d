import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientsCommand } from '../../operate/clients/clients-command.ts';
import { jobsCommand } from '../../operate/jobs/jobs-command.ts';
import { resources, synthesize } from '../lib/synthesize.ts';
import { timeLimit } from '../time-limit.ts';
import { askedBy, isAllowed, type Statement } from './allows.ts';
import { describedStack, pointSdkTo, type StandIn } from './aws-stand-in.ts';
import { startRecorder } from './recorder.ts';
import { runCommand } from './run-command.ts';
import { type Stack, startStack } from './started-stack.ts';

const DOCS = readFileSync(join(import.meta.dirname, '../../docs/operating.md'), 'utf8');
const NEW_CLIENT = '00000000-0000-4000-8000-00000000000a';
const MANY = '00000000-0000-4000-8000-00000000000b';

/** Each command as it is called on a job that is stuck and a client, and what is piped in. */
const calls: Readonly<Record<string, (on: { jobId: string; clientId: string }) => [words: string[], input?: string]>> =
  {
    'jobs list': () => [[]],
    'jobs list --scan': () => [['--scan']],
    'jobs find': () => [['--pipeline', 'release']],
    'jobs show': ({ jobId }) => [[jobId.slice(0, 8)]],
    'jobs retry': ({ jobId }) => [[jobId]],
    'jobs fail': ({ jobId }) => [[jobId, '--message', 'given up']],
    'jobs pause': () => [[]],
    'jobs resume': () => [[]],
    'clients list': () => [[]],
    'clients show': ({ clientId }) => [[clientId]],
    'clients history': ({ clientId }) => [[clientId]],
    'clients export': () => [[]],
    'clients add': () => [[NEW_CLIENT, '--label', 'Example'], 'the-first-token'],
    'clients rotate': ({ clientId }) => [[clientId], 'another-token'],
    'clients label': ({ clientId }) => [[clientId, '--label', 'Example']],
    'clients disable': ({ clientId }) => [[clientId]],
    'clients enable': ({ clientId }) => [[clientId]],
    'clients import': () => [['-'], `clientId,clientToken\n${MANY},a-third-token\n`],
  };

/** The commands that the docs name for a policy, in its row of the table there. */
function namedFor(policy: string): string[] {
  const row = DOCS.split('\n').find((line) => line.startsWith(`| \`${policy}\` |`)) ?? '';
  return [...row.matchAll(/`((?:jobs|clients) [^`]+)`/g)].map(([, name = '']) => name);
}

const policies = ['OperatorPolicy', 'OnboardingPolicy'];
const template = resources<{ PolicyDocument: { Statement: Statement[] } }>(synthesize(), 'AWS::IAM::ManagedPolicy');
const statementsOf = (policy: string) => template[policy]?.PolicyDocument.Statement ?? [];

let stack: Stack;
let recorder: StandIn;

beforeAll(async () => {
  stack = await startStack();
  const urls = { dynamodb: stack.dynamodb.url, sqs: stack.sqs.url, codepipeline: stack.controlPlane.url };
  recorder = await startRecorder(urls, () =>
    describedStack('PartnerAction', {
      QueueUrl: stack.sqs.queueUrl,
      DeadLetterQueueUrl: stack.sqs.deadLetterQueueUrl,
      ClientsTable: 'clients',
      LedgerTable: 'ledger',
    }),
  );
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await recorder.close();
  await stack.close();
});

/** Runs a command as one does on a stack, and gives what it asked of AWS. */
async function askedOf(name: string) {
  const [program, command, ...flags] = name.split(' ');
  await stack.writeEntry({ phase: 'waiting', notBefore: Date.now() + 3_600_000 });
  const on = { jobId: await stack.writeEntry({ phase: 'running' }), clientId: stack.clientId };
  const [words, input] = calls[name]?.(on) ?? [[]];
  pointSdkTo(recorder.endpoint);
  const before = recorder.calls.length;
  const args = [command ?? '', ...flags.filter((flag) => !words.includes(flag)), ...words];
  const where = ['--stack', 'PartnerAction', '--region', 'us-east-1'];
  const run = program === 'jobs' ? jobsCommand : clientsCommand;
  const ended = await runCommand(run, [...args, ...where], input === undefined ? {} : { input });
  return { ended, asked: recorder.calls.slice(before).flatMap(askedBy) };
}

describe('the managed policies', { timeout: timeLimit(60_000) }, () => {
  it.each([
    ['jobs', jobsCommand],
    ['clients', clientsCommand],
  ] as const)('are held against every command of %s', async (program, command) => {
    const { errors } = await runCommand(command, ['none']);

    const names = /one of (.*)\. See/
      .exec(errors)?.[1]
      ?.split(', ')
      .map((name) => `${program} ${name}`);
    const held = Object.keys(calls).filter((name) => name.startsWith(program) && !name.includes('--'));
    expect(names?.toSorted()).toEqual(held.toSorted());
    for (const name of policies.flatMap(namedFor)) expect(Object.keys(calls)).toContain(name);
  });

  it.each(policies.flatMap((policy) => namedFor(policy).map((name) => [policy, name] as const)))(
    '%s allows every call of %s',
    async (policy, name) => {
      const { ended, asked } = await askedOf(name);

      expect(ended).toMatchObject({ code: 0 });
      expect(asked.map(({ action }) => action)).toContain('cloudformation:DescribeStacks');
      expect(asked.length).toBeGreaterThan(1);
      expect(asked.filter((one) => !isAllowed(statementsOf(policy), one))).toEqual([]);
    },
  );

  it.each(Object.keys(calls).filter((name) => !policies.flatMap(namedFor).includes(name)))(
    'do not allow %s, which the docs leave to whoever may see tokens',
    async (name) => {
      const { ended, asked } = await askedOf(name);

      expect(ended).toMatchObject({ code: expect.any(Number) });
      for (const policy of policies) expect(asked.every((one) => isAllowed(statementsOf(policy), one))).toBe(false);
      expect(DOCS).toContain(`\`${name}\``);
    },
  );

  it.each(Object.keys(calls))(
    'need not be read to know what %s asks for: its --help names every call',
    async (name) => {
      const { asked } = await askedOf(name);
      const { output } = await runCommand(name.startsWith('jobs') ? jobsCommand : clientsCommand, ['--help']);

      for (const { action } of asked) expect(output).toContain(action);
    },
  );

  it.each(policies)('%s allows nothing that no command of it calls', async (policy) => {
    const called = new Set<string>();
    for (const name of namedFor(policy)) {
      const { asked } = await askedOf(name);
      for (const { action, resource } of asked) called.add(`${action} on ${resource}`);
    }

    const allowed = statementsOf(policy).flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} on ${resource}`)),
    );
    expect([...called].toSorted()).toEqual(allowed.toSorted());
  });

  it.each(policies)('%s lets nobody read a token, by whatever call', (policy) => {
    const keys = (select: string, attributes: string[]) => ({
      'dynamodb:Select': [select],
      'dynamodb:Attributes': attributes,
    });
    const reads = ['GetItem', 'Query', 'Scan', 'BatchGetItem', 'UpdateItem', 'DeleteItem', 'PartiQLSelect'].flatMap(
      (call) =>
        [
          { 'dynamodb:ReturnValues': ['ALL_OLD'] },
          keys('ALL_ATTRIBUTES', ['clientId']),
          keys('SPECIFIC_ATTRIBUTES', ['clientId', 'clientToken']),
        ].map((given) => ({ action: `dynamodb:${call}`, resource: 'Clients.Arn', keys: given })),
    );
    const replaces = {
      action: 'dynamodb:PutItem',
      resource: 'Clients.Arn',
      keys: { 'dynamodb:ReturnValues': ['ALL_OLD'] },
    };

    expect([...reads, replaces].filter((one) => isAllowed(statementsOf(policy), one))).toEqual([]);
  });
});
