import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientsCommand } from '../../operate/clients/clients-command.ts';
import { jobsCommand } from '../../operate/jobs/jobs-command.ts';
import { few } from '../few.ts';
import { hasCommand } from '../has-command.ts';
import { describedStack, queryError, type StandIn, startStandIn } from '../operate/aws-stand-in.ts';
import { runCommand } from '../operate/run-command.ts';
import { type Stack, startStack } from '../operate/started-stack.ts';
import { timeLimit } from '../time-limit.ts';
import { ROOT } from './documents.ts';
import { linesRunBy, linesWithoutRunner, type RunnerName, runbookLines, runners } from './runbook-lines.ts';

/** What is given in place of a word that a reader replaces. A command without its operand is a name in a sentence. */
const OPERAND: Readonly<Record<string, string>> = { retry: 'JOBID', add: 'CLIENTID' };

const REGION = 'us-east-1';

let stack: Stack;
let aws: StandIn;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-'));
  stack = await startStack();
  const { queueUrl } = stack.sqs;
  const outputs = {
    QueueUrl: queueUrl,
    DeadLetterQueueUrl: `${queueUrl}-dead`,
    ClientsTable: 'clients',
    LedgerTable: 'ledger',
  };
  aws = await startStandIn(({ region, body, service, operation }) => {
    const asked = String(body['StackName']);
    if (operation === 'DescribeStacks') {
      return region === REGION
        ? describedStack(asked, outputs)
        : queryError('ValidationError', `Stack with id ${asked} does not exist`);
    }
    const xml = `<${operation}Response><${operation}Result/></${operation}Response>`;
    return service === 'cloudformation' ? { body: xml, headers: { 'content-type': 'text/xml' } } : { body: '{}' };
  });
  const around = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: REGION };
  const { controlPlane, sqs, dynamodb } = stack;
  const services = {
    CODEPIPELINE: controlPlane.url,
    SQS: sqs.url,
    DYNAMODB: dynamodb.url,
    CLOUDFORMATION: aws.endpoint,
  };
  for (const [name, value] of Object.entries(around)) vi.stubEnv(name, value);
  for (const [name, url] of Object.entries(services)) vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws?.close();
  await stack?.close();
  rmSync(folder, { recursive: true });
});

/** The words of a line, with a job, a client and a file in the place of what a reader replaces. */
async function wordsOf(line: string, skipped: RegExp): Promise<string[]> {
  const newClient = `${randomUUID()},token-of-another,label,active,`;
  writeFileSync(join(folder, 'clients.csv'), `clientId,clientToken,label,state,reason\n${newClient}\n`);
  const given = line.replace(skipped, '').split(' ');
  const verb = given[0] ?? '';
  const words = given.length === 1 && OPERAND[verb] !== undefined ? [verb, OPERAND[verb]] : given;
  const values: Record<string, string> = {
    JOBID: await stack.submitAndPoll(line),
    CLIENTID: verb === 'add' ? randomUUID() : stack.clientId,
    TEXT: 'because',
    NAME: 'shop',
    FILE: join(folder, 'clients.csv'),
  };
  const called = words.map((word) => values[word] ?? word);
  return called.flatMap((word) => (word === '…' ? ['PartnerAction', '--region', REGION] : [word]));
}

it('names no command that nobody runs', () => {
  expect(runbookLines.length).toBeGreaterThan(40);
  expect(linesWithoutRunner(runbookLines)).toEqual([]);
  expect(linesWithoutRunner(['npm run unheard-of', 'npx cdk destroy'])).toHaveLength(2);
});

const kinds = Object.entries(runners).map(([kind, runner]) => ({ kind: kind as RunnerName, ...runner }));
it.each(kinds)(
  '"$kind": $file takes these lines from the text; in the place of AWS, $insteadOfAws',
  ({ kind, file }) => {
    expect(linesRunBy(kind)).not.toEqual([]);
    expect(readFileSync(join(ROOT, file), 'utf8')).toContain(`linesRunBy('${kind}')`);
  },
);

describe('a command for operators', { timeout: timeLimit(60_000) }, () => {
  it.each(linesRunBy('operators'))('%s', async (line) => {
    const command = line.startsWith('npm run jobs') ? jobsCommand : clientsCommand;
    // An earlier line may have disabled the client or given it another token.
    await stack.controlPlane.jobs.putClient(stack.clientId, stack.clientToken);
    await stack.runClients(['enable', stack.clientId]);
    const args = await wordsOf(line, /^npm run \w+ -- /);
    const {
      AWS_ENDPOINT_URL_DYNAMODB = '',
      AWS_ENDPOINT_URL_SQS = '',
      AWS_ENDPOINT_URL_CODEPIPELINE = '',
    } = process.env;
    const services = { AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_SQS, AWS_ENDPOINT_URL_CODEPIPELINE };
    const isOfStack = args.includes('--stack');
    const environment = isOfStack ? { AWS_REGION: REGION, ...services } : stack.environment;
    const local = isOfStack ? [] : ['--local'];

    const ended = await runCommand(command, [...args, ...local], {
      environment,
      input: 'client-token-of-now\n',
    });

    expect(ended, ended.errors).toMatchObject({ code: 0 });
  });
});

describe('a document for CodePipeline', { timeout: timeLimit(60_000) }, () => {
  it.each(linesRunBy('action types'))('%s', async (line) => {
    const [command = '', file] = line.replace('npm run -s action-type -- ', '').split(' > ');
    const program = [join(ROOT, 'bin/partner-action.ts'), 'action-type', ...command.split(' ')];

    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      ...program,
    ]);

    expect(stdout).toContain('Artifact-Guard');
    if (file !== undefined) writeFileSync(join(folder, file), stdout);
  });
});

const missing = hasCommand('aws', '--version') ? '' : ' (skipped: needs aws on the PATH, pip install awscli)';
describe.skipIf(missing !== '')(`a command of AWS${missing}`, { timeout: timeLimit(60_000) }, () => {
  it.each(few(4, linesRunBy('aws calls')))('%s', async (line) => {
    const [, service = ''] = line.split(' ');
    const arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/clients/backup/01234567890123-abcdefab';
    const env = {
      ...process.env,
      ...{ AWS_ENDPOINT_URL: aws.endpoint, AWS_DEFAULT_REGION: 'us-east-1', AWS_PAGER: '' },
      [`AWS_ENDPOINT_URL_${service.toUpperCase()}`]: aws.endpoint,
      ROLLBACK_TRIGGERS:
        '[{"Arn":"arn:aws:cloudwatch:us-east-1:111122223333:alarm:A","Type":"AWS::CloudWatch::Alarm"}]',
    };
    const before = aws.calls.length;

    await promisify(execFile)('sh', ['-euc', line.replace('NAME', 'clients').replace(/\bARN\b/, arn)], {
      cwd: folder,
      env,
    });

    expect(aws.calls.slice(before).map((call) => call.service)).toEqual([service]);
  });
});
