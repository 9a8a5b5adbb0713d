import { join } from 'node:path';
import { bundleAll } from '../../../lib/bundles/bundles.ts';
import type { JobView } from '../../../local/codepipeline/local-api/job-view.ts';
import { startFunctions } from '../../../local/program/functions.ts';
import { startServices } from '../../../local/program/services.ts';
import { anyFreePorts } from '../../../model/local/services.ts';
import { startCountingProxy } from '../counting-proxy.ts';
import { actions } from './actions.ts';

/** From the root of `lambda/`, as the bundle wants it. */
const ACTIONS = join(import.meta.dirname, 'actions.ts');
/** The bench says itself when to poll. */
const HARDLY_EVER_SECONDS = 24 * 60 * 60;

/** Operations by service. */
export interface WorkerCalls {
  codepipeline: string[];
  s3: string[];
  dynamodb: string[];
}

/** The functions with the action of this folder, bundled as for a deployment, on services that count their calls. */
export async function startWorker(folder: string) {
  await using starting = new AsyncDisposableStack();
  const closed = <T extends { close(): Promise<void> }>(one: T) => starting.adopt(one, (started) => started.close());
  const actionTypes = actions.map(({ type }) => type);
  const services = closed(await startServices({ ports: anyFreePorts, state: join(folder, 'state'), actionTypes }));
  const { controlPlane, artifactStore, sqs, dynamodb } = services;
  const codepipeline = closed(await startCountingProxy('codepipeline', controlPlane));
  const s3 = closed(await startCountingProxy('s3', artifactStore));
  const tables = closed(await startCountingProxy('dynamodb', dynamodb));
  const lines: string[] = [];
  const { poller } = closed(
    await startFunctions(services, {
      made: { bundles: await bundleAll(join(folder, 'bundles'), ACTIONS), actionTypes },
      endpoints: { codepipeline: codepipeline.url, s3: s3.url, sqs: sqs.url, dynamodb: tables.url },
      pollEverySeconds: HARDLY_EVER_SECONDS,
      maximumConcurrency: 1,
      onLog: (_name, line) => lines.push(line),
      onError: (error) => lines.push(String(error)),
    }),
  );

  const started = starting.move();
  return {
    /** What the functions have logged since it was last asked. */
    takeLines: () => lines.splice(0),
    takeCalls: (): WorkerCalls => ({
      codepipeline: codepipeline.takeCalls(),
      s3: s3.takeCalls(),
      dynamodb: tables.takeCalls(),
    }),
    poll: () => poller.invoke({}),
    /** Takes a zip through the worker. @throws Error when the job does not succeed. */
    async runJob(zip: string): Promise<JobView> {
      const { jobId } = await controlPlane.jobs.submit({
        configuration: {},
        inputArtifacts: [{ name: 'Source', path: zip }],
        outputArtifacts: ['Report'],
      });
      await poller.invoke({});
      const job = await controlPlane.jobs.waitFor(jobId, ['Succeeded', 'Failed', 'TimedOut']);
      if (job.status !== 'Succeeded')
        throw new Error(`The job is ${job.status}: ${JSON.stringify(job.failureDetails)}`);
      return job;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
