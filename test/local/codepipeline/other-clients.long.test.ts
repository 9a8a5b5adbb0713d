import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { modelSource } from '../../../model/codepipeline/shapes.ts';
import { timeLimit } from '../../time-limit.ts';
import { ACTION_TYPE, CLIENT_TOKEN, startPlane } from './start-plane.ts';

const run = promisify(execFile);

/** Nothing inherited but the path, so that no profile or endpoint of this machine's user is used. */
const environment = {
  PATH: process.env['PATH'] ?? '',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};

function printed(command: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(command, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: environment,
      encoding: 'utf8',
    }).trim();
  } catch {
    return undefined;
  }
}

const hasCli = printed('aws', '--version') !== undefined;
const hasBoto3 = printed('python3', '-c', 'import boto3') !== undefined;
/** A later botocore may have another model. */
const hasSameBotocore = modelSource.startsWith(
  `botocore ${printed('python3', '-c', 'import botocore; print(botocore.__version__)')},`,
);

const BOTO3_WORKER = `
import boto3, json, sys
url, token, action_type = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
client = boto3.client('codepipeline', endpoint_url=url)
job = client.poll_for_third_party_jobs(actionTypeId=action_type, maxBatchSize=1)['jobs'][0]['jobId']
details = client.get_third_party_job_details(jobId=job, clientToken=token)['jobDetails']
status = client.acknowledge_third_party_job(jobId=job, nonce=details['nonce'], clientToken=token)['status']
client.put_third_party_job_success_result(jobId=job, clientToken=token, continuationToken='more',
    currentRevision={'revision': 'r', 'changeIdentifier': 'c', 'created': 1700000000})
try:
    client.put_third_party_job_failure_result(jobId=job, clientToken=token, failureDetails={'type': 'JobFailed', 'message': 'm'})
except client.exceptions.InvalidJobStateException as refusal:
    print(json.dumps([status, details['data']['actionConfiguration'], refusal.response['Error']['Code']]))
`;

/** The shapes and operations of ours as the botocore on this machine has them, in the same form. */
const BOTOCORE_MODEL = `
import botocore.loaders, json, sys
ours = json.load(open(sys.argv[1]))
model = botocore.loaders.Loader().load_service_model('codepipeline', 'service-2', '2015-07-09')
kept = ('type', 'required', 'min', 'max', 'pattern', 'enum')
def shape(name):
    found = model['shapes'][name]
    members = {key: to['shape'] for key, to in found['members'].items()} if 'members' in found else None
    parts = {part: found[part]['shape'] for part in ('member', 'key', 'value') if part in found}
    return {**{k: v for k, v in found.items() if k in kept and v != []}, **({'members': members} if members is not None else {}), **parts}
def operation(name):
    found = model['operations'][name]
    output = {'output': found['output']['shape']} if 'output' in found else {}
    return {'input': found['input']['shape'], **output, 'errors': [error['shape'] for error in found['errors']]}
print(json.dumps({'shapes': {name: shape(name) for name in ours['shapes']}, 'operations': {name: operation(name) for name in ours['operations']}}))
`;

describe('the AWS CLI', () => {
  it.skipIf(!hasCli)('(needs aws on the path) takes a job and fails it', { timeout: timeLimit(60_000) }, async () => {
    const { url, submit, jobs } = await startPlane();
    const jobId = await submit({ configuration: { Key: 'value' } });
    const aws = async (...args: string[]) => {
      const { stdout } = await run('aws', ['codepipeline', ...args, '--endpoint-url', url, '--output', 'json'], {
        env: environment,
      });
      return stdout === '' ? undefined : JSON.parse(stdout);
    };
    const job = ['--job-id', jobId, '--client-token', CLIENT_TOKEN];

    const polled = await aws('poll-for-third-party-jobs', '--action-type-id', JSON.stringify(ACTION_TYPE));
    const { jobDetails } = await aws('get-third-party-job-details', ...job);
    const { status } = await aws('acknowledge-third-party-job', ...job, '--nonce', jobDetails.nonce);
    const failure = await aws(
      'put-third-party-job-failure-result',
      ...job,
      '--failure-details',
      'type=JobFailed,message=Bad',
    );

    expect(polled.jobs.map((one: { jobId: string }) => one.jobId)).toEqual([jobId]);
    expect([status, failure]).toEqual(['InProgress', undefined]);
    expect(await jobs.show(jobId)).toMatchObject({
      status: 'Failed',
      failureDetails: { type: 'JobFailed', message: 'Bad' },
    });
  });
});

describe('boto3', () => {
  it.skipIf(!hasBoto3)(
    '(needs python3 with boto3) takes a job and continues it',
    { timeout: timeLimit(60_000) },
    async () => {
      const { url, submit, jobs } = await startPlane();
      const jobId = await submit({ configuration: { Key: 'value' } });

      const args = ['-c', BOTO3_WORKER, url, CLIENT_TOKEN, JSON.stringify(ACTION_TYPE)];
      const { stdout } = await run('python3', args, { env: environment });

      expect(JSON.parse(stdout)).toEqual([
        'InProgress',
        { configuration: { Key: 'value' } },
        'InvalidJobStateException',
      ]);
      expect((await jobs.show(jobId)).continuedAs).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it.skipIf(!hasSameBotocore)(
    '(needs the botocore that the model is from) has the same model',
    { timeout: timeLimit(60_000) },
    async () => {
      const file = new URL('../../../model/codepipeline/service-model.json', import.meta.url);
      const { shapes, operations } = JSON.parse(readFileSync(file, 'utf8'));

      const { stdout } = await run('python3', ['-c', BOTOCORE_MODEL, file.pathname], { env: environment });

      expect({ shapes, operations }).toEqual(JSON.parse(stdout));
    },
  );
});
