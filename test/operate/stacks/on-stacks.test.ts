import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Command, UsageError } from '../../../command/command.ts';
import { parseFlags } from '../../../command/flags.ts';
import { deploymentOptions, findDeployment } from '../../../operate/deployment.ts';
import { NotHere } from '../../../operate/stacks/not-here.ts';
import { onStacks } from '../../../operate/stacks/on-stacks.ts';
import { regions } from '../../../operate/stacks/regions.ts';
import { type Answer, type Call, describedStack, queryError, type StandIn, standInForAws } from '../aws-stand-in.ts';
import { type Around, runCommand } from '../run-command.ts';

const outputsIn = (region: string) => ({
  QueueUrl: `https://sqs/${region}`,
  DeadLetterQueueUrl: `https://sqs/${region}-dead`,
  LedgerTable: `ledger-${region}`,
});
const absent = (name: string) => queryError('ValidationError', `Stack with id ${name} does not exist`);

/** Where the stack S is; another Region has none. */
let places: string[];
let refuse: Record<string, Answer>;
let aws: StandIn;
let folder: string;

beforeEach(async () => {
  places = ['us-east-1', 'eu-west-1'];
  refuse = {};
  folder = mkdtempSync(join(tmpdir(), 'stacks-'));
  aws = await standInForAws(({ region, body }: Call) => {
    if (refuse[region]) return refuse[region];
    const name = String(body['StackName']);
    return name === 'S' && places.includes(region) ? describedStack(name, outputsIn(region)) : absent(name);
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await aws.close();
});

/** A command that says which ledger it would work on, and fails where it is told to. */
const probe = (failIn: Record<string, Error> = {}): Command =>
  onStacks(async (args, { environment, printTable, printJson, print, note }) => {
    const { values } = parseFlags(args, { ...deploymentOptions, json: { type: 'boolean' } });
    const deployment = findDeployment(values, environment);
    const error = failIn[deployment.region ?? ''];
    if (error) throw error;
    const ledger = deployment.require('ledgerTable');
    note('looked');
    if (values.json) printJson({ ledger });
    else printTable(['LEDGER'], [[ledger]]);
    print('done');
  });

/** As from a terminal in a folder of its own: where the tests run there may be a deployment file. */
const call = (args: string[], { environment = {}, ...around }: Around = {}, command = probe()) =>
  runCommand(command, args, {
    ...around,
    environment: { INIT_CWD: folder, npm_package_json: join(process.cwd(), 'package.json'), ...environment },
  });
const inRegions = (...args: string[]) => call(['--stack', 'S', ...args]);

describe('--stack', () => {
  it('reads the outputs in each Region and puts one table together', async () => {
    const ended = await inRegions('--region', 'us-east-1,eu-west-1');

    expect(ended).toEqual({
      code: 0,
      output:
        'REGION     LEDGER\nus-east-1  ledger-us-east-1\neu-west-1  ledger-eu-west-1\nus-east-1: done\neu-west-1: done\n',
      errors: 'us-east-1: looked\neu-west-1: looked\n',
    });
  });

  it('gives each JSON object its Region', async () => {
    const { output } = await inRegions('--region=us-east-1', '--json');

    expect(output).toBe('{"region":"us-east-1","ledger":"ledger-us-east-1"}\ndone\n');
  });

  it('without --region works in the Region of the AWS settings', async () => {
    const { output } = await call(['--stack=S'], { environment: { AWS_REGION: 'eu-west-1' } });

    expect(output).toContain('eu-west-1  ledger-eu-west-1');
  });

  it('tells a Region that fails at the end, and hides no other', async () => {
    const ended = await inRegions('--region', 'ap-south-1,us-east-1');

    expect(ended.code).toBe(1);
    expect(ended.output).toContain('us-east-1  ledger-us-east-1');
    expect(ended.errors.trimEnd().split('\n').at(-1)).toBe(
      'ap-south-1: There is no stack S in ap-south-1 of this account.',
    );
  });

  it('says which Region and which stack a refusal of AWS is of, and how to go on', async () => {
    refuse = { 'eu-west-1': queryError('ExpiredToken', 'The security token is expired', 403) };

    const { errors } = await inRegions('--region', 'eu-west-1');

    expect(errors).toBe(
      'AWS answered ExpiredToken: The security token is expired. CloudFormation was asked for the stack S in eu-west-1. ' +
        'Sign in again, or choose other credentials with AWS_PROFILE.\n',
    );
  });

  it('says where it asked when nothing answers, behind the question that this raises', async () => {
    await aws.close();

    const { errors } = await inRegions('--region', 'eu-west-1');

    expect(errors).toContain('is `npm start` running? CloudFormation was asked for the stack S in eu-west-1.');
  });

  it('names the tables and the Region of an error that the command did not foresee', async () => {
    const missing = Object.assign(new Error('Requested resource not found'), {
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 400 },
    });

    const { errors } = await call(['--stack', 'S', '--region', 'us-east-1'], {}, probe({ 'us-east-1': missing }));

    expect(errors).toContain('It worked with the ledger ledger-us-east-1, the queue https://sqs/us-east-1');
    expect(errors).toContain(' in us-east-1. It is not in this account and Region.');
  });

  it('takes what one Region has and another has not for done, and tells it of each where none has it', async () => {
    const one = { 'us-east-1': new NotHere('There is no job.') };
    const both = { ...one, 'eu-west-1': new NotHere('There is no job.') };
    const args = ['--stack', 'S', '--region', 'us-east-1,eu-west-1'];

    expect(await call(args, {}, probe(one))).toMatchObject({ code: 0, errors: 'eu-west-1: looked\n' });
    expect(await call(args, {}, probe(both))).toMatchObject({
      code: 1,
      errors: 'us-east-1: There is no job.\neu-west-1: There is no job.\n',
    });
  });

  it('ends with wrong use where the arguments are wrong, whatever the number of Regions', async () => {
    const ended = await inRegions('--region', 'us-east-1,eu-west-1', '--no-such-flag');

    expect(ended).toMatchObject({ code: 2, output: '' });
  });

  it('shows what was done in one Region where another lacks what the command needs', async () => {
    const lacking = new UsageError('Give --clients-table.');

    const ended = await call(['--stack', 'S', '--region', 'us-east-1,eu-west-1'], {}, probe({ 'us-east-1': lacking }));

    expect(ended.code).toBe(1);
    expect(ended.output).toContain('eu-west-1  ledger-eu-west-1');
    expect(ended.errors).toContain('us-east-1: Give --clients-table.');
  });

  it('refuses a stack that is not that of a worker', async () => {
    refuse = { 'us-east-1': describedStack('S', { Website: 'https://example.com' }, 'ROLLBACK_COMPLETE') };

    const { errors } = await inRegions('--region', 'us-east-1');

    expect(errors).toContain('The stack S in us-east-1 is ROLLBACK_COMPLETE and has no output LedgerTable');
  });
});

describe('a stale environment', () => {
  it('is refused when it names what the stack has not, before anything is done', async () => {
    const command = vi.fn<Command>();
    const environment = { LEDGER_TABLE: 'of-another-stack' };

    const ended = await call(['--stack', 'S', '--region', 'us-east-1'], { environment }, onStacks(command));

    expect(ended.code).toBe(1);
    expect(ended.errors).toContain(
      'LEDGER_TABLE of the environment is of-another-stack, and the stack S has ledger-us-east-1',
    );
    expect(command).not.toHaveBeenCalled();
  });

  it('is taken when it names what one of the stacks has', async () => {
    const environment = { LEDGER_TABLE: 'ledger-eu-west-1' };

    const ended = await call(['--stack', 'S', '--region', 'us-east-1,eu-west-1'], { environment });

    expect(ended.code).toBe(0);
  });

  it('tells what it works on when no stack is named', async () => {
    const { errors } = await call([], { environment: { LEDGER_TABLE: 'mine', AWS_REGION: 'eu-west-1' } });

    expect(errors).toBe(
      'No --stack was given. By LEDGER_TABLE of the environment: the ledger mine in eu-west-1.\nlooked\n',
    );
  });
});

describe('--region all', () => {
  it('is the Regions of the deployment file', async () => {
    const file = 'export default { stackName: "S", regions: { "us-east-1": {}, "eu-west-1": {} } };';
    writeFileSync(join(folder, 'partner-action.config.mjs'), file);

    const { output, errors } = await inRegions('--region', 'all');

    expect(errors).toContain('Regions of partner-action.config.mjs: us-east-1, eu-west-1.\n');
    expect(output).toContain('eu-west-1  ledger-eu-west-1');
    expect(aws.calls).toHaveLength(2);
  });

  it.each([
    ['null', 'has no default export'],
    ['[]', 'has no default export'],
    ['{ stackName: 5 }', 'stackName is not a text'],
    ['{ regions: ["us-east-1"] }', 'regions is not an object'],
    ['{ regions: { Frankfurt: {} } }', 'regions has "Frankfurt", which is no Region'],
    ['{ workers: 7 }', 'workers is not an object'],
    ['{ actions: [] }', 'actions is not a text'],
  ])('is refused with a sentence where the file exports %s', async (exported, message) => {
    writeFileSync(join(folder, 'partner-action.config.mjs'), `export default ${exported};`);

    const ended = await inRegions('--region', 'all');

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining(message) });
    expect(aws.calls).toEqual([]);
  });

  it('is wherever the stack is, where no file says so', async () => {
    refuse = { 'me-south-1': queryError('InvalidClientTokenId', 'The security token is invalid', 403) };

    const { code, errors } = await inRegions('--region', 'all');

    expect(code).toBe(0);
    expect(errors).toContain(
      `Regions that have the stack S, of ${regions.length} that were asked: us-east-1, eu-west-1.\n`,
    );
  });

  it('fails for a Region that may have the stack and does not answer', async () => {
    refuse = { 'sa-east-1': queryError('AccessDenied', 'You may not', 403) };

    const { code, output, errors } = await inRegions('--region', 'all');

    expect(code).toBe(1);
    expect(output).toContain('ledger-eu-west-1');
    expect(errors).toContain('sa-east-1: AWS answered AccessDenied: You may not.');
  });

  it('says so where no Region has it', async () => {
    places = [];

    expect((await inRegions('--region', 'all')).errors).toBe(
      `No Region has a stack S; ${regions.length} were asked.\n`,
    );
  });
});

describe('wrong use', () => {
  it.each([
    [['--region', 'us-east-1'], '--region goes with --stack NAME'],
    [['--stack', 'S', '--region', 'Frankfurt'], '--region is "Frankfurt": allowed is all, or different Regions'],
    [['--stack', 'S', '--region', 'us-east-1,us-east-1'], 'different Regions'],
    [['--stack', 'a b'], '--stack is "a b": allowed is the name of a stack'],
    [['--stack', 'S', '--stack', 'T'], '--stack may be given only once'],
    [['--stack'], '--stack takes a value'],
    [['--stack', 'S', '--local'], '--stack names everything: leave out --local.'],
    [['--stack', 'S', '--ledger-table', 'mine'], '--stack names everything: leave out --ledger-table.'],
  ])('%j is refused', async (args, message) => {
    const ended = await call(args);

    expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining(message) });
  });

  it('is more than one Region for what is done in one', async () => {
    const command = onStacks(async () => {}, { oneRegion: 'It is of one Region.' });

    const ended = await call(['--stack', 'S', '--region', 'us-east-1,eu-west-1'], {}, command);

    expect(ended).toMatchObject({
      code: 2,
      errors: 'It is of one Region. Give one Region; got us-east-1, eu-west-1.\n',
    });
  });
});
