import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commands } from '../../bin/commands.ts';
import { refuseUnknownContext } from '../../lib/index.ts';
import { deployCommand } from '../../operate/deploy/deploy-command.ts';
import { doctorCommand } from '../../operate/doctor/doctor-command.ts';
import { trialCommand } from '../../operate/trial/trial-command.ts';
import {
  type Answer,
  type Call,
  describedStack,
  jsonAnswer,
  type StandIn,
  standInForAws,
} from '../operate/aws-stand-in.ts';
import { cdkCalls, putCdk } from '../operate/cdk-stand-in.ts';
import { greeter } from '../operate/doctor/greeter.ts';
import { POLL, WELL } from '../operate/doctor/well.ts';
import { runCommand } from '../operate/run-command.ts';
import { ROOT } from './documents.ts';
import { linesRunBy } from './runbook-lines.ts';

let folder: string;
let aws: StandIn;
let answers: Readonly<Record<string, (call: Call) => Answer>>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-'));
  putCdk(folder);
  writeFileSync(join(folder, 'cdk.json'), '{ "app": "node bin/app.ts" }');
  aws = await standInForAws((call) => answers[call.operation]?.(call) ?? jsonAnswer({}));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.close();
  rmSync(folder, { recursive: true });
});

const environment = () => ({
  AWS_REGION: 'us-east-1',
  INIT_CWD: folder,
  npm_package_json: join(ROOT, 'package.json'),
});
const deploymentFile = (content: object) =>
  writeFileSync(join(folder, 'partner-action.config.mjs'), `export default ${JSON.stringify(content)};`);
/** What a line gives to its command: `npm run` hands on what stands behind `--`. */
const argumentsOf = (line: string) =>
  line
    .split(' ')
    .slice(3)
    .filter((word) => word !== '--');

describe('a deploy', () => {
  const regions = ['us-east-1', 'eu-west-1'];
  const workers = { scanner: { providers: ['Scan'] }, load: { providers: ['Load'] } };
  const ofWorkers = Object.keys(workers).flatMap((worker) => regions.map((region) => `${worker}-${region}`));

  it.each(linesRunBy('deploy'))('%s', async (line) => {
    const hasWorkers = line.includes('scanner');
    deploymentFile({
      ...(hasWorkers && { workers }),
      regions: Object.fromEntries(regions.map((region) => [region, {}])),
    });
    answers = { DescribeStacks: ({ body }) => describedStack(String(body['StackName']), {}, 'UPDATE_COMPLETE') };
    const args = argumentsOf(line);
    const named = args[0]?.startsWith('PartnerAction') ? args[0] : 'PartnerAction';

    const ended = await runCommand(deployCommand(folder), args, { environment: environment() });

    const stacks = (hasWorkers ? ofWorkers : regions).map((name) => `PartnerAction-${name}`);
    const flags = args.filter((word) => word !== named);
    const context = Object.fromEntries(
      flags.filter((_, index) => flags[index - 1] === '-c').map((one) => one.split('=')),
    );
    expect(ended, ended.errors).toMatchObject({ code: 0 });
    // The CDK in this place does not run the app, which would refuse them.
    expect(() => refuseUnknownContext(new App({ context }).node)).not.toThrow();
    expect(cdkCalls(folder)).toEqual([['deploy', ...stacks.filter((id) => id.startsWith(named)), ...flags]]);
  });
});

describe('an examination', () => {
  it.each(linesRunBy('doctor'))('%s', async (line) => {
    deploymentFile({ regions: { 'us-east-1': {} } });
    answers = WELL;

    const ended = await runCommand(
      doctorCommand(async () => ({ actions: [greeter] })),
      argumentsOf(line),
      {
        environment: environment(),
      },
    );

    expect(ended, ended.output).toMatchObject({ code: 0 });
    expect(aws.calls.map(({ operation }) => operation)).toContain(POLL);
  });
});

describe('a trial', () => {
  const lines = linesRunBy('trial');
  const isRun = (line: string) => argumentsOf(line)[0] === 'run';

  it.each(lines.filter((line) => !isRun(line)))('%s', async (line) => {
    const trial = trialCommand({
      project: folder,
      synthesize: async (_wish, into) => join(into, 'cdk.out'),
      pack: async () => undefined,
    });

    const ended = await runCommand(trial, argumentsOf(line), { environment: environment() });

    expect(ended, ended.errors).toMatchObject({ code: 0 });
    const app = expect.stringMatching(/cdk\.out$/);
    expect(cdkCalls(folder)).toEqual([[...argumentsOf(line), '--app', app, 'PartnerActionTrial']]);
  });

  it.each(lines.filter(isRun))('%s', async (line) => {
    const source = { name: 'Read', configuration: { S3Bucket: 'sources', S3ObjectKey: 'source.zip' } };
    answers = {
      GetPipeline: () => jsonAnswer({ pipeline: { stages: [{ actions: [source] }] } }),
      StartPipelineExecution: () => jsonAnswer({ pipelineExecutionId: 'a1b2c3d4-0000-4000-8000-00000000000a' }),
      GetPipelineExecution: () => jsonAnswer({ pipelineExecution: { status: 'Succeeded' } }),
      ListActionExecutions: () => jsonAnswer({ actionExecutionDetails: [] }),
    };
    const args = argumentsOf(line).map((word) => (word === 'PATH' ? folder : word));
    const trial = await commands['trial']?.load();
    if (trial === undefined) throw new Error('There is no command trial.');

    const ended = await runCommand(trial, args, { environment: environment() });

    expect(ended, ended.errors).toMatchObject({ code: 0, output: expect.stringContaining('Succeeded') });
    expect(aws.calls.map(({ operation }) => operation)).toContainEqual(
      expect.stringMatching(/^PUT \/sources\/source\.zip\b/),
    );
  });
});
