import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { linesRunBy } from '../repository/runbook-lines.ts';
import { motoServer, startMoto } from './moto.ts';

const root = join(import.meta.dirname, '../..');
const [region, accessKeyId, secretAccessKey] = ['us-east-1', 'test', 'test'];

/** What a suite that needs moto says in its name where there is none. */
export const missingMoto =
  motoServer === undefined ? " (skipped: needs moto_server on the PATH, pip install 'moto[server]')" : '';

export type Rehearsal = Awaited<ReturnType<typeof startRehearsal>>;

/** An account in memory that the CDK has bootstrapped, and the app that is rehearsed in it. */
export async function startRehearsal() {
  await using starting = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  starting.defer(() => rmSync(folder, { recursive: true, force: true }));
  const moto = await startMoto(motoServer ?? '');
  starting.defer(() => moto.stop());
  const config = { endpoint: moto.endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  /** What a command of AWS finds around it: moto where it looks for AWS. */
  const environment = {
    PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
    HOME: folder,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_REGION: region,
    // For version 1 of the AWS command line, which does not read the other one.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };

  /** What the CDK's own command line says. */
  async function cdk(...command: string[]): Promise<string> {
    const app = 'node --disable-warning=ExperimentalWarning test/deploy/app.ts';
    const options = ['--app', app, '-c', `bundles=${join(folder, 'build')}`, '--output', join(folder, 'cdk.out')];
    const script = join(root, 'node_modules/aws-cdk/bin/cdk');
    const run = [script, ...command, ...options];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, run, { cwd: root, env: environment });
    return stdout + stderr;
  }
  for (const line of linesRunBy('bootstrap')) await cdk(...line.replace('npx cdk ', '').split(' '));

  const started = starting.move();
  return {
    environment,
    cdk,
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    dynamodb: new DynamoDBClient(config),
    /** Deploys the stack. */
    async deploy(...options: string[]): Promise<{ said: string; outputs: Record<string, string> }> {
      const file = join(folder, 'outputs.json');
      const flags = ['--method=direct', '--require-approval=never', '--outputs-file', file];
      const said = await cdk('deploy', ...flags, ...options);
      return { said, outputs: JSON.parse(readFileSync(file, 'utf8')).Rehearsal };
    },
    readTemplate: () => JSON.parse(readFileSync(join(folder, 'cdk.out', 'Rehearsal.template.json'), 'utf8')),
    close: () => started.disposeAsync(),
  };
}
