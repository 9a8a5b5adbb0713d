import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { POLLING_KEY } from '../../../model/polling.ts';
import { doctorCommand } from '../../../operate/doctor/doctor-command.ts';
import { timeLimit } from '../../time-limit.ts';
import {
  type Answer,
  type Call,
  describedStack,
  jsonAnswer,
  jsonError,
  queryError,
  type StandIn,
  standInForAws,
} from '../aws-stand-in.ts';
import { runCommand } from '../run-command.ts';
import { startStack } from '../started-stack.ts';
import { greeter } from './greeter.ts';
import { absent, depth, identity, OUTPUTS, POLL, polled, quota, registered, WELL } from './well.ts';

let aws: StandIn;
let folder: string;
let changed: Record<string, (call: Call) => Answer>;

beforeEach(async () => {
  changed = {};
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  // Without a file of its own the folder of the tests would be taken, which has one.
  writeFileSync(join(folder, 'partner-action.config.mjs'), "export default { regions: { 'us-east-1': {} } };");
  aws = await standInForAws((call) => {
    const answer = changed[call.operation] ?? WELL[call.operation];
    return answer?.(call) ?? jsonError('UnknownOperation', call.operation, 404);
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await aws.close();
});

const command = doctorCommand(async () => ({ actions: [greeter] }));
const call = (...args: string[]) =>
  runCommand(command, args, {
    environment: { INIT_CWD: folder, npm_package_json: join(process.cwd(), 'package.json') },
  });

interface Examined {
  readonly code: number;
  readonly checks: readonly (string | undefined)[];
  readonly says?: string;
  readonly todo?: string;
}

/** What is said of a check. */
async function examine(check: string, ...args: string[]): Promise<Examined> {
  const { code, output } = await call('--json', ...args);
  const findings: Record<string, string>[] = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { code, checks: findings.map((one) => one['check']), ...findings.find((one) => one['check'] === check) };
}

describe('a deployment that is well', () => {
  it('has a line for each check, all of them ok', async () => {
    const { code, output, errors } = await call();

    const rows = output
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(rows[0]).toEqual(['REGION', 'STACK', 'CHECK', 'RESULT', 'SAYS']);
    expect(rows.slice(1).map((row) => row.slice(0, 4).join(' '))).toEqual(
      [
        ...['credentials', 'clock', 'concurrency', 'bootstrap', 'action Greeter', 'stack'],
        ...['ledger', 'clients', 'queue', 'dead letters', 'poll'],
      ].map((check) => `us-east-1 PartnerAction ${check} ok`),
    );
    expect(output).toContain('The poller asked CodePipeline, and queued 2.');
  });

  it('polls by its own poller and never in its place, and not at all with --no-poll', async () => {
    await call('--no-poll');
    expect(aws.calls.map(({ operation }) => operation)).not.toContain(POLL);

    await call();
    expect(aws.calls.map(({ operation }) => operation)).toContain(POLL);
    expect(aws.calls.map(({ operation }) => operation).filter((name) => /^PollFor/.test(name))).toEqual([]);
  });

  it('may be still to be deployed: that is no fault', async () => {
    changed['DescribeStacks'] = ({ body }) =>
      body['StackName'] === 'CDKToolkit' ? describedStack('CDKToolkit', { BootstrapVersion: '21' }) : absent;

    const told = await examine('stack');

    expect(told).toMatchObject({ code: 0, result: 'warning', says: 'PartnerAction is not deployed yet.' });
    expect(told.checks).toEqual(['credentials', 'clock', 'concurrency', 'bootstrap', 'action Greeter', 'stack']);
  });

  it('is a fault where it is not deployed and the deployment file has no such stack: the name is spelled wrong', async () => {
    changed['DescribeStacks'] = ({ body }) =>
      body['StackName'] === 'CDKToolkit' ? describedStack('CDKToolkit', { BootstrapVersion: '21' }) : absent;

    const told = await examine('stack', '--stack', 'PartnerActoin', '--region', 'us-east-1');

    expect(told).toMatchObject({ code: 1, result: 'fault', todo: 'It has PartnerAction.' });
  });

  it('is looked at in several Regions side by side', async () => {
    const { code, output } = await call('--stack', 'PartnerAction', '--region', 'us-east-1,eu-west-1');

    expect(code).toBe(0);
    for (const region of ['us-east-1', 'eu-west-1']) {
      expect(output).toMatch(new RegExp(`^${region} +PartnerAction +poll +ok`, 'm'));
    }
  });
});

const line = (message: string, fields: object = {}) => ({ level: 'info', message, ...fields });
const refused = line('PollsFailed', {
  action: 'Test/ThirdParty/Greeter/1',
  error: { name: 'ActionTypeNotFoundException', message: 'no such type' },
});

describe.each<[string, string, (call: Call) => Answer, 'warning' | 'fault', RegExp]>([
  [
    'concurrency',
    'GET /2016-08-19/account-settings',
    () => quota(10),
    'warning',
    /quota is 10 .* maximumConcurrency to 7 or less/,
  ],
  [
    'bootstrap',
    'DescribeStacks',
    ({ body }) =>
      body['StackName'] === 'CDKToolkit' ? describedStack('CDKToolkit', { BootstrapVersion: '3' }) : absent,
    'fault',
    /version 3\. npx cdk bootstrap aws:\/\/111122223333\/us-east-1/,
  ],
  ['bootstrap', 'DescribeStacks', () => absent, 'fault', /no stack CDKToolkit/],
  [
    'action Greeter',
    'GetActionType',
    () => registered('444455556666'),
    'fault',
    /may be polled by 444455556666, and not by 111122223333\. .*--polling-account 111122223333/,
  ],
  [
    'action Greeter',
    'GetActionType',
    () => jsonError('ActionTypeNotFoundException', 'none'),
    'fault',
    /CodePipeline knows no Test\/ThirdParty\/Greeter\/1 in us-east-1/,
  ],
  ['action Greeter', 'GetActionType', () => jsonError('AccessDeniedException', 'no'), 'warning', /could not be asked/],
  [
    'stack',
    'DescribeStacks',
    () => describedStack('PartnerAction', OUTPUTS, 'UPDATE_ROLLBACK_FAILED'),
    'fault',
    /UPDATE_ROLLBACK_FAILED/,
  ],
  ['stack', 'DescribeStacks', () => describedStack('PartnerAction', OUTPUTS, 'UPDATE_IN_PROGRESS'), 'warning', /Wait/],
  [
    'ledger',
    'GetItem',
    () => jsonError('ResourceNotFoundException', 'Requested resource not found'),
    'fault',
    /ResourceNotFoundException.*not in this account and Region/,
  ],
  ['queue', 'GetQueueAttributes', () => jsonError('AccessDenied', 'no', 403), 'fault', /AccessDenied.*may not do that/],
  ['dead letters', 'GetQueueAttributes', () => depth(3), 'fault', /There are about 3: .*jobs -- fail JOBID/],
  [
    'poll',
    POLL,
    () => polled({ queued: 0 }, [refused]),
    'fault',
    /Test\/ThirdParty\/Greeter\/1: ActionTypeNotFoundException: no such type/,
  ],
  [
    'poll',
    POLL,
    () =>
      polled({ errorType: 'Runtime.ExitError', errorMessage: 'exit 1' }, [], { 'x-amz-function-error': 'Unhandled' }),
    'fault',
    /Runtime\.ExitError: exit 1/,
  ],
  ['poll', POLL, () => polled({ queued: 0, skipped: 'paused' }), 'warning', /paused.*jobs -- resume/],
  ['poll', POLL, () => polled({ queued: 0 }, [line('PollsThrottled')]), 'warning', /throttled/],
  ['poll', POLL, () => polled({ hello: 'world' }), 'fault', /did not answer as a poller does/],
  [
    'poll',
    POLL,
    () => jsonError('ResourceNotFoundException', 'Function not found', 404),
    'fault',
    /ResourceNotFoundException/,
  ],
])('%s', (check, ...[operation, answer, result, says]) => {
  it(`is a ${result} that says ${says.source.slice(0, 40)}`, async () => {
    changed[operation] = answer;

    const told = await examine(check);

    expect(told).toMatchObject({ region: 'us-east-1', stack: 'PartnerAction', check, result });
    expect(`${told.says} ${told.todo}`).toMatch(says);
    if (result === 'fault') expect(told.code).toBe(1);
  });
});

describe('a poller that has nothing to queue', () => {
  it('is said to be paused where the ledger says so, which one that is polled once a minute does not read', async () => {
    changed[POLL] = () => polled({ queued: 0 });
    changed['GetItem'] = ({ body }) =>
      JSON.stringify(body['Key']).includes(POLLING_KEY)
        ? jsonAnswer({ Item: { pausedAt: { N: '1' } } })
        : jsonAnswer({});

    expect(await examine('poll')).toMatchObject({ result: 'warning', says: 'Polling is paused.' });
  });
});

describe('the account', () => {
  it('that AWS does not know ends the examination with what to do', async () => {
    changed['GetCallerIdentity'] = () => queryError('ExpiredToken', 'The security token is expired', 403);

    const told = await examine('credentials');

    expect(told).toMatchObject({ code: 1, checks: ['credentials'], result: 'fault' });
    expect(told.says).toBe('AWS answered ExpiredToken: The security token is expired.');
    expect(told.todo).toContain('AWS_PROFILE');
  });

  it.each([
    [10 * 60_000, 'fault', 'behind AWS'],
    [-60_000, 'warning', 'ahead of AWS'],
    [2_000, 'ok', 'AWS'],
  ])('has a clock that AWS is %i ms ahead of, which is a %s', async (ahead, result, says) => {
    changed['GetCallerIdentity'] = () => ({
      ...identity,
      headers: { ...identity.headers, date: new Date(Date.now() + ahead).toUTCString() },
    });

    expect(await examine('clock')).toMatchObject({ result, says: expect.stringContaining(says) });
  });
});

it('takes the limit of the deployment file for the worker’s', async () => {
  const file = "export default { defaults: { maximumConcurrency: 5 }, regions: { 'us-east-1': {} } };";
  writeFileSync(join(folder, 'partner-action.config.mjs'), file);
  changed['GET /2016-08-19/account-settings'] = () => quota(10);

  expect(await examine('concurrency')).toMatchObject({ result: 'ok' });
});

it('asks for no action type of custom actions, which the stack makes', async () => {
  const file = "export default { defaults: { integration: 'custom' }, regions: { 'us-east-1': {} } };";
  writeFileSync(join(folder, 'partner-action.config.mjs'), file);

  expect(await examine('action types')).toMatchObject({ code: 0, result: 'ok' });
});

it('looks at the tables and queues of a running start with --local', { timeout: timeLimit(30_000) }, async () => {
  const stack = await startStack();
  try {
    const { code, output } = await runCommand(command, ['--local'], { environment: stack.environment });

    expect(code).toBe(0);
    expect(
      output
        .trimEnd()
        .split('\n')
        .map((row) => row.split(/ {2,}/).slice(0, 3).join(' ')),
    ).toEqual([
      'STACK CHECK RESULT',
      ...['ledger', 'clients', 'queue', 'dead letters'].map((check) => `local ${check} ok`),
    ]);
  } finally {
    await stack.close();
  }
});

it('refuses --local beside a stack', async () => {
  expect(await call('--local', '--stack', 'S')).toMatchObject({
    code: 2,
    errors: expect.stringContaining('leave out'),
  });
});
