import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { deployCommand } from '../../../operate/deploy/deploy-command.ts';
import { type Answer, describedStack, queryError, type StandIn, standInForAws } from '../aws-stand-in.ts';
import { cdkCalls, putCdk } from '../cdk-stand-in.ts';
import { runCommand } from '../run-command.ts';

const FILE = `export default {
  workers: { scanner: { providers: ['Scan'] }, load: { providers: ['Load'] } },
  regions: { 'us-east-1': {}, 'eu-west-1': {} },
};`;
const ALL = [
  'PartnerAction-scanner-us-east-1',
  'PartnerAction-scanner-eu-west-1',
  'PartnerAction-load-us-east-1',
  'PartnerAction-load-eu-west-1',
];

let project: string;
let aws: StandIn;
/** What CloudFormation says of a stack, by `NAME REGION`; otherwise it is there. */
let said: Record<string, Answer>;

beforeEach(async () => {
  project = mkdtempSync(join(tmpdir(), 'deploy-'));
  putCdk(project);
  writeFileSync(join(project, 'cdk.json'), JSON.stringify({ app: 'node bin/stacks.ts' }));
  writeFileSync(join(project, 'partner-action.config.mjs'), FILE);
  said = {};
  aws = await standInForAws(({ region, body }) => {
    const name = String(body['StackName']);
    return said[`${name} ${region}`] ?? describedStack(name, {}, 'UPDATE_COMPLETE');
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.close();
  rmSync(project, { recursive: true });
});

async function deploy(...args: string[]) {
  return await deployIn({ AWS_REGION: 'us-east-1' }, ...args);
}

async function deployIn(environment: Record<string, string>, ...args: string[]) {
  const ended = await runCommand(deployCommand(project), args, { environment });
  return { ...ended, calls: cdkCalls(project) };
}

it('deploys all stacks of the deployment file', async () => {
  expect(await deploy()).toMatchObject({ code: 0, calls: [['deploy', ...ALL]] });
});

it('takes a stack by its name in all its Regions, by its ID in one, and hands flags on', async () => {
  const { calls } = await deploy(
    'PartnerAction-load',
    'PartnerAction-scanner-us-east-1',
    '--require-approval=never',
    ...['-c', 'alarmEmail=you@example.com', '--', '--hotswap'],
  );

  expect(calls).toEqual([
    [
      'deploy',
      'PartnerAction-load-us-east-1',
      'PartnerAction-load-eu-west-1',
      'PartnerAction-scanner-us-east-1',
      ...['-c', 'alarmEmail=you@example.com', '--require-approval', 'never', '--hotswap'],
    ],
  ]);
});

it('refuses a stack that the file has not, and names those that it has', async () => {
  const ended = await deploy('PartnerAction-scaner');

  expect(ended).toMatchObject({ code: 2, calls: [] });
  expect(ended.errors).toContain(
    'has no stack "PartnerAction-scaner"; it has PartnerAction-scanner, PartnerAction-scanner-us-east-1',
  );
});

it.each([
  ['not there', queryError('ValidationError', 'Stack with id PartnerAction-load does not exist')],
  ['rolled back', describedStack('PartnerAction-load', {}, 'ROLLBACK_COMPLETE')],
  ['half rolled back', describedStack('PartnerAction-load', {}, 'ROLLBACK_FAILED')],
])('deploys a stack that is %s without protection first, and with it once that was good', async (_, answer) => {
  said = { 'PartnerAction-load eu-west-1': answer };

  const { calls } = await deploy('PartnerAction-load');

  expect(calls).toEqual([
    ['deploy', 'PartnerAction-load-eu-west-1', '-c', 'firstDeploy=true'],
    ['deploy', 'PartnerAction-load-us-east-1', 'PartnerAction-load-eu-west-1'],
  ]);
});

it('protects nothing when the first deploy fails', async () => {
  said = { 'PartnerAction-load eu-west-1': queryError('ValidationError', 'Stack with id x does not exist') };
  putCdk(project, 1);

  const { code, calls, errors } = await deploy('PartnerAction-load-eu-west-1');

  expect(code).toBe(1);
  expect(calls).toHaveLength(1);
  expect(errors).toContain('cdk deploy ended with exit code 1.');
});

it('takes no stack for new where CloudFormation cannot be asked', async () => {
  said = { 'PartnerAction-load eu-west-1': queryError('AccessDenied', 'You may not', 403) };

  const { calls, errors } = await deploy('PartnerAction-load');

  expect(calls).toEqual([['deploy', 'PartnerAction-load-us-east-1', 'PartnerAction-load-eu-west-1']]);
  expect(errors).toContain('Whether the stacks are new is not known');
});

it('names the variable, and no flag that deploy has not, where no Region is set', async () => {
  rmSync(join(project, 'partner-action.config.mjs'));
  writeFileSync(join(project, 'partner-action.config.mjs'), 'export default {};');
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, undefined);
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, join(project, 'none'));

  const { calls, errors } = await deployIn({});

  expect(calls).toHaveLength(1);
  expect(errors).toContain('Your AWS settings name no Region; AWS_REGION can.');
  expect(errors).not.toContain('--region');
});

it.each([[['-c', 'regions=us-east-1']], [['--context=workers={}']], [['--', '-c', 'regions=us-east-1']]])(
  'leaves the choice to the CDK where %j changes which stacks there are',
  async (flags) => {
    const { calls } = await deploy(...flags);

    expect(calls).toEqual([['deploy', '--all', '-c', expect.stringMatching(/^(regions|workers)=/)]]);
  },
);

it('leaves the choice to the CDK where cdk.json has more Regions than the file', async () => {
  writeFileSync(
    join(project, 'cdk.json'),
    JSON.stringify({ app: 'node app.ts', context: { regions: 'us-east-1,ap-south-1' } }),
  );

  expect(await deploy()).toMatchObject({ code: 0, calls: [['deploy', '--all']] });
});

it('refuses a flag that it does not have before anything is deployed', async () => {
  expect(await deploy('--alarm-emial', 'you@example.com')).toMatchObject({ code: 2, calls: [] });
});

it('says what is missing where nothing says how the app is run', async () => {
  rmSync(join(project, 'cdk.json'));

  const without = await deploy();
  const named = await deploy('--', '--app', 'node app.ts');

  expect(without).toMatchObject({ code: 2, calls: [] });
  expect(without.errors).toContain(
    'cdk.json does not say how your app is run. It takes { "app": "node bin/stacks.ts" }',
  );
  expect(named).toMatchObject({ code: 0, calls: [['deploy', ...ALL, '--app', 'node app.ts']] });
});

it('works without a deployment file as the CDK does', async () => {
  rmSync(join(project, 'partner-action.config.mjs'));

  expect((await deploy('Mine')).calls).toEqual([['deploy', 'Mine']]);
});
