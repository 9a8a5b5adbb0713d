import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Action } from '../../../lambda/action/action.ts';
import { actionTypeCommand } from '../../../operate/action-type/action-type-command.ts';
import { createCustomActionTypeInput } from '../../../operate/action-type/create-custom-action-type.ts';
import { updateActionTypeInput } from '../../../operate/action-type/update-action-type.ts';
import {
  type Answer,
  type Call,
  describedStack,
  jsonAnswer,
  jsonError,
  queryError,
  type StandIn,
  startStandIn,
} from '../aws-stand-in.ts';
import { identity } from '../doctor/well.ts';
import { runCommand } from '../run-command.ts';
import { define } from './load-test.ts';

const ACCOUNT = '111122223333';
const before = define();
const without = (name: string): Action => {
  const { [name]: _, ...configuration } = before.configuration;
  return { ...before, configuration };
};

/** What CodePipeline has in each Region; elsewhere it knows no such type. */
let types: Record<string, Answer>;
let aws: StandIn;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'registered-'));
  // Without a file of its own the folder of the tests would be taken, which has one.
  deploys("{ stackName: 'Scanner' }");
  const registered = jsonAnswer(updateActionTypeInput(before, [ACCOUNT], {}));
  types = { 'us-east-1': registered, 'eu-west-1': registered };
  aws = await startStandIn(({ operation, region, body }: Call) => {
    if (operation === 'GetCallerIdentity') return identity;
    if (operation === 'DescribeStacks') {
      const name = String(body['StackName']);
      return region in types ? describedStack(name, {}) : queryError('ValidationError', `Stack ${name} does not exist`);
    }
    return types[region] ?? jsonError('ActionTypeNotFoundException', 'no such type');
  });
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await aws.close();
});

const deploys = (what: string) => writeFileSync(join(folder, 'partner-action.config.mjs'), `export default ${what};\n`);

/** As from a terminal in a folder of its own, with no variable set but where the terminal is. */
const run = (action: Action, ...flags: string[]) =>
  runCommand(
    actionTypeCommand(async () => ({ actions: [action] })),
    ['load-test', ...flags],
    { environment: { INIT_CWD: folder, npm_package_json: join(process.cwd(), 'package.json') } },
  );

const onBoth = ['--stack', 'Scanner', '--region', 'us-east-1,eu-west-1'];
const askedOf = (operation: string) =>
  aws.calls.filter((call) => call.operation === operation).map(({ region }) => region);

describe('action-type NAME --stack NAME --region R', () => {
  it('names the account that asks, and asks CodePipeline in each Region', async () => {
    const ended = await run(before, ...onBoth);

    expect(ended).toMatchObject({ code: 0, errors: '' });
    expect(JSON.parse(ended.output)).toEqual(JSON.parse(JSON.stringify(updateActionTypeInput(before, [ACCOUNT], {}))));
    expect(askedOf('GetActionType').toSorted()).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('finds the Regions of a stack by itself with all', async () => {
    await run(before, '--stack', 'Scanner', '--region', 'all');

    expect(askedOf('GetActionType').toSorted()).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('takes Regions and integration from the deployment file, and the stack need not be there yet', async () => {
    deploys("{ stackName: 'Scanner', defaults: { integration: 'custom' }, regions: { 'eu-west-1': {} } }");
    const ofAccount = define({ outputs: { minimum: 0, maximum: 0 } });
    const { category, provider, version, ...created } = createCustomActionTypeInput(ofAccount, {});
    const { configurationProperties: actionConfigurationProperties, ...counts } = created;
    const id = { category, owner: 'Custom', provider, version };
    types = { 'eu-west-1': jsonAnswer({ actionTypes: [{ id, actionConfigurationProperties, ...counts }] }) };

    const ended = await run(ofAccount, '--stack', 'Scanner');

    expect(ended, ended.errors).toMatchObject({ code: 0 });
    expect(JSON.parse(ended.output)).toMatchObject({ category: 'Test', provider: 'Load-Test' });
    expect(askedOf('ListActionTypes')).toEqual(['eu-west-1']);
    expect(askedOf('DescribeStacks')).toEqual([]);
  });

  it('refuses a change that breaks pipelines in one Region, with the Region, and prints no document', async () => {
    types['us-east-1'] = jsonAnswer(updateActionTypeInput(without('Note'), [ACCOUNT], {}));

    const ended = await run(without('Note'), ...onBoth);

    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toContain('may not change so from what CodePipeline in eu-west-1 says');
    expect(ended.errors).not.toContain('us-east-1');
  });

  it('tells of every Region that refuses', async () => {
    types['us-east-1'] = jsonError('AccessDeniedException', 'not you');
    types['eu-west-1'] = jsonError('AccessDeniedException', 'not you');

    const { code, errors } = await run(before, ...onBoth);

    expect(code).toBe(1);
    for (const region of ['us-east-1', 'eu-west-1'])
      expect(errors).toContain(
        `It was codepipeline:GetActionType for Test/ThirdParty/Load-Test/1 in ${region}. Your credentials may not do that`,
      );
  });

  it('says where the action type is not registered, and which account a document takes off', async () => {
    types['us-east-1'] = jsonAnswer(updateActionTypeInput(before, [ACCOUNT, '444455556666'], {}));
    delete types['eu-west-1'];

    const { code, errors } = await run(before, ...onBoth);

    expect(code).toBe(0);
    expect(errors).toContain('CodePipeline in eu-west-1 knows no Test/ThirdParty/Load-Test/1: AWS makes');
    expect(errors).toContain('CodePipeline in us-east-1 lets 444455556666 poll, and the document does not');
  });

  it.each([
    [['--region', 'us-east-1'], 2, '--region goes with --stack NAME'],
    [['--stack', 'a b', '--region', 'us-east-1'], 2, '--stack is "a b": allowed is the name of a stack'],
    [['--stack', 'Scanner', '--region', 'Frankfurt'], 2, '--region is "Frankfurt": allowed is all'],
    [['--stack', 'Scanner'], 2, 'Give --region R, or AWS_REGION'],
  ])('refuses %j', async (flags, code, message) => {
    vi.stubEnv('AWS_REGION', '');
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'));

    const ended = await run(before, ...flags);

    expect(ended).toMatchObject({ code, output: '', errors: expect.stringContaining(message) });
    expect(askedOf('GetActionType')).toEqual([]);
  });

  it('refuses a stack that is not in the deployment file', async () => {
    deploys("{ stackName: 'Other' }");

    const ended = await run(before, ...onBoth);

    expect(ended).toMatchObject({
      code: 1,
      errors: expect.stringContaining('The deployment file has no stack Scanner; it has Other.'),
    });
  });
});
