import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../local/program/command-line.ts';
import { type DeploymentFlags, findDeployment } from '../../operate/deployment.ts';

const DEPLOYED = {
  QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/dead',
  CLIENTS_TABLE: 'stack-clients',
  LEDGER_TABLE: 'stack-ledger',
};
const NAMES = ['queueUrl', 'deadLetterQueueUrl', 'clientsTable', 'ledgerTable'] as const;
const SERVICES = ['codepipeline', 'sqs', 'dynamodb'] as const;

const namesOf = (flags: DeploymentFlags, environment: Record<string, string>) =>
  NAMES.map((name) => findDeployment(flags, environment).require(name));
const endpointsOf = (flags: DeploymentFlags, environment: Record<string, string>) =>
  SERVICES.map((service) => findDeployment(flags, environment).configOf(service).endpoint);

describe('a deployed stack', () => {
  it('is named by variables, and leaves Region, endpoint and credentials to the SDK', () => {
    const deployment = findDeployment({}, DEPLOYED);

    expect(NAMES.map(deployment.require)).toEqual(Object.values(DEPLOYED));
    expect(SERVICES.map(deployment.configOf)).toEqual([{}, {}, {}]);
  });

  it('is named by flags before variables', () => {
    const flags = { 'queue-url': 'q', 'dead-letter-queue-url': 'd', 'clients-table': 'c', 'ledger-table': 'l' };

    expect(namesOf(flags, DEPLOYED)).toEqual(['q', 'd', 'c', 'l']);
  });

  it.each([
    ['queueUrl', "Give --queue-url or QUEUE_URL (the stack's output QueueUrl), or --local."],
    ['deadLetterQueueUrl', 'Give --dead-letter-queue-url or DEAD_LETTER_QUEUE_URL'],
    ['clientsTable', 'Give --clients-table or CLIENTS_TABLE'],
    ['ledgerTable', 'Give --ledger-table or LEDGER_TABLE'],
  ] as const)('must have a name for %s when it is needed', (name, message) => {
    const deployment = findDeployment({}, {});

    expect(() => deployment.require(name)).toThrow(message);
  });

  it.each([
    ['queueUrl', 'queue-url', 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs'],
    ['deadLetterQueueUrl', 'dead-letter-queue-url', 'https://sqs-fips.us-gov-west-1.amazonaws.com/111122223333/dead'],
    ['queueUrl', 'queue-url', 'https://sqs.cn-north-1.amazonaws.com.cn/111122223333/jobs'],
    ['queueUrl', 'queue-url', 'https://sqs.eu-west-1.api.aws/111122223333/jobs'],
  ] as const)('is refused where its %s is in another Region than the one that is named (%s %s)', (name, flag, url) => {
    const environment = { ...DEPLOYED, AWS_REGION: 'us-east-1' };
    const [, region = ''] = /\.([a-z]+-[a-z-]+-\d)\./.exec(url) ?? [];

    expect(() => findDeployment({ [flag]: url }, environment).require(name)).toThrow(
      `The queue of --${flag} is in ${region}, and AWS_REGION is us-east-1. Nothing was done.`,
    );
    expect(findDeployment({ [flag]: url }, { ...environment, AWS_REGION: region }).require(name)).toBe(url);
    expect(findDeployment({ [flag]: url }, DEPLOYED).require(name)).toBe(url);
  });

  it.each([
    ['queueUrl', { 'queue-url': DEPLOYED.DEAD_LETTER_QUEUE_URL }],
    ['deadLetterQueueUrl', { 'dead-letter-queue-url': DEPLOYED.QUEUE_URL }],
  ] as const)('is refused where both queues are the same one (%s)', (name, flags) => {
    expect(() => findDeployment(flags, DEPLOYED).require(name)).toThrow(
      `--queue-url and --dead-letter-queue-url name the same queue: "${Object.values(flags)[0]}". Nothing was done.`,
    );
  });

  it('may be reached through an endpoint of its own that is not on this machine', () => {
    const environment = {
      ...DEPLOYED,
      AWS_ENDPOINT_URL_DYNAMODB: 'https://vpce-1.dynamodb.eu-west-1.vpce.amazonaws.com',
    };

    expect(findDeployment({}, environment).configOf('dynamodb')).toEqual({});
  });
});

describe('--local', () => {
  it('means the services of npm start on the ports that it has', () => {
    const environment = { LOCAL_PORT: '5510', LOCAL_SQS_PORT: '5512' };
    const options = parseCommandLine([], environment);
    const { codepipeline, sqs, dynamodb } = options.ports;

    const endpoints = endpointsOf({ local: true }, environment);

    expect(endpoints).toEqual([codepipeline, sqs, dynamodb].map((port) => `http://127.0.0.1:${port}`));
  });

  it('leaves out of account what the environment says of AWS', () => {
    const environment = { ...DEPLOYED, AWS_ENDPOINT_URL_DYNAMODB: 'http://203.0.113.9', AWS_PROFILE: 'production' };

    const names = namesOf({ local: true }, environment);

    const queue = 'http://127.0.0.1:4512/000000000000/partner-action-jobs';
    expect(names).toEqual([queue, `${queue}-dead`, 'clients', 'ledger']);
    expect(findDeployment({ local: true }, environment).configOf('dynamodb')).toMatchObject({
      endpoint: 'http://127.0.0.1:4513',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
    });
  });
});

describe('a DynamoDB endpoint on this machine', () => {
  it('means local services, those that the variables name first', () => {
    const environment = {
      AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:7000',
      AWS_ENDPOINT_URL_CODEPIPELINE: 'http://127.0.0.1:7001',
    };

    expect(endpointsOf({}, environment)).toEqual([
      'http://127.0.0.1:7001',
      'http://127.0.0.1:4512',
      'http://localhost:7000',
    ]);
    expect(namesOf({ 'ledger-table': 'mine' }, environment).slice(2)).toEqual(['clients', 'mine']);
  });

  it.each([
    ['AWS_ENDPOINT_URL_CODEPIPELINE', 'https://codepipeline.us-east-1.amazonaws.com'],
    ['QUEUE_URL', DEPLOYED.QUEUE_URL],
  ])('is refused together with a %s elsewhere', (variable, url) => {
    const environment = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4513', [variable]: url };

    expect(() => findDeployment({}, environment)).toThrow(`${variable} names the host "${new URL(url).hostname}"`);
  });
});
