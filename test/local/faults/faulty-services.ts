import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodePipelineClient,
  GetThirdPartyJobDetailsCommand,
  PollForThirdPartyJobsCommand,
} from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { FaultContext, JumpingClock } from '../../../local/faults/fault.ts';
import { findFault } from '../../../local/faults/faults.ts';
import { startProxies } from '../../../local/faults/proxies.ts';
import { startServices } from '../../../local/program/services.ts';
import { systemClock } from '../../../model/clock.ts';
import { anyFreePorts, localKeyPair } from '../../../model/local/services.ts';

export const actionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Rehearsal', version: '1' } as const;
const CLIENT_ID = '4b3f1b3c-31f3-4f4c-9d4e-0e9a4f6c8a55';
export const LEASE_SECONDS = 4;
export const clientToken = 'the-client-token';

/** The services behind one fault, and SDK clients that go through it and try each call once. */
export async function startFaulty(name: string, changes: Partial<Pick<FaultContext, 'draw' | 'clock'>> = {}) {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const fault = findFault(name);
  const clock = changes.clock ?? createClock();
  const ports = anyFreePorts;
  const services = await startServices({ ports, clock, settings: fault.settings ?? {}, actionTypes: [actionTypeId] });
  starting.defer(() => services.close());
  const strikes: string[] = [];
  const intercept = fault.intercept?.({
    services,
    clock,
    leaseSeconds: LEASE_SECONDS,
    draw: changes.draw ?? (() => 0),
    onStrike: ({ operation }) => strikes.push(operation),
  });
  const proxies = await startProxies(services, intercept ?? ((_call, next) => next()));
  starting.defer(() => proxies.close());
  await services.controlPlane.jobs.putClient(CLIENT_ID, clientToken);
  const input = join(folder, 'input.zip');
  await writeFile(input, Buffer.alloc(100_000, 'x'));

  const config = {
    region: 'us-east-1',
    credentials: localKeyPair,
    userAgentAppId: 'worker-aB3dEf',
    maxAttempts: 1,
  };
  const { endpoints } = proxies;
  const direct = new CodePipelineClient({ ...config, endpoint: services.controlPlane.url });
  const started = starting.move();
  return {
    services,
    clock,
    /** The operations of the calls that were struck. */
    strikes,
    codepipeline: new CodePipelineClient({ ...config, endpoint: endpoints.codepipeline }),
    dynamodb: new DynamoDBClient({ ...config, endpoint: endpoints.dynamodb }),
    sqs: new SQSClient({ ...config, endpoint: endpoints.sqs }),
    s3: (credentials: Session) =>
      new S3Client({ ...config, credentials, endpoint: endpoints.s3, forcePathStyle: true }),
    /** Submits a job and polls it; what the fault does is not in the way. */
    async dispatch() {
      const { jobId } = await services.controlPlane.jobs.submit({
        clientId: CLIENT_ID,
        inputArtifacts: [{ name: 'Source', path: input }],
        outputArtifacts: ['Result'],
      });
      await direct.send(new PollForThirdPartyJobsCommand({ actionTypeId, maxBatchSize: 10 }));
      return jobId;
    },
    /** What a worker is told of a job: its nonce, artifacts and credentials. */
    async details(jobId: string) {
      const { jobDetails } = await direct.send(new GetThirdPartyJobDetailsCommand({ jobId, clientToken }));
      const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = jobDetails?.data?.artifactCredentials ?? {};
      const locate = (at: 'inputArtifacts' | 'outputArtifacts') => {
        const { bucketName, objectKey } = jobDetails?.data?.[at]?.[0]?.location?.s3Location ?? {};
        return { Bucket: bucketName, Key: objectKey };
      };
      return {
        nonce: jobDetails?.nonce,
        session: { accessKeyId, secretAccessKey, sessionToken },
        input: locate('inputArtifacts'),
        output: locate('outputArtifacts'),
      };
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

export function createClock(sleep: JumpingClock['sleep'] = systemClock.sleep): JumpingClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    sleep,
    jump: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}
