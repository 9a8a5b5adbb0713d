import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { timeLimit } from '../../time-limit.ts';
import { startPlane } from './start-plane.ts';

const run = promisify(execFile);

/** Nothing inherited but the path, so that no profile or endpoint of this machine's user is used. */
const environment = {
  PATH: process.env['PATH'] ?? '',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
};
const works = (command: string, ...args: string[]) =>
  run(command, args, { env: environment }).then(
    () => true,
    () => false,
  );
const hasCli = await works('aws', '--version');
const hasBoto3 = await works('python3', '-c', 'import boto3');

const TYPE = { category: 'Test', owner: 'Custom', provider: 'House-Scan', version: '1' } as const;

const BOTO3_WORKER = `
import boto3, json, sys
client = boto3.client('codepipeline', endpoint_url=sys.argv[1])
seen = []
def refused(call, **input):
    try:
        call(**input)
    except client.exceptions.ClientError as refusal:
        return refusal.response['Error']['Code']
job = client.poll_for_jobs(actionTypeId=json.loads(sys.argv[2]))['jobs'][0]
seen.append(refused(client.acknowledge_job, jobId=job['id'], nonce='wrong'))
seen.append(client.acknowledge_job(jobId=job['id'], nonce=job['nonce'])['status'])
seen.append('nonce' in client.get_job_details(jobId=job['id'])['jobDetails'])
seen.append(refused(client.put_job_success_result, jobId=job['id'], continuationToken='more', outputVariables={'A': 'b'}))
client.put_job_success_result(jobId=job['id'], outputVariables={'A': 'b'})
seen.append(refused(client.put_job_success_result, jobId=job['id']))
pages = client.get_paginator('list_action_types').paginate(actionOwnerFilter='Custom')
seen.append([one['id']['provider'] for page in pages for one in page['actionTypes']])
print(json.dumps(seen))
`;

async function createdWithCli(url: string): Promise<void> {
  const counts = 'minimumCount=0,maximumCount=5';
  const artifacts = ['--input-artifact-details', counts, '--output-artifact-details', counts];
  const named = ['--category', 'Test', '--provider', TYPE.provider, '--action-version', '1'];
  await aws(url, 'create-custom-action-type', ...named, ...artifacts);
}

async function aws(url: string, ...args: string[]) {
  const line = ['codepipeline', ...args, '--endpoint-url', url, '--output', 'json'];
  const { stdout } = await run('aws', line, { env: environment });
  return stdout === '' ? undefined : JSON.parse(stdout);
}

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'taken',
    ({ stderr }: { stderr: string }) => /\((\w+)\)/.exec(stderr)?.[1],
  );

describe.skipIf(!hasCli)('(needs aws on the path) the AWS CLI', () => {
  it('creates a custom action type and works on a job of it', { timeout: timeLimit(120_000) }, async () => {
    const { url, jobs } = await startPlane();
    await createdWithCli(url);
    const { jobId } = await jobs.submit({ actionTypeId: TYPE });
    const job = ['--job-id', jobId];

    const polled = await aws(url, 'poll-for-jobs', '--action-type-id', JSON.stringify(TYPE));
    const { nonce } = polled.jobs[0];
    const wrong = await codeOf(aws(url, 'acknowledge-job', ...job, '--nonce', 'wrong'));
    const { status } = await aws(url, 'acknowledge-job', ...job, '--nonce', nonce);
    const { jobDetails } = await aws(url, 'get-job-details', ...job);
    const put = (...more: string[]) => codeOf(aws(url, 'put-job-success-result', ...job, ...more));
    const answers = [
      await put('--continuation-token', 'more', '--output-variables', 'A=b'),
      await put('--output-variables', 'A=b'),
      await put(),
    ];

    expect([wrong, status, 'nonce' in jobDetails]).toEqual(['InvalidNonceException', 'InProgress', false]);
    expect(answers).toEqual(['ValidationException', 'taken', 'InvalidJobStateException']);
    expect((await jobs.show(jobId)).outputVariables).toEqual({ A: 'b' });
  });
});

describe.skipIf(!hasBoto3)('(needs python3 with boto3) boto3', () => {
  it('works on the job of a custom action', { timeout: timeLimit(60_000) }, async () => {
    const counts = { minimumCount: 0, maximumCount: 5 };
    const { category, provider, version } = TYPE;
    const custom = { category, provider, version, inputArtifactDetails: counts, outputArtifactDetails: counts };
    const { url, jobs } = await startPlane({ customActionTypes: [custom] });
    await jobs.submit({ actionTypeId: TYPE });

    const args = ['-c', BOTO3_WORKER, url, JSON.stringify(TYPE)];
    const { stdout } = await run('python3', args, { env: environment });

    const [wrongNonce, ...rest] = JSON.parse(stdout);
    expect(wrongNonce).toBe('InvalidNonceException');
    expect(rest).toEqual(['InProgress', false, 'ValidationException', 'InvalidJobStateException', [TYPE.provider]]);
  });
});
