import { devNull } from 'node:os';
import { describe, expect, it } from 'vitest';
import { dropInherited, functionEnvironment } from '../../../model/local/environment.ts';
import { requireLoopback } from '../../../model/local/loopback.ts';

const SURROUNDINGS = {
  endpoints: {
    codepipeline: 'http://127.0.0.1:4510',
    s3: 'http://127.0.0.1:4511',
    sqs: 'http://127.0.0.1:4512',
    dynamodb: 'http://127.0.0.1:4513',
  },
  queueUrl: 'http://127.0.0.1:4512/000000000000/partner-action-jobs',
};

describe('the variables of a function', () => {
  it('name the services on this machine', () => {
    const environment = functionEnvironment(SURROUNDINGS);

    expect(environment).toEqual({
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_CODEPIPELINE: 'http://127.0.0.1:4510',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4511',
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4512',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4513',
      QUEUE_URL: 'http://127.0.0.1:4512/000000000000/partner-action-jobs',
      INTEGRATION: 'third-party',
      CLIENTS_TABLE: 'clients',
      LEDGER_TABLE: 'ledger',
    });
  });

  it('of custom actions name no clients, which only partners have', () => {
    const environment = functionEnvironment({ ...SURROUNDINGS, integration: 'custom' });

    expect(environment).toMatchObject({ INTEGRATION: 'custom', LEDGER_TABLE: 'ledger' });
    expect(environment).not.toHaveProperty('CLIENTS_TABLE');
  });

  it('name the dead letters where a function sends to them', () => {
    const deadLetterQueueUrl = 'http://127.0.0.1:4512/000000000000/partner-action-dead-letters';

    const environment = functionEnvironment({ ...SURROUNDINGS, deadLetterQueueUrl });

    expect(environment).toMatchObject({ DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl });
  });

  it('carry the action types as JSON', () => {
    const actionTypes = [{ category: 'Test', owner: 'ThirdParty', provider: 'Scanner', version: '1' }] as const;

    const environment = functionEnvironment({ ...SURROUNDINGS, actionTypes });

    expect(JSON.parse(environment['ACTION_TYPES'] ?? '')).toEqual(actionTypes);
  });

  it('are refused when an endpoint is not on this machine', () => {
    const endpoints = { ...SURROUNDINGS.endpoints, s3: 'https://s3.eu-west-1.amazonaws.com' };

    const make = () => functionEnvironment({ ...SURROUNDINGS, endpoints });

    expect(make).toThrow('AWS_ENDPOINT_URL_S3 names the host "s3.eu-west-1.amazonaws.com"');
  });
});

describe('local mode', () => {
  it.each([
    'http://127.0.0.1:4510',
    'http://127.8.9.10',
    'http://localhost:4510/path',
    'http://[::1]:4510',
    'http://127.1',
    '',
  ])('takes the endpoint "%s"', (endpoint) => {
    const check = () => requireLoopback({ AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_SQS: undefined, HOME: '/' });

    expect(check).not.toThrow();
  });

  it.each([
    ['AWS_ENDPOINT_URL', 'https://codepipeline.us-east-1.amazonaws.com', 'codepipeline.us-east-1.amazonaws.com'],
    ['AWS_ENDPOINT_URL_SQS', 'http://127.0.0.1@10.0.0.7:4512', '10.0.0.7'],
    ['AWS_ENDPOINT_URL_DYNAMODB', 'http://localhost.elsewhere.example', 'localhost.elsewhere.example'],
    ['AWS_ENDPOINT_URL_S3', 'http://0.0.0.0:4511', '0.0.0.0'],
    ['QUEUE_URL', 'https://sqs.us-east-1.amazonaws.com/1/jobs', 'sqs.us-east-1.amazonaws.com'],
    ['DEAD_LETTER_QUEUE_URL', 'https://sqs.us-east-1.amazonaws.com/1/dead', 'sqs.us-east-1.amazonaws.com'],
  ])('refuses %s %s', (name, endpoint, host) => {
    const check = () => requireLoopback({ [name]: endpoint });

    expect(check).toThrow(`${name} names the host "${host}"; local mode talks to this machine only`);
  });

  it.each(['127.0.0.1', 'localhost:4510', 'ftp://localhost'])('refuses "%s": it is not a web address', (endpoint) => {
    const check = () => requireLoopback({ AWS_ENDPOINT_URL: endpoint });

    expect(check).toThrow('AWS_ENDPOINT_URL must be a URL of this machine, such as http://127.0.0.1:4510');
  });

  it('takes what the user is signed in to out of the environment', () => {
    const environment = {
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: 'https://elsewhere.example',
      AWS_CONFIG_FILE: '/home/user/.aws/config',
      PATH: '/bin',
    };

    dropInherited(environment);

    expect(environment).toEqual({
      PATH: '/bin',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });
});
